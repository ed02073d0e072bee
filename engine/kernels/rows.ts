// Passes over one row of a matrix: its sum, its maximum, a new row computed number by number. A kernel over rows is a
// few passes in sequence, each leaving the row's pointers where it found them.
import type { Code, Variable } from "../wasm/code.ts";
import { type Value, f32x4, i32, v128 } from "../wasm/values.ts";
import { constant } from "./constants.ts";
import { type Lanes, type Stores, firstLanes, forEachVector, maxOfLanes, storePart, sumOfLanes } from "./lanes.ts";

/**
 * The four numbers at a byte offset from where the row's pointers stand. A pass works on four such vectors at a time, or on
 * two (`atOnce`), for formulas that need many registers.
 */
type Formula = (offset: number) => Value<"v128">;

/** Runs `body` for each row, moving the pointers on by a row each time. */
export function forEachRow(
  code: Code,
  { rows, columns }: { readonly rows: Variable<"i32">; readonly columns: Variable<"i32"> },
  pointers: readonly Variable<"i32">[],
  body: () => void,
): void {
  const rowBytes = code.let(i32.shl(columns, i32.const(2)));
  code.repeat(rows, () => {
    body();
    for (const pointer of pointers) code.add(pointer, rowBytes);
  });
}

export class RowPasses {
  readonly #code: Code;
  readonly #pointers: readonly Variable<"i32">[];

  /** `pointers` are those that the formulas read and write at; they stand at the row's start. */
  constructor({ code }: Lanes, pointers: readonly Variable<"i32">[]) {
    this.#code = code;
    this.#pointers = pointers;
  }

  /** Writes the row at `out`, one of the pointers. */
  store(count: Variable<"i32">, out: Variable<"i32">, formula: Formula, atOnce: 2 | 4 = 4): void {
    const code = this.#code;
    this.#pass(
      count,
      atOnce,
      (offset) => [[out, code.let(formula(offset))]],
      (left) => storePart(code, out, code.let(formula(0)), left),
    );
  }

  /** The sum of the row. */
  sum(count: Variable<"i32">, formula: Formula, atOnce: 2 | 4 = 4): Value<"f32"> {
    const code = this.#code;
    const parts = this.#running(f32x4.const(0), atOnce);
    this.#pass(
      count,
      atOnce,
      (offset) => {
        code.set(parts[offset / 16], f32x4.add(parts[offset / 16], formula(offset)));
        return [];
      },
      (left) => code.set(parts[0], f32x4.add(parts[0], v128.and(formula(0), firstLanes(left)))),
    );
    return sumOfLanes(code, code.let(together(parts, f32x4.add)));
  }

  /** The largest number of the row, -∞ if there are none. Overlooks NaN, for a comparison less: whoever subtracts it meets NaN anyway. */
  max(count: Variable<"i32">, formula: Formula): Value<"f32"> {
    const code = this.#code;
    const parts = this.#running(constant({ code }, -Infinity), 4);
    this.#pass(
      count,
      4,
      (offset) => {
        code.set(parts[offset / 16], f32x4.pmax(parts[offset / 16], formula(offset)));
        return [];
      },
      (left) => {
        const known = v128.bitselect(formula(0), constant({ code }, -Infinity), firstLanes(left));
        code.set(parts[0], f32x4.pmax(parts[0], known));
      },
    );
    return maxOfLanes(code, code.let(together(parts, f32x4.pmax)));
  }

  /** A running result for each of the vectors that are worked on at once: they do not wait for each other. */
  #running(start: Value<"v128">, atOnce: 2 | 4): readonly Variable<"v128">[] {
    return Array.from({ length: atOnce }, () => this.#code.let(start));
  }

  #pass(
    count: Variable<"i32">,
    atOnce: 2 | 4,
    body: (offset: number) => Stores,
    tail: (left: Variable<"i32">) => void,
  ): void {
    const code = this.#code;
    forEachVector(code, count, this.#pointers, atOnce, body, tail);
    const moved = code.let(i32.shl(i32.and(count, i32.const(-4)), i32.const(2)));
    for (const pointer of this.#pointers) code.set(pointer, i32.sub(pointer, moved));
  }
}

type Vector = Value<"v128">;

function together([first, ...rest]: readonly Vector[], combine: (a: Vector, b: Vector) => Vector): Vector {
  return rest.reduce((all, part) => combine(all, part), first);
}
