// The npm package `gradbook`: the engine, figures and display. What notebooks see as globals is exactly what this exports.
export * from "../engine/index.ts";
