// UMAP: a map in which joined neighbours attract each other and others, drawn at random, repel. Faster than t-SNE for
// large tables, and more of the large structure survives.
// McInnes, Healy & Melville, "UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction" (2018), §3.2
// and §4. Options and defaults are umap-learn's, except that rows start on their principal components.
import { ArgumentError } from "../errors.ts";
import { matrixOf, tensorOf } from "../linalg/operands.ts";
import { Generator } from "../tensor/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Closeness, fitCloseness } from "./closenessCurve.ts";
import { type Edges, fuzzyGraph } from "./fuzzyGraph.ts";
import { startPlaces } from "./startPlaces.ts";

export interface UmapOptions {
  /** How many nearest rows, itself included, a row is joined to: few show detail, many the large structure. Default 15. */
  readonly nNeighbors?: number;
  /** Axes of the map. Default 2. */
  readonly nComponents?: number;
  /** How near to each other points may come: small makes clumps. Default 0.1. */
  readonly minDist?: number;
  /** The scale of the map, at least minDist. Default 1. */
  readonly spread?: number;
  /** Default 500 up to 10,000 rows, 200 for more. */
  readonly nEpochs?: number;
  /** Of the first epoch; it falls to 0. Default 1. */
  readonly learningRate?: number;
  /** Random rows that repel, for each neighbour that attracts. Default 5. */
  readonly negativeSampleRate?: number;
  /** Where rows start: "pca" (default), "random", or places [rows, nComponents]. */
  readonly init?: "pca" | "random" | Tensor;
  /** Default 0. */
  readonly seed?: number;
  /** Called about fifty times: for a map that is drawn while it grows. */
  readonly onProgress?: (progress: UmapProgress) => void;
}

export interface UmapProgress {
  /** From 1. */
  readonly epoch: number;
  readonly nEpochs: number;
  /** The map so far [rows, nComponents]. */
  readonly embedding: Tensor;
}

type Settings = Required<Omit<UmapOptions, "onProgress">>;

/**
 * A map of rows [rows, columns] → [rows, nComponents], near rows near. Distances are Euclidean: bring word vectors to
 * length 1 first where directions matter. The same input, options and seed give the same map.
 * @throws ShapeError or ArgumentError for other than rows of finite numbers, or options that do not fit them
 * @example const map = decomposition.umap(vectors, { nNeighbors: 10 });
 */
export function umap(x: Tensor, { onProgress, ...options }: UmapOptions = {}): Tensor {
  const rows = matrixOf(x, "umap");
  const settings = checked(rows.rows, options);
  const { nComponents, nEpochs } = settings;
  const places = startingSquare(startPlaces(x, settings, "umap"), settings);
  const descent = layout(places, fuzzyGraph(rows, settings.nNeighbors), settings);
  const picture = () => tensorOf(places, [rows.rows, nComponents], "float32");
  const reportEvery = Math.ceil(nEpochs / 50);
  for (let epoch = 1; epoch <= nEpochs; epoch += 1) {
    descent(epoch);
    if (onProgress && (epoch % reportEvery === 0 || epoch === nEpochs)) {
      onProgress({ epoch, nEpochs, embedding: picture() });
    }
  }
  return picture();
}

function checked(rows: number, options: Omit<UmapOptions, "onProgress">): Settings {
  const { nNeighbors = 15, nComponents = 2, minDist = 0.1, spread = 1, nEpochs = rows > 10_000 ? 200 : 500 } = options;
  const { learningRate = 1, negativeSampleRate = 5, init = "pca", seed = 0 } = options;
  const whole = (name: string, value: number, least: number, most: number): void => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    const limit = most === Infinity ? `from ${least}` : `from ${least} to ${most}, the number of rows`;
    throw new ArgumentError(`umap: ${name} is a whole number ${limit}, not ${value}.`);
  };
  if (rows < 3) throw new ArgumentError(`umap needs at least three rows, not ${rows}.`);
  whole("nNeighbors", nNeighbors, 2, rows);
  whole("nComponents", nComponents, 1, Infinity);
  whole("nEpochs", nEpochs, 1, Infinity);
  whole("negativeSampleRate", negativeSampleRate, 0, Infinity);
  if (!(minDist >= 0 && spread > 0 && minDist <= spread && spread < Infinity)) {
    throw new ArgumentError(`umap: minDist is from 0 to spread, which is finite: not ${minDist} and ${spread}.`);
  }
  if (!(learningRate > 0 && learningRate < Infinity)) {
    throw new ArgumentError(`umap: learningRate is a finite number above 0, not ${learningRate}.`);
  }
  return { nNeighbors, nComponents, minDist, spread, nEpochs, learningRate, negativeSampleRate, init, seed };
}

/** Each axis from 0 to 10, with a little noise so that equal rows can part. */
function startingSquare(places: Float64Array, { nComponents, seed }: Settings): Float64Array {
  const generator = new Generator(seed);
  const largest = places.reduce((most, place) => Math.max(most, Math.abs(place)), 0) || 1;
  const noisy = places.map((place) => (10 * place) / largest + 1e-4 * generator.normal());
  for (let axis = 0; axis < nComponents; axis += 1) {
    const own = noisy.filter((_, i) => i % nComponents === axis);
    const low = own.reduce((least, place) => Math.min(least, place), Infinity);
    const high = own.reduce((most, place) => Math.max(most, place), -Infinity);
    for (let at = axis; at < noisy.length; at += nComponents) noisy[at] = (10 * (noisy[at]! - low)) / (high - low);
  }
  return noisy;
}

/**
 * One epoch of stochastic descent, in place. An edge gets its turn the more often the heavier it is: the heaviest in every
 * epoch, and those that would have none are left out. With q = 1 / (1 + a d^2b) the forces along y_i - y_j are
 *   attraction -2ab d^(2b-2) / (1 + a d^2b),   repulsion 2b / ((0.001 + d²)(1 + a d^2b)),
 * each number cut off at ±4.
 */
function layout(y: Float64Array, edges: Edges, settings: Settings): (epoch: number) => void {
  const { nComponents: width, nEpochs, learningRate, negativeSampleRate, minDist, spread, seed } = settings;
  const { a, b }: Closeness = fitCloseness(minDist, spread);
  const generator = new Generator(seed + 1);
  const rows = y.length / width;
  const heaviest = edges.weights.reduce((most, weight) => Math.max(most, weight), 0);
  const period = edges.weights.map((weight) => (weight * nEpochs < heaviest ? Infinity : heaviest / weight));
  const due = period.slice();
  const drawn = new Float64Array(period.length);

  const squaresBetween = (i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < width; k += 1) sum += (y[i + k]! - y[j + k]!) ** 2;
    return sum;
  };
  /** Moves i, and j the other way if it takes part. */
  const move = (i: number, j: number, factor: number, rate: number, both: boolean): void => {
    for (let k = 0; k < width; k += 1) {
      const step = rate * Math.max(-4, Math.min(4, factor * (y[i + k]! - y[j + k]!)));
      y[i + k]! += step;
      if (both) y[j + k]! -= step;
    }
  };

  return (epoch) => {
    const rate = learningRate * (1 - (epoch - 1) / nEpochs);
    for (let edge = 0; edge < period.length; edge += 1) {
      if (due[edge]! > epoch) continue;
      due[edge]! += period[edge]!;
      const [i, j] = [edges.heads[edge]! * width, edges.tails[edge]! * width];
      const squares = squaresBetween(i, j);
      if (squares > 0) {
        const power = squares ** b;
        move(i, j, (-2 * a * b * (power / squares)) / (1 + a * power), rate, true);
      }
      const draws = Math.floor((epoch * negativeSampleRate) / period[edge]! - drawn[edge]!);
      drawn[edge]! += draws;
      for (let draw = 0; draw < draws; draw += 1) {
        const other = generator.below(rows) * width;
        const apart = squaresBetween(i, other);
        if (other === i || apart === 0) continue;
        move(i, other, (2 * b) / ((0.001 + apart) * (1 + a * apart ** b)), rate, false);
      }
    }
  };
}
