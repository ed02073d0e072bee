// The nearest rows of each row, by cosine or distance: what an embedding figure tells of the space that its maps flatten. Products of
// whole blocks, so that ten thousand rows take a second; where that would be too slow, candidates are found among fewer
// directions, and only they are compared in all.
import { decomposition, matmul, noGrad, type Tensor, tensor } from "../../engine/index.ts";

import type { NeighbourMetric } from "../../extension/figures/payload/embedding.ts";

export interface NearestRows {
  /** How many for each row. */
  readonly each: number;
  /** [rows asked for, each], the nearest first. */
  readonly indices: Uint16Array<ArrayBuffer>;
  /** Their cosines, or their distances. */
  readonly similarities: Float32Array<ArrayBuffer>;
}

/** Rows that are compared with all others at once. */
const block = 256;
/** Multiplications, about a second of them; and the directions that are kept when there would be more. */
const most = { products: 1e10, directions: 50, sample: 2000 };

/**
 * @param values rows [rows, columns]; of length 1 for cosines
 * @param asked of the first so many rows
 */
export function nearestRows(
  values: Float32Array,
  columns: number,
  wanted: number,
  asked: number,
  metric: NeighbourMetric = "cosine",
): NearestRows {
  const rows = values.length / columns;
  const measure = metric === "cosine" ? cosineOf : distanceOf;
  const each = Math.min(wanted, rows - 1);
  const narrow = asked * rows * columns > most.products && columns > most.directions;
  const indices = new Uint16Array(asked * each);
  const similarities = new Float32Array(asked * each);
  noGrad(() => {
    const whole = tensor(values).reshape([rows, columns]);
    const compared = narrow ? narrowed(whole) : whole;
    // |a − b|² = |a|² − 2ab + |b|²: the nearest b of an a has the largest ab − |b|²/2.
    const halves = metric === "cosine" ? undefined : compared.pow(2).sum({ dim: 1 }).mul(0.5);
    const others = compared.transpose(0, 1).contiguous();
    for (let start = 0; start < asked; start += block) {
      const end = Math.min(asked, start + block);
      const dots = matmul(compared.at([start, end]), others);
      const products = halves ? dots.sub(halves) : dots;
      const scores = products.data as Float32Array;
      for (let row = start; row < end; row++) {
        const some = scores.subarray((row - start) * rows, (row - start + 1) * rows);
        some[row] = -Infinity;
        const found = largest(some, narrow ? Math.min(rows - 1, 4 * each) : each);
        const near = found.map((at) => [at, measure(values, columns, row, at)] as const);
        near.sort(([, a], [, b]) => (metric === "cosine" ? b - a : a - b));
        near.slice(0, each).forEach(([at, nearness], k) => {
          indices[row * each + k] = at;
          similarities[row * each + k] = nearness;
        });
      }
      products.dispose();
    }
  });
  return { each, indices, similarities };
}

/** Along the directions of largest spread, as some of the rows tell them. */
function narrowed(whole: Tensor): Tensor {
  const every = Math.ceil(whole.shape[0]! / most.sample);
  const sample = whole.at({ step: every });
  return new decomposition.PCA(most.directions).fit(sample).transform(whole);
}

/** Places of the largest numbers, the largest first. */
function largest(scores: Float32Array, count: number): number[] {
  const found: number[] = [];
  let least = -Infinity;
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at]!;
    if (found.length === count && !(score > least)) continue;
    let place = found.length;
    while (place > 0 && scores[found[place - 1]!]! < score) place -= 1;
    found.splice(place, 0, at);
    if (found.length > count) found.pop();
    least = scores[found.at(-1)!]!;
  }
  return found;
}

type Measure = (values: Float32Array, columns: number, a: number, b: number) => number;

const cosineOf: Measure = (values, columns, a, b) => {
  let sum = 0;
  for (let c = 0; c < columns; c++) sum += values[a * columns + c]! * values[b * columns + c]!;
  return sum;
};

const distanceOf: Measure = (values, columns, a, b) => {
  let sum = 0;
  for (let c = 0; c < columns; c++) sum += (values[a * columns + c]! - values[b * columns + c]!) ** 2;
  return Math.sqrt(sum);
};

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
