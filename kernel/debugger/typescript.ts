// Conditions and console input are TypeScript; V8 evaluates JavaScript.
import { transformSync } from "oxc-transform";
import { DebugError } from "./protocol.ts";

/** @throws DebugError when it is not TypeScript */
export function withoutTypes(expression: string): string {
  // In parentheses an object literal is no block; what is no expression is taken as statements.
  for (const text of [`(${expression}\n)`, expression]) {
    const { code, errors } = transformSync("expression.ts", text, {
      lang: "ts",
      sourceType: "module",
      target: "esnext",
    });
    if (errors.length === 0) return code.trim().replace(/;$/, "");
    if (text === expression) throw new DebugError(errors[0]!.message);
  }
  throw new DebugError("This is not an expression.");
}
