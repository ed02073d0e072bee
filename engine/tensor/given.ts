// What a function was given in place of what it takes, in words. The types say so before a program runs; these are for
// plain JavaScript, for `any` and for values that come from files. One `instanceof` in the good case, nothing else.
import { ArgumentError, EngineError } from "../errors.ts";
import { Tensor } from "./tensor.ts";

/** @throws ArgumentError unless `x` is a tensor */
export function needTensor(x: unknown, what: string, role = "input"): void {
  if (!(x instanceof Tensor)) throw notTensor(x, `${what} takes a tensor as its ${role}`);
}

/** The list itself. @throws ArgumentError unless it is an array of tensors */
export function needTensors<T extends Tensor>(list: readonly T[], what: string, role = "tensors"): readonly T[] {
  needArray(list, what, role);
  const stranger = list.findIndex((one) => !(one instanceof Tensor));
  if (stranger < 0) return list;
  throw notTensor(list[stranger], `${what} takes tensors as its ${role}; number ${stranger} is to be one`);
}

/** @throws ArgumentError unless `list` is an array */
export function needArray(list: unknown, what: string, role: string): void {
  if (!Array.isArray(list)) throw refusal(list, `${what} takes an array of ${role}`);
}

/** @throws ArgumentError unless `f` is a function; `lead` is "surface() takes a function of points" */
export function needFunction(f: unknown, lead: string): void {
  if (typeof f !== "function") throw refusal(f, lead);
}

/** @throws ArgumentError unless `x` is an object */
export function needObject(x: unknown, lead: string): void {
  if (typeof x !== "object" || x === null) throw refusal(x, lead);
}

/** What can be walked through, itself. @throws ArgumentError */
export function itemsOf<T>(items: Iterable<T>, lead: string): Iterable<T> {
  if (typeof items === "object" && items !== null && Symbol.iterator in items) return items;
  throw refusal(items, `${lead} in an array`);
}

/** Names and values of an object. @throws ArgumentError unless it is one */
export function entriesOf<T>(fields: Readonly<Record<string, T>>, lead: string): [name: string, value: T][] {
  needObject(fields, lead);
  return Object.entries(fields);
}

const refusal = (given: unknown, lead: string): ArgumentError => new ArgumentError(`${lead}, not ${inWords(given)}.`);

/** A call that failed without one of our errors, explained by what it was called with; our own errors as they are. */
export function explained(error: unknown, what: string, given: readonly unknown[]): unknown {
  const native = error instanceof TypeError || error instanceof RangeError;
  if (error instanceof EngineError || !native) return error;
  const words = given.length === 0 ? "nothing" : given.map(inWords).join(", ");
  const problem = `${what}() cannot work with what it was given: ${words}.`;
  const ours = new ArgumentError({ problem, attempt: `hovering over ${what}, or ${what}? in a cell: what it takes` });
  ours.cause = error;
  return ours;
}

/** "null", "an array of 3", "a number (NaN)", "tensor [2, 3]". */
export function inWords(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (value instanceof Tensor) return `a tensor [${value.shape.join(", ")}]`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "string") return `a text (${JSON.stringify(value.slice(0, 20))})`;
  if (typeof value === "function") return "a function";
  if (typeof value === "object") return `an object${Object.keys(value).length === 0 ? " without fields" : ""}`;
  return `a ${typeof value} (${String(value)})`;
}

function notTensor(value: unknown, lead: string): ArgumentError {
  const array = Array.isArray(value) || ArrayBuffer.isView(value);
  return new ArgumentError({
    problem: `${lead}, not ${inWords(value)}.`,
    attempt:
      array || typeof value === "number" ? "tensor(…) around it" : "a tensor, as tensor(…), zeros(…) or randn(…) make",
  });
}
