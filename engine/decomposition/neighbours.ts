// Who is near whom, found by comparing with everyone: exact, and fast enough for maps of some thousand rows.
import type { Matrix } from "../linalg/matrix.ts";

/** Squared distances of all rows from one. */
export function distancesFrom({ rows, columns, data }: Matrix, i: number): Float64Array {
  const out = new Float64Array(rows);
  const row = data.subarray(i * columns, (i + 1) * columns);
  for (let j = 0, at = 0; j < rows; j++) {
    let sum = 0;
    for (let k = 0; k < columns; k++, at++) {
      const difference = row[k]! - data[at]!;
      sum += difference * difference;
    }
    out[j] = sum;
  }
  return out;
}

/** Places of the `count` smallest, nearest first, the earlier of equals first. */
export function smallest(values: Float64Array, count: number): number[] {
  // A short sorted list: few of the values come to be put into it.
  const best: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (best.length === count && !(value < values[best[count - 1]!]!)) continue;
    let at = best.length;
    while (at > 0 && values[best[at - 1]!]! > value) at--;
    best.splice(at, 0, i);
    if (best.length > count) best.pop();
  }
  return best;
}
