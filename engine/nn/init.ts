// How parameters start. Names and formulas are torch.nn.init's; all draw from the given or the default generator, write
// in place and give the tensor.
import { noGrad } from "../autograd/mode.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { matrix } from "../linalg/matrix.ts";
import { householderQr } from "../linalg/qr.ts";
import { defaultGenerator, type Generator } from "../tensor/generator.ts";
import { needTensor } from "../tensor/given.ts";
import type { Tensor } from "../tensor/tensor.ts";

export interface InitOptions {
  readonly generator?: Generator;
}

/** Uniform in [low, high). */
export function uniform_(x: Tensor, low = 0, high = 1, { generator = defaultGenerator }: InitOptions = {}): Tensor {
  needTensor(x, "uniform_");
  checkNumbers(x, "uniform_", { low, high });
  return fillWith(x, () => low + (high - low) * generator.uniform());
}

/** Normal with the given mean and standard deviation. */
export function normal_(x: Tensor, mean = 0, std = 1, { generator = defaultGenerator }: InitOptions = {}): Tensor {
  needTensor(x, "normal_");
  checkNumbers(x, "normal_", { mean, std });
  return fillWith(x, () => mean + std * generator.normal());
}

/** Every number the same. */
export function constant_(x: Tensor, value: number): Tensor {
  if (typeof value !== "number") throw new ArgumentError(`constant_ needs a number, not a ${typeof value}.`);
  return fillWith(x, () => value);
}

/** Every number 0. */
export const zeros_ = (x: Tensor): Tensor => {
  needTensor(x, "zeros_");
  return constant_(x, 0);
};
/** Every number 1. */
export const ones_ = (x: Tensor): Tensor => {
  needTensor(x, "ones_");
  return constant_(x, 1);
};

/** Uniform in ± gain √(6 / (fanIn + fanOut)) (Glorot & Bengio 2010, eq. 16). */
export function xavierUniform_(x: Tensor, gain = 1, options?: InitOptions): Tensor {
  needTensor(x, "xavierUniform_");
  const { fanIn, fanOut } = fans(x);
  const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
  return uniform_(x, -bound, bound, options);
}

/** Normal with standard deviation gain √(2 / (fanIn + fanOut)) (Glorot & Bengio 2010). */
export function xavierNormal_(x: Tensor, gain = 1, options?: InitOptions): Tensor {
  needTensor(x, "xavierNormal_");
  const { fanIn, fanOut } = fans(x);
  return normal_(x, 0, gain * Math.sqrt(2 / (fanIn + fanOut)), options);
}

export interface KaimingOptions extends InitOptions {
  /** Slope of the leaky ReLU that follows; √5 is what torch.nn.Linear uses. Default 0. */
  readonly a?: number;
  /** Whether variances are kept on the way forward ("fanIn", default) or back ("fanOut"). */
  readonly mode?: "fanIn" | "fanOut";
  /** What follows. Default "leakyRelu" with slope a. */
  readonly nonlinearity?: Nonlinearity;
}

/** Uniform in ± gain √(3 / fan); for ReLU √(6 / fanIn) (He et al. 2015, eq. 14). */
export function kaimingUniform_(x: Tensor, options: KaimingOptions = {}): Tensor {
  needTensor(x, "kaimingUniform_");
  const bound = Math.sqrt(3) * kaimingStd(x, options);
  return uniform_(x, -bound, bound, options);
}

/** Normal with standard deviation gain / √fan; for ReLU √(2 / fanIn) (He et al. 2015). */
export function kaimingNormal_(x: Tensor, options: KaimingOptions = {}): Tensor {
  needTensor(x, "kaimingNormal_");
  return normal_(x, 0, kaimingStd(x, options), options);
}

export type Nonlinearity = "linear" | "sigmoid" | "tanh" | "relu" | "leakyRelu" | "selu";

/** By how much a nonlinearity shrinks its input's spread, inverted. @param slope of the leaky ReLU. Default 0.01 */
export function calculateGain(nonlinearity: Nonlinearity, slope = 0.01): number {
  const gains = {
    linear: 1,
    sigmoid: 1,
    tanh: 5 / 3,
    relu: Math.SQRT2,
    leakyRelu: Math.sqrt(2 / (1 + slope * slope)),
    selu: 3 / 4,
  };
  if (Object.hasOwn(gains, nonlinearity)) return gains[nonlinearity];
  throw new ArgumentError(`calculateGain knows ${Object.keys(gains).join(", ")}, not "${String(nonlinearity)}".`);
}

/**
 * A random matrix with orthonormal rows or columns, whichever are fewer, times gain (Saxe, McClelland & Ganguli 2014);
 * axes after the first count as columns.
 * @throws ShapeError for fewer than 2 axes
 */
export function orthogonal_(x: Tensor, gain = 1, { generator = defaultGenerator }: InitOptions = {}): Tensor {
  needTensor(x, "orthogonal_");
  checkNumbers(x, "orthogonal_", { gain });
  fans(x);
  const rows = x.shape[0]!;
  const columns = x.numel() / rows;
  const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
  const { q, r } = householderQr(
    matrix(
      long,
      short,
      Float64Array.from({ length: long * short }, () => generator.normal()),
    ),
  );
  // The sign of R's diagonal is not random by itself: taken out, all orthogonal matrices are equally likely (Mezzadri 2007).
  const entry = (i: number, j: number): number => q.data[i * short + j]! * (r.data[j * short + j]! < 0 ? -gain : gain);
  let at = 0;
  return fillWith(x, () => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    at += 1;
    return rows >= columns ? entry(row, column) : entry(column, row);
  });
}

export interface TruncatedOptions extends InitOptions {
  /** Default 0. */
  readonly mean?: number;
  /** Default 1. */
  readonly std?: number;
  /** No number is below this. Default -2. */
  readonly a?: number;
  /** No number is above this. Default 2. */
  readonly b?: number;
}

/** Normal, drawn again until it lies between a and b. @throws ArgumentError */
export function truncNormal_(x: Tensor, options: TruncatedOptions = {}): Tensor {
  needTensor(x, "truncNormal_");
  const { mean = 0, std = 1, a = -2, b = 2, generator = defaultGenerator } = options;
  checkNumbers(x, "truncNormal_", { mean, std, a, b });
  // Further out, drawing again would take for ever.
  if (!(a < b) || a > mean + 4 * std || b < mean - 4 * std) {
    throw new ArgumentError(`truncNormal_ needs a range near the mean ${mean}, not ${a} to ${b}.`);
  }
  return fillWith(x, () => {
    for (;;) {
      const value = mean + std * generator.normal();
      if (value >= a && value <= b) return value;
    }
  });
}

/** The identity matrix. @throws ShapeError unless there are 2 axes */
export function eye_(x: Tensor): Tensor {
  needTensor(x, "eye_");
  if (x.ndim !== 2) {
    throw new ShapeError({
      problem: "eye_ needs a matrix.",
      operands: [{ role: "tensor", name: x.name, shape: x.shape }],
    });
  }
  const columns = x.shape[1]!;
  let at = -1;
  return fillWith(x, () => Number(++at % columns === Math.floor(at / columns)));
}

/** A wrong one would fill a layer with NaN, and be noticed much later. Where there is nothing to fill, none is wrong. */
function checkNumbers(x: Tensor, what: string, numbers: Readonly<Record<string, number>>): void {
  if (x.numel() === 0) return;
  for (const [name, value] of Object.entries(numbers)) {
    if (Number.isFinite(value)) continue;
    const given = typeof value === "number" ? value : `a value of type ${value === null ? "null" : typeof value}`;
    throw new ArgumentError(`${what}: ${name} is a finite number, not ${given}.`);
  }
}

function kaimingStd(x: Tensor, { a = 0, mode = "fanIn", nonlinearity = "leakyRelu" }: KaimingOptions): number {
  if (mode !== "fanIn" && mode !== "fanOut") {
    throw new ArgumentError(`mode is "fanIn" or "fanOut", not "${String(mode)}".`);
  }
  return calculateGain(nonlinearity, a) / Math.sqrt(fans(x)[mode]);
}

/** Numbers that go into and come out of one unit: weights are [out, in, …]. */
function fans(x: Tensor): { readonly fanIn: number; readonly fanOut: number } {
  const [out, inputs] = x.shape;
  if (out === undefined || inputs === undefined) {
    throw new ShapeError({
      problem: "Fans are defined for weights with at least two axes.",
      operands: [{ role: "tensor", name: x.name, shape: x.shape }],
    });
  }
  const field = x.numel() / (out * inputs);
  return { fanIn: inputs * field, fanOut: out * field };
}

function fillWith(x: Tensor, value: () => number): Tensor {
  return noGrad(() => {
    const { data } = x;
    for (let i = 0; i < data.length; i += 1) data[i] = value();
    x.storage.version += 1;
    return x;
  });
}
