// What goes into a compiled step and comes out: tensors, plain values, and arrays and objects of them. Tensors are told
// apart by dtype and shape only, everything else by value.
import { CaptureError } from "../errors.ts";
import { isPlain } from "../tensor/nested.ts";
import { Tensor } from "../tensor/tensor.ts";

/** The same for arguments that one captured program serves. @throws CaptureError for what has no such key */
export function keyOf(value: unknown): string {
  if (value instanceof Tensor) return `${value.dtype}[${value.shape.join(",")}]`;
  if (Array.isArray(value)) return `[${value.map(keyOf).join(";")}]`;
  if (isPlain(value)) {
    return `{${Object.entries(value)
      .map(([name, each]) => `${JSON.stringify(name)}:${keyOf(each)}`)
      .join(";")}}`;
  }
  if (value === null || ["number", "string", "boolean", "undefined", "bigint"].includes(typeof value)) {
    return Object.is(value, -0) ? "-0" : `${typeof value} ${String(value)}`;
  }
  throw new CaptureError({
    problem: `A compiled step takes tensors, numbers, strings, booleans, and arrays and objects of them, not ${describe(value)}.`,
    attempt: "using it inside the step as a variable from outside: it is then the same for every call",
  });
}

function describe(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  return `a ${(value as object).constructor?.name ?? "thing"}`;
}
