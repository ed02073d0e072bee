// Latent semantic analysis: the largest singular directions of a matrix that is not centred, so a sparse one stays sparse
// (Deerwester et al. 1990). Names, scaling and signs are scikit-learn's TruncatedSVD's.
import { ArgumentError } from "../errors.ts";
import { denseMap, type LinearMap, type SparseMatrix, sparseMap } from "../linalg/linearMap.ts";
import { type Matrix, multiply, transpose } from "../linalg/matrix.ts";
import { matrixOf, tensorOf, tensorOfMatrix } from "../linalg/operands.ts";
import { randomizedSvd } from "../linalg/randomizedSvd.ts";
import { Generator } from "../tensor/generator.ts";
import { Tensor } from "../tensor/tensor.ts";
import { checkColumns, NotFittedError } from "./fitted.ts";

export interface TruncatedSVDOptions {
  /** Products with the matrix and its transpose; more make close singular values exact. Default 5. */
  readonly nIter?: number;
  /** Of the random directions it starts from. Default 0. */
  readonly seed?: number;
}

interface Fitted {
  /** [components, columns] */
  readonly axes: Matrix;
  readonly singularValues: Float64Array;
  readonly variance: Float64Array;
  readonly totalVariance: number;
}

/**
 * The leading singular directions of dense tensors and of sparse rows, as `TfidfVectorizer` makes them.
 * @example
 * const topics = new decomposition.TruncatedSVD(100);
 * const documents = topics.fitTransform(new text.TfidfVectorizer().fitTransform(speeches)); // [speeches, 100]
 */
export class TruncatedSVD {
  readonly #count: number;
  readonly #options: Required<TruncatedSVDOptions>;
  #fitted: Fitted | undefined;

  /** @throws ArgumentError unless nComponents is a whole number from 1 */
  constructor(nComponents = 2, { nIter = 5, seed = 0 }: TruncatedSVDOptions = {}) {
    for (const [name, value, least] of [["nComponents", nComponents, 1] as const, ["nIter", nIter, 0] as const]) {
      if (!(Number.isInteger(value) && value >= least)) {
        throw new ArgumentError(`TruncatedSVD: ${name} is a whole number from ${least}, not ${value}.`);
      }
    }
    this.#count = nComponents;
    this.#options = { nIter, seed };
  }

  /** The directions, largest first [components, columns]: orthonormal, the largest entry of each positive. float32 */
  get components(): Tensor {
    return tensorOfMatrix(this.#known().axes, "float32");
  }

  get singularValues(): Tensor {
    return vector(this.#known().singularValues);
  }

  /** The variance of the transformed rows along each component (divided by the number of rows, as scikit-learn's). */
  get explainedVariance(): Tensor {
    return vector(this.#known().variance);
  }

  /** Each component's part of all variance. */
  get explainedVarianceRatio(): Tensor {
    const { variance, totalVariance } = this.#known();
    return vector(variance.map((value) => (totalVariance > 0 ? value / totalVariance : 0)));
  }

  /** Learns the components of [rows, columns]. @throws ShapeError, ArgumentError */
  fit(x: Tensor | SparseMatrix): this {
    this.fitTransform(x);
    return this;
  }

  /** `fit`, and the rows in the coordinates of the components [rows, components]. */
  fitTransform(x: Tensor | SparseMatrix): Tensor {
    const map = mapOf(x);
    const most = Math.min(map.rows, map.columns);
    if (this.#count > most) {
      throw new ArgumentError(
        `TruncatedSVD: ${map.rows} rows of ${map.columns} numbers have at most ${most} components, not ${this.#count}.`,
      );
    }
    const { nIter, seed } = this.#options;
    const generator = new Generator(seed);
    const { s, vt } = randomizedSvd(map, this.#count, { iterations: nIter, normal: () => generator.normal() });
    const transformed = map.apply(transpose(vt));
    this.#fitted = {
      axes: vt,
      singularValues: s,
      variance: columnVariances(map.rows, s.length, transformed.data, (i) => i % s.length),
      totalVariance: varianceOf(x),
    };
    return tensorOfMatrix(transformed, "float32");
  }

  /** Other rows in the coordinates of the components. @throws NotFittedError, ShapeError */
  transform(x: Tensor | SparseMatrix): Tensor {
    const { axes } = this.#known();
    const map = mapOf(x);
    checkColumns("TruncatedSVD", map.columns, axes.columns);
    return tensorOfMatrix(map.apply(transpose(axes)), "float32");
  }

  /** Back to the original columns: what the left-out components held is lost. @throws NotFittedError, ShapeError */
  inverseTransform(x: Tensor): Tensor {
    const { axes } = this.#known();
    const a = matrixOf(x, "TruncatedSVD");
    checkColumns("TruncatedSVD", a.columns, axes.rows);
    return tensorOfMatrix(multiply(a, axes), "float32");
  }

  #known(): Fitted {
    if (this.#fitted) return this.#fitted;
    throw new NotFittedError("TruncatedSVD");
  }
}

const vector = (values: Float64Array): Tensor => tensorOf(values, [values.length], "float32");

function mapOf(x: Tensor | SparseMatrix): LinearMap {
  if (x instanceof Tensor) return denseMap(matrixOf(x, "TruncatedSVD"));
  if (x?.starts instanceof Int32Array) return sparseMap(x);
  throw new ArgumentError(
    "TruncatedSVD takes a tensor [rows, columns] or sparse rows, as the text vectorizers make them.",
  );
}

function varianceOf(x: Tensor | SparseMatrix): number {
  const [rows, width] = [x.shape[0]!, x.shape[1]!];
  if (x instanceof Tensor) return sum(columnVariances(rows, width, Float64Array.from(x.data), (i) => i % width));
  return sum(columnVariances(rows, width, x.values, (i) => x.columns[i]!));
}

/** Of each column, when numbers that are not listed are zero. */
function columnVariances(
  rows: number,
  width: number,
  values: Float64Array,
  columnOf: (i: number) => number,
): Float64Array {
  const [means, squares] = [new Float64Array(width), new Float64Array(width)];
  values.forEach((value, i) => {
    means[columnOf(i)]! += value / rows;
    squares[columnOf(i)]! += value ** 2 / rows;
  });
  return squares.map((square, column) => square - means[column]! ** 2);
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
