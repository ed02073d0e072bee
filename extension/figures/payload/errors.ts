// The one error a bad payload raises: where in the payload, what was expected there, what was found.

import { trans } from "../draw/words.ts";

export class PayloadError extends Error {
  override readonly name = "PayloadError";

  constructor(path: string, expected: string, found: unknown) {
    super(trans.__("This figure's data is damaged: %1 should be %2, but is %3.", path, expected, describe(found)));
  }
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
