// The nearest rows of each row, by cosine: what an embedding figure tells of the space that its maps flatten.

export interface NearestRows {
  /** How many for each row. */
  readonly each: number;
  /** [rows, each], the nearest first. */
  readonly indices: Uint16Array<ArrayBuffer>;
  /** Their cosines. */
  readonly similarities: Float32Array<ArrayBuffer>;
}

/** @param unit rows of length 1, [rows, columns] */
export function nearestRows(unit: Float32Array, rows: number, columns: number, wanted: number): NearestRows {
  const each = Math.min(wanted, rows - 1);
  const indices = new Uint16Array(rows * each);
  const similarities = new Float32Array(rows * each);
  const scores = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let other = 0; other < rows; other++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += unit[row * columns + c]! * unit[other * columns + c]!;
      scores[other] = sum;
    }
    scores[row] = -Infinity;
    for (let k = 0; k < each; k++) {
      let best = 0;
      for (let other = 1; other < rows; other++) if (scores[other]! > scores[best]!) best = other;
      indices[row * each + k] = best;
      similarities[row * each + k] = scores[best]!;
      scores[best] = -Infinity;
    }
  }
  return { each, indices, similarities };
}

/** Rows divided by their length; rows of zeros stay. */
export function unitRows(values: ArrayLike<number>, columns: number): Float32Array {
  const unit = Float32Array.from(values);
  for (let start = 0; start < unit.length; start += columns) {
    const row = unit.subarray(start, start + columns);
    const length = Math.hypot(...row);
    if (length > 0) for (let c = 0; c < columns; c++) row[c]! /= length;
  }
  return unit;
}
