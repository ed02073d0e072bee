// Plain JSON from an untrusted notebook, for libraries that take whole objects: copied without names that reach into
// prototypes, and bounded in depth, size and length of texts.
import { PayloadError } from "./errors.ts";
import type { Reader } from "./fields.ts";

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

const forbidden = new Set(["__proto__", "constructor", "prototype"]);

/** @param most how many values there may be, at any depth */
export function jsonObject({
  depth,
  most,
  letters,
}: {
  depth: number;
  most: number;
  letters: number;
}): Reader<JsonObject> {
  return (root, path) => {
    let left = most;
    const copy = (value: unknown, at: string, level: number): Json => {
      if (--left < 0) throw new PayloadError(path, `at most ${most} values`, "more");
      if (value === null || typeof value === "boolean") return value;
      if (typeof value === "number") return Number.isFinite(value) ? value : null;
      if (typeof value === "string") {
        if (value.length > letters) throw new PayloadError(at, `text of at most ${letters} characters`, value);
        return value;
      }
      if (typeof value !== "object") throw new PayloadError(at, "JSON", typeof value);
      if (level > depth) throw new PayloadError(at, `nested at most ${depth} deep`, "deeper");
      if (Array.isArray(value)) return value.map((entry, i) => copy(entry, `${at}[${i}]`, level + 1));
      return Object.fromEntries(
        Object.entries(value)
          // JSON knows no undefined: such a field is not there.
          .filter(([key, entry]) => !forbidden.has(key) && entry !== undefined)
          .map(([key, entry]) => [key, copy(entry, `${at}.${key}`, level + 1)]),
      );
    };
    if (typeof root !== "object" || root === null || Array.isArray(root))
      throw new PayloadError(path, "an object", root);
    return copy(root, path, 0) as JsonObject;
  };
}

/** Every object inside, itself first, with the name it stands under. */
export function* objectsIn(value: Json, name = ""): Generator<readonly [name: string, object: JsonObject]> {
  if (Array.isArray(value)) for (const entry of value as readonly Json[]) yield* objectsIn(entry, name);
  else if (typeof value === "object" && value !== null) {
    yield [name, value as JsonObject];
    for (const [key, entry] of Object.entries(value)) yield* objectsIn(entry, key);
  }
}
