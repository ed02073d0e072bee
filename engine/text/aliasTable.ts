// Drawing numbers with given weights in constant time (Walker 1977; Vose 1991): every number owns a column of height 1,
// filled up to its own share, and above that by one other number that has too much.
import { Generator } from "../tensor/generator.ts";

export class AliasTable {
  readonly #shares: Float64Array;
  readonly #others: Int32Array;

  constructor(weights: ArrayLike<number>) {
    const n = weights.length;
    const total = Array.from(weights).reduce((sum, weight) => sum + weight, 0);
    this.#shares = Float64Array.from(weights, (weight) => (weight * n) / total);
    this.#others = Int32Array.from(weights, (_, i) => i);
    const [small, large]: [number[], number[]] = [[], []];
    const rest = this.#shares.slice();
    rest.forEach((share, i) => (share < 1 ? small : large).push(i));
    while (small.length > 0 && large.length > 0) {
      const [poor, rich] = [small.pop()!, large.pop()!];
      this.#shares[poor] = rest[poor]!;
      this.#others[poor] = rich;
      rest[rich]! -= 1 - rest[poor]!;
      (rest[rich]! < 1 ? small : large).push(rich);
    }
    // What is left is full but for rounding.
    for (const i of [...small, ...large]) this.#shares[i] = 1;
  }

  /** One 32-bit draw gives both the column and the height in it. */
  draw(generator: Generator): number {
    const place = (generator.bits() / 2 ** 32) * this.#shares.length;
    const column = Math.floor(place);
    return place - column < this.#shares[column]! ? column : this.#others[column]!;
  }
}
