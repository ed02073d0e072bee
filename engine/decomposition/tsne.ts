// t-SNE: a map in which near rows are near. How far apart distant groups lie, and how large they are, means nothing.
// van der Maaten & Hinton, "Visualizing Data using t-SNE" (2008); van der Maaten, "Accelerating t-SNE using Tree-Based
// Algorithms" (2014). Options, defaults and stopping rules are scikit-learn's TSNE's.
import { ArgumentError } from "../errors.ts";
import type { Matrix } from "../linalg/matrix.ts";
import { matrixOf, tensorOf } from "../linalg/operands.ts";
import { Tensor } from "../tensor/tensor.ts";
import { startPlaces } from "./startPlaces.ts";
import { barnesHutForces, exactForces, type Forces } from "./tsneForces.ts";

export interface TsneOptions {
  /** Axes of the map. Default 2. */
  readonly nComponents?: number;
  /** About how many neighbours a row has: 5 to 50, less than there are rows. Default 30. */
  readonly perplexity?: number;
  /** Neighbours attract so many times more in the first 250 steps, so that groups find together. Default 12. */
  readonly earlyExaggeration?: number;
  /** "auto" (default): rows / earlyExaggeration / 4, at least 50. */
  readonly learningRate?: number | "auto";
  /** Default 1000, at least 250. */
  readonly maxIter?: number;
  /** Where rows start: "pca" (default), "random", or places [rows, nComponents]. */
  readonly init?: "pca" | "random" | Tensor;
  /** All pairs, or nearest pairs and a tree; "auto" (default): all pairs up to 500 rows, and for maps not in the plane. */
  readonly method?: "auto" | "exact" | "barnesHut";
  /** Of the tree: 0 is exact, larger is faster, 0.7 the most. Default 0.5. */
  readonly angle?: number;
  /** Of the random start. Default 0. */
  readonly seed?: number;
  /** Called every 50 steps and at the end: for a map that is drawn while it grows. */
  readonly onProgress?: (progress: TsneProgress) => void;
}

export interface TsneProgress {
  readonly iteration: number;
  /** How badly the map tells who is near whom, of the true affinities after step 250: smaller is better. */
  readonly klDivergence: number;
  /** The map so far [rows, nComponents]. */
  readonly embedding: Tensor;
}

const exactUpTo = 500;
const exploration = 250;
const checkEvery = 50;

/**
 * A map of rows [rows, columns] → [rows, nComponents], near rows near. Distances are Euclidean: bring word vectors to
 * length 1 first where directions matter; more than 50 columns go faster through `PCA(50)`.
 * The same input, options and seed give the same map.
 * @throws ShapeError or ArgumentError for other than rows of finite numbers, or options that do not fit them
 * @example const map = decomposition.tsne(vectors, { perplexity: 15 });
 */
export function tsne(x: Tensor, options: TsneOptions = {}): Tensor {
  const rows = matrixOf(x, "tsne");
  const settings = checked(rows, options);
  const { nComponents, maxIter, onProgress, earlyExaggeration } = settings;
  const forces = forcesOf(rows, settings);
  const map: Descent = {
    y: start(x, settings),
    update: new Float64Array(rows.rows * nComponents),
    gains: new Float64Array(rows.rows * nComponents).fill(1),
    gradient: new Float64Array(rows.rows * nComponents),
  };
  const picture = () => tensorOf(map.y, [rows.rows, nComponents], "float32");
  let best = { iteration: 0, divergence: Infinity };
  for (let iteration = 1; iteration <= maxIter; iteration++) {
    const early = iteration <= exploration;
    // Both phases start their descent afresh: the steps of exaggerated forces say nothing about the true ones.
    if (iteration === exploration + 1) rest(map);
    const isCheck = iteration % checkEvery === 0 || iteration === maxIter;
    const divergence = forces(map.y, early ? earlyExaggeration : 1, map.gradient, isCheck);
    step(map, early ? 0.5 : 0.8, settings.rate);
    if (!isCheck) continue;
    onProgress?.({ iteration, klDivergence: divergence, embedding: picture() });
    if (early) continue;
    if (divergence < best.divergence) best = { iteration, divergence };
    if (iteration - best.iteration > 300 || lengthOf(map.gradient) <= 1e-7) break;
  }
  return picture();
}

interface Settings extends Required<Omit<TsneOptions, "onProgress" | "learningRate">> {
  readonly rate: number;
  readonly onProgress: TsneOptions["onProgress"];
}

/** Gradient descent with momentum and a gain for each number, which grows while its gradient keeps its direction. */
interface Descent {
  readonly y: Float64Array;
  readonly update: Float64Array;
  readonly gains: Float64Array;
  readonly gradient: Float64Array;
}

function checked({ rows }: Matrix, options: TsneOptions): Settings {
  const { nComponents = 2, perplexity = 30, earlyExaggeration = 12, learningRate = "auto", maxIter = 1000 } = options;
  const { init = "pca", method = "auto", angle = 0.5, seed = 0, onProgress } = options;
  const demand = (right: boolean, rule: string, given: unknown): void => {
    if (!right) throw new ArgumentError(`tsne: ${rule}, not ${String(given)}.`);
  };
  demand(Number.isInteger(nComponents) && nComponents >= 1, "nComponents is a whole number from 1", nComponents);
  const neighbours = `perplexity is at least 1 and less than the number of rows, ${rows}`;
  demand(perplexity >= 1 && perplexity < rows, neighbours, perplexity);
  demand(earlyExaggeration >= 1, "earlyExaggeration is a number from 1", earlyExaggeration);
  demand(learningRate === "auto" || learningRate > 0, 'learningRate is "auto" or a number above 0', learningRate);
  demand(Number.isInteger(maxIter) && maxIter >= exploration, `maxIter is a whole number from ${exploration}`, maxIter);
  demand(["auto", "exact", "barnesHut"].includes(method), 'method is "auto", "exact" or "barnesHut"', method);
  demand(method !== "barnesHut" || nComponents === 2, 'method "barnesHut" maps to nComponents 2', nComponents);
  demand(angle >= 0 && angle <= 0.7, "angle is from 0 to 0.7", angle);
  const rate = learningRate === "auto" ? Math.max(rows / earlyExaggeration / 4, 50) : learningRate;
  return { nComponents, perplexity, earlyExaggeration, maxIter, init, method, angle, seed, onProgress, rate };
}

function forcesOf(x: Matrix, { method, nComponents, perplexity, angle }: Settings): Forces {
  const exact = method === "exact" || (method === "auto" && (x.rows <= exactUpTo || nComponents !== 2));
  return exact ? exactForces(x, perplexity, nComponents) : barnesHutForces(x, perplexity, angle);
}

/** Tiny, so that no row is shut in by others, unless places are given. */
function start(x: Tensor, settings: Settings): Float64Array {
  const places = startPlaces(x, settings, "tsne");
  return settings.init instanceof Tensor ? places : places.map((place) => 1e-4 * place);
}

function step({ y, update, gains, gradient }: Descent, momentum: number, rate: number): void {
  for (let i = 0; i < y.length; i++) {
    const turning = update[i]! * gradient[i]! >= 0;
    gains[i] = Math.max(0.01, turning ? gains[i]! * 0.8 : gains[i]! + 0.2);
    update[i] = momentum * update[i]! - rate * gains[i]! * gradient[i]!;
    y[i]! += update[i]!;
  }
}

function rest({ update, gains }: Descent): void {
  update.fill(0);
  gains.fill(1);
}

const lengthOf = (vector: Float64Array): number => Math.sqrt(vector.reduce((sum, value) => sum + value ** 2, 0));
