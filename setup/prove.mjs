// `npm run prove`: the proofs that take too long for every run of the tests, in their full length.
process.env.GRADBOOK_LONG = "1";
process.argv.push("test/commands/resume.test.ts");
await import("./test.mjs");
