// Principal components: the directions in which rows differ most, found as the right singular vectors of the rows less
// their mean (Pearson 1901; Hotelling 1933). Names, scaling and signs are scikit-learn's.
import { ArgumentError } from "../errors.ts";
import { denseMap } from "../linalg/linearMap.ts";
import { leadingRows, type Matrix, matrix, multiply, transpose } from "../linalg/matrix.ts";
import { matrixOf, resultType, tensorOf, tensorOfMatrix } from "../linalg/operands.ts";
import { randomizedSvd } from "../linalg/randomizedSvd.ts";
import { jacobiSvd } from "../linalg/svd.ts";
import { Generator } from "../tensor/generator.ts";
import type { DType } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkColumns, NotFittedError } from "./fitted.ts";

export interface PCAOptions {
  /** Gives every component variance 1. Default false. */
  readonly whiten?: boolean;
  /** Of the random directions that the method for large matrices starts from. Default 0. */
  readonly seed?: number;
}

interface Fitted {
  readonly dtype: DType;
  readonly mean: Float64Array;
  /** [components, columns] */
  readonly axes: Matrix;
  readonly singularValues: Float64Array;
  readonly variance: Float64Array;
  readonly totalVariance: number;
}

/** Up to this many rows or columns (whichever are fewer) all components are computed exactly. */
const exactUpTo = 400;

/**
 * Principal component analysis.
 * @example
 * const map = new decomposition.PCA(2).fitTransform(vectors); // [words, width] → [words, 2]
 */
export class PCA {
  readonly #wanted: number | undefined;
  readonly #options: Required<PCAOptions>;
  #fitted: Fitted | undefined;

  /**
   * @param nComponents how many components; a fraction: as many as explain that part of the variance; default all
   * @throws ArgumentError for anything else
   */
  constructor(nComponents?: number, { whiten = false, seed = 0 }: PCAOptions = {}) {
    if (nComponents !== undefined && !(nComponents > 0 && (nComponents < 1 || Number.isInteger(nComponents)))) {
      throw new ArgumentError(`PCA: nComponents is a whole number from 1, or a fraction below 1, not ${nComponents}.`);
    }
    this.#wanted = nComponents;
    this.#options = { whiten, seed };
  }

  /** The directions, largest variance first [components, columns]: orthonormal, the largest entry of each positive. */
  get components(): Tensor {
    const { axes, dtype } = this.#known();
    return tensorOfMatrix(axes, dtype);
  }

  /** The variance along each component (divided by rows - 1). */
  get explainedVariance(): Tensor {
    return this.#vector(this.#known().variance);
  }

  /** Each component's part of all variance. */
  get explainedVarianceRatio(): Tensor {
    const { variance, totalVariance } = this.#known();
    return this.#vector(variance.map((value) => (totalVariance > 0 ? value / totalVariance : 0)));
  }

  /** The singular values of the rows less their mean. */
  get singularValues(): Tensor {
    return this.#vector(this.#known().singularValues);
  }

  /** The mean row. */
  get mean(): Tensor {
    return this.#vector(this.#known().mean);
  }

  /** Learns the components of the rows of x [rows, columns]. @throws ShapeError, ArgumentError */
  fit(x: Tensor): this {
    const a = matrixOf(x, "PCA");
    if (a.rows < 2) throw new ArgumentError("PCA needs at least two rows: one alone has no variance.");
    const most = Math.min(a.rows, a.columns);
    const count = this.#wanted === undefined || this.#wanted < 1 ? most : this.#wanted;
    if (count > most) {
      throw new ArgumentError(
        `PCA: ${a.rows} rows of ${a.columns} numbers have at most ${most} components, not ${count}.`,
      );
    }
    const mean = meanRow(a);
    const centred = subtractRow(a, mean);
    const { s, vt } = most <= exactUpTo || count > most / 2 ? jacobiSvd(centred) : this.#leading(centred, count);
    const variance = s.map((value) => value ** 2 / (a.rows - 1));
    const totalVariance = centred.data.reduce((sum, value) => sum + value ** 2, 0) / (a.rows - 1);
    const kept =
      this.#wanted !== undefined && this.#wanted < 1 ? enough(variance, this.#wanted * totalVariance) : count;
    this.#fitted = {
      dtype: resultType(x),
      mean,
      axes: leadingRows(vt, kept),
      singularValues: s.slice(0, kept),
      variance: variance.slice(0, kept),
      totalVariance,
    };
    return this;
  }

  /** Rows in the coordinates of the components: [rows, columns] → [rows, components]. @throws NotFittedError */
  transform(x: Tensor): Tensor {
    const { mean, axes } = this.#known();
    const a = matrixOf(x, "PCA");
    checkColumns("PCA", a.columns, axes.columns);
    return tensorOfMatrix(this.#scale(multiply(subtractRow(a, mean), transpose(axes)), -0.5), resultType(x));
  }

  /** `fit` and `transform` of the same rows. */
  fitTransform(x: Tensor): Tensor {
    return this.fit(x).transform(x);
  }

  /** Back from components to the original columns: what the left-out components held is lost. @throws NotFittedError */
  inverseTransform(x: Tensor): Tensor {
    const { mean, axes } = this.#known();
    const a = matrixOf(x, "PCA");
    checkColumns("PCA", a.columns, axes.rows);
    const back = multiply(this.#scale(a, 0.5), axes);
    return tensorOfMatrix(
      subtractRow(
        back,
        mean.map((value) => -value),
      ),
      resultType(x),
    );
  }

  #leading(centred: Matrix, count: number): { s: Float64Array; vt: Matrix } {
    const generator = new Generator(this.#options.seed);
    return randomizedSvd(denseMap(centred), count, { iterations: 7, normal: () => generator.normal() });
  }

  /** Columns times their variance to this power, when whitening. */
  #scale(a: Matrix, power: number): Matrix {
    if (!this.#options.whiten) return a;
    const factors = this.#known().variance.map((value) => (value > 0 ? value ** power : 0));
    return matrix(
      a.rows,
      a.columns,
      a.data.map((value, i) => value * factors[i % a.columns]!),
    );
  }

  #vector(values: Float64Array): Tensor {
    return tensorOf(values, [values.length], this.#known().dtype);
  }

  #known(): Fitted {
    if (this.#fitted) return this.#fitted;
    throw new NotFittedError("PCA");
  }
}

function meanRow({ rows, columns, data }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) mean[j]! += data[i * columns + j]! / rows;
  return mean;
}

function subtractRow({ rows, columns, data }: Matrix, row: Float64Array): Matrix {
  return matrix(
    rows,
    columns,
    data.map((value, i) => value - row[i % columns]!),
  );
}

/** How many of the variances, largest first, sum to more than the wanted one. */
function enough(variance: Float64Array, wanted: number): number {
  let sum = 0;
  const last = variance.findIndex((value) => (sum += value) > wanted);
  return last < 0 ? variance.length : last + 1;
}
