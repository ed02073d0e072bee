// Reading untrusted JSON: every field of a payload is taken through these readers, so that what the painters see has
// the right type, a bounded size, and nothing inherited. They know no figure.
import { PayloadError } from "./errors.ts";

/** A reader checks an unknown value found at `path` and returns it typed. */
export type Reader<T> = (value: unknown, path: string) => T;

type Shape = Readonly<Record<string, Reader<unknown>>>;
type Result<S extends Shape> = { readonly [K in keyof S]: S[K] extends Reader<infer T> ? T : never };

/** Own fields only: `__proto__` and inherited names are never read; unknown fields are ignored (they may be newer). */
export function object<S extends Shape>(shape: S): Reader<Result<S>> {
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new PayloadError(path, "an object", value);
    }
    const read = Object.entries(shape).map(([key, reader]) => [
      key,
      reader(Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined, `${path}.${key}`),
    ]);
    return Object.fromEntries(read) as Result<S>;
  };
}

export function list<T>(item: Reader<T>, limit: number): Reader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new PayloadError(path, "a list", value);
    if (value.length > limit) throw new PayloadError(path, `a list of at most ${limit} items`, value);
    return value.map((entry, i) => item(entry, `${path}[${i}]`));
  };
}

/** Names to values, as a map, which has no prototype to pollute. */
export function table<T>(item: Reader<T>, limit: number): Reader<ReadonlyMap<string, T>> {
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new PayloadError(path, "an object", value);
    }
    const entries = Object.entries(value);
    if (entries.length > limit) throw new PayloadError(path, `an object of at most ${limit} entries`, value);
    return new Map(entries.map(([key, entry]) => [key, item(entry, `${path}.${key}`)]));
  };
}

/** Text of a bounded length. It is only ever drawn or put in as text, never as markup. */
export function text(limit: number): Reader<string> {
  return (value, path) => {
    if (typeof value !== "string") throw new PayloadError(path, "text", value);
    if (value.length > limit) throw new PayloadError(path, `text of at most ${limit} characters`, value);
    return value;
  };
}

export function number(min = -Number.MAX_VALUE, max = Number.MAX_VALUE): Reader<number> {
  const range = min === -Number.MAX_VALUE && max === Number.MAX_VALUE ? "a number" : `a number from ${min} to ${max}`;
  return (value, path) => {
    if (typeof value !== "number" || !(value >= min && value <= max)) throw new PayloadError(path, range, value);
    return value;
  };
}

export function integer(min: number, max: number): Reader<number> {
  return (value, path) => {
    if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
      throw new PayloadError(path, `a whole number from ${min} to ${max}`, value);
    }
    return value as number;
  };
}

export const boolean: Reader<boolean> = (value, path) => {
  if (typeof value !== "boolean") throw new PayloadError(path, "true or false", value);
  return value;
};

export function oneOf<const T extends string | number>(...choices: readonly T[]): Reader<T> {
  return (value, path) => {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw new PayloadError(path, `one of ${choices.join(", ")}`, value);
    return found;
  };
}

/** The field may be missing (or null, JSON's way of saying so). */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value, path) => (value === undefined || value === null ? undefined : reader(value, path));
}

/** Missing means this value. */
export function withDefault<T>(reader: Reader<T>, value: T): Reader<T> {
  return (found, path) => optional(reader)(found, path) ?? value;
}

/** JSON has no NaN or infinities: numbers that are not finite travel as null (and are still NaN before that). */
export const maybeNumber: Reader<number> = (value, path) =>
  value === null || (typeof value === "number" && !Number.isFinite(value)) ? Number.NaN : number()(value, path);
