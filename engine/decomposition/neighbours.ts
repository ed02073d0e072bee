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

/** Places of the `count` smallest, in no order: those up to the count-th of the sorted values, the earlier of equals. */
export function smallest(values: Float64Array, count: number): number[] {
  const limit = values.toSorted()[count - 1]!;
  const places: number[] = [];
  values.forEach((value, i) => {
    if (value < limit) places.push(i);
  });
  for (let i = 0; places.length < count; i++) if (values[i] === limit) places.push(i);
  return places;
}
