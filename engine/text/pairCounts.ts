// Sums for pairs of numbers, millions of them: a hash table with open addressing in typed arrays, since a Map of numbers
// takes several times as long and as much memory.
import { SparseRows } from "./sparseRows.ts";

const empty = -1;

export class PairCounts {
  #first = new Int32Array(1024).fill(empty);
  #second = new Int32Array(1024);
  #sums = new Float64Array(1024);
  #size = 0;

  /** Adds to the sum of a and b, in whichever order. */
  add(a: number, b: number, amount: number): void {
    if (2 * this.#size > this.#first.length) this.#grow();
    const [larger, smaller] = a > b ? [a, b] : [b, a];
    const at = this.#find(larger, smaller);
    if (this.#first[at] === empty) {
      this.#first[at] = larger;
      this.#second[at] = smaller;
      this.#size += 1;
    }
    this.#sums[at]! += amount;
  }

  /** The sums as a symmetric matrix [size, size]; a number paired with itself counts from both sides. */
  symmetric(size: number): SparseRows {
    // A symmetric matrix has as many numbers in a column as in the row of the same place.
    const starts = new Int32Array(size + 1);
    this.#visit((row) => (starts[row + 1]! += 1));
    for (let row = 0; row < size; row += 1) starts[row + 1]! += starts[row]!;
    const count = starts[size]!;
    // Sorted by column first, then dealt out to the rows in that order: each row's columns come out rising.
    const byColumn = { rows: new Int32Array(count), values: new Float64Array(count), next: starts.slice() };
    this.#visit((row, column, value) => {
      const at = byColumn.next[column]!++;
      byColumn.rows[at] = row;
      byColumn.values[at] = value;
    });
    const byRow = { columns: new Int32Array(count), values: new Float64Array(count), next: starts.slice() };
    for (let column = 0; column < size; column += 1) {
      for (let at = starts[column]!; at < starts[column + 1]!; at += 1) {
        const to = byRow.next[byColumn.rows[at]!]!++;
        byRow.columns[to] = column;
        byRow.values[to] = byColumn.values[at]!;
      }
    }
    const rows = Array.from({ length: size }, (_, row) => ({
      columns: byRow.columns.subarray(starts[row], starts[row + 1]),
      values: byRow.values.subarray(starts[row], starts[row + 1]),
    }));
    return new SparseRows(size, rows);
  }

  /** Every pair both ways round. */
  #visit(visit: (row: number, column: number, value: number) => void): void {
    for (let at = 0; at < this.#first.length; at += 1) {
      const [a, b, value] = [this.#first[at]!, this.#second[at]!, this.#sums[at]!];
      if (a === empty) continue;
      if (a !== b) visit(b, a, value);
      visit(a, b, a === b ? 2 * value : value);
    }
  }

  #find(a: number, b: number): number {
    const mask = this.#first.length - 1;
    let at = (Math.imul(a, 0x9e37_79b1) ^ Math.imul(b, 0x85eb_ca6b)) >>> 0;
    at = (at ^ (at >>> 15)) & mask;
    while (this.#first[at] !== empty && (this.#first[at] !== a || this.#second[at] !== b)) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [first, second, sums] = [this.#first, this.#second, this.#sums];
    this.#first = new Int32Array(2 * first.length).fill(empty);
    this.#second = new Int32Array(2 * first.length);
    this.#sums = new Float64Array(2 * first.length);
    first.forEach((a, from) => {
      if (a === empty) return;
      const to = this.#find(a, second[from]!);
      this.#first[to] = a;
      this.#second[to] = second[from]!;
      this.#sums[to] = sums[from]!;
    });
  }
}
