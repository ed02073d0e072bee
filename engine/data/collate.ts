// How items become a batch: tensors are stacked, numbers and booleans become a tensor, texts stay a list; tuples and
// records are collated field by field.
import { ArgumentError } from "../errors.ts";
import { needArray } from "../tensor/given.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { padSequence } from "./padSequence.ts";
import { stackRows } from "./rows.ts";

/** What `defaultCollate` makes of items. */
export type Collated<Item> = Item extends Tensor | number | boolean
  ? Tensor
  : Item extends string | null | undefined
    ? Item[]
    : { [K in keyof Item]: Collated<Item[K]> };

/** Sequences of different lengths in one tensor. */
export interface Padded {
  /** [B, T, ...], T the longest length; the rest is filled up. */
  readonly values: Tensor;
  /** The true length of each sequence. */
  readonly lengths: number[];
}

/** What `padCollate` makes of items. */
export type PadCollated<Item> = Item extends Tensor
  ? Padded
  : Item extends number | boolean
    ? Tensor
    : Item extends string | null | undefined
      ? Item[]
      : { [K in keyof Item]: PadCollated<Item[K]> };

/**
 * One batch of items: numbers → float32 [B], booleans → bool [B], tensors [...] → [B, ...], texts → a list, tuples and
 * records field by field.
 * @throws ShapeError, ArgumentError for items that do not go together
 */
export function defaultCollate<Item>(items: readonly Item[]): Collated<Item> {
  return collate(items, stackRows, "item") as Collated<Item>;
}

/**
 * A collate function for sequences of different lengths: like `defaultCollate`, but every tensor is padded along its first
 * axis to the longest in the batch, and comes with the true lengths.
 * @param options paddingValue: default 0
 * @example new data.DataLoader(pairs, { batchSize: 8, collate: data.padCollate() })
 * // for ([text, label] of loader) lstm.call(text.values, undefined, { lengths: text.lengths })
 */
export function padCollate({ paddingValue = 0 }: { readonly paddingValue?: number } = {}) {
  const pad = (sequences: readonly Tensor[]): Padded => ({
    values: padSequence(sequences, { batchFirst: true, paddingValue }),
    lengths: sequences.map(({ shape }) => shape[0]!),
  });
  return <Item>(items: readonly Item[]): PadCollated<Item> => collate(items, pad, "item") as PadCollated<Item>;
}

function collate(items: readonly unknown[], join: (tensors: readonly Tensor[]) => unknown, where: string): unknown {
  needArray(items, "A collate function", "items");
  const [first] = items;
  if (first instanceof Tensor) return join(allOf(items, where, "a tensor", (x): x is Tensor => x instanceof Tensor));
  if (typeof first === "number") {
    return vector(
      allOf(items, where, "a number", (x): x is number => typeof x === "number"),
      "float32",
    );
  }
  if (typeof first === "boolean") {
    const flags = allOf(items, where, "a boolean", (x): x is boolean => typeof x === "boolean");
    return vector(flags.map(Number), "bool");
  }
  if (typeof first === "string" || first === null || first === undefined) return [...items];
  if (typeof first !== "object") {
    throw new ArgumentError({
      problem: `A batch cannot be made of a ${typeof first} (${where}).`,
      attempt: "a collate function of your own: { collate: (items) => … }",
    });
  }
  const records = allOf(items, where, "an object", (x): x is Record<string, unknown> => typeof x === "object" && !!x);
  const fields = Object.keys(first).map((name): [string, unknown] => [
    name,
    collate(
      records.map((record) => record[name]),
      join,
      `${where}[${name}]`,
    ),
  ]);
  return Array.isArray(first) ? fields.map(([, value]) => value) : Object.fromEntries(fields);
}

function allOf<T>(items: readonly unknown[], where: string, what: string, is: (x: unknown) => x is T): readonly T[] {
  const odd = items.findIndex((item) => !is(item));
  if (odd < 0) return items as readonly T[];
  throw new ArgumentError(`A batch needs items of one kind: ${where} is ${what} at first, and not in item ${odd}.`);
}

function vector(values: readonly number[], dtype: "float32" | "bool"): Tensor {
  const out = empty([values.length], dtype);
  out.data.set(values);
  return out;
}
