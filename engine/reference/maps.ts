// Elementwise functions and their gradients as mathematics has them, in float64: the oracle for the fast ones, and their
// substitutes on machines without vectors.
import { f32 } from "../memory/heap.ts";

const cubic = 0.044_715;
const rootTwoOverPi = Math.sqrt(2 / Math.PI);

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const normalCdf = (x: number) => (1 + erf(x * Math.SQRT1_2)) / 2;
const normalDensity = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
const geluSigmoid = (x: number) => sigmoid(2 * rootTwoOverPi * (x + cubic * x ** 3));

export const unaryFunctions = {
  neg: (x: number) => -x,
  abs: Math.abs,
  sqrt: Math.sqrt,
  rsqrt: (x: number) => 1 / Math.sqrt(x),
  reciprocal: (x: number) => 1 / x,
  square: (x: number) => x * x,
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  sigmoid,
  erf,
  relu: (x: number) => Math.max(x, 0),
  silu: (x: number) => x * sigmoid(x),
  gelu: (x: number) => x * normalCdf(x),
  geluTanh: (x: number) => x * geluSigmoid(x),
};

export const binaryFunctions = {
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: (a: number, b: number) => a * b,
  div: (a: number, b: number) => a / b,
  maximum: Math.max,
  minimum: Math.min,
  reciprocalGrad: (g: number, y: number) => -g * y * y,
  sqrtGrad: (g: number, y: number) => g / (2 * y),
  rsqrtGrad: (g: number, y: number) => -0.5 * g * y ** 3,
  squareGrad: (g: number, x: number) => 2 * g * x,
  absGrad: (g: number, x: number) => g * Math.sign(x),
  tanhGrad: (g: number, y: number) => g * (1 - y * y),
  sigmoidGrad: (g: number, y: number) => g * y * (1 - y),
  reluGrad: (g: number, y: number) => (y > 0 ? g : 0),
  erfGrad: (g: number, x: number) => ((2 * g) / Math.sqrt(Math.PI)) * Math.exp(-x * x),
  siluGrad: (g: number, x: number) => g * sigmoid(x) * (1 + x * (1 - sigmoid(x))),
  geluGrad: (g: number, x: number) => g * (normalCdf(x) + x * normalDensity(x)),
  geluTanhGrad: (g: number, x: number) => {
    const s = geluSigmoid(x);
    return g * (s + x * s * (1 - s) * 2 * rootTwoOverPi * (1 + 3 * cubic * x * x));
  },
};

/** The loop of kernels/maps.ts for one operand. */
export function plainUnary(name: keyof typeof unaryFunctions) {
  const f = unaryFunctions[name];
  return (x: number, out: number, count: number): void => {
    for (let i = 0; i < count; i += 1) f32[(out >>> 2) + i] = f(f32[(x >>> 2) + i]);
  };
}

/** The loops of kernels/maps.ts for two operands. */
export function plainBinary(name: keyof typeof binaryFunctions) {
  const f = binaryFunctions[name];
  const loop = (aStep: 0 | 1, bStep: 0 | 1) => {
    return (a: number, aRow: number, b: number, bRow: number, out: number, rows: number, columns: number): void => {
      for (let r = 0; r < rows; r += 1) {
        const [aAt, bAt, outAt] = [(a + r * aRow) >>> 2, (b + r * bRow) >>> 2, (out >>> 2) + r * columns];
        for (let i = 0; i < columns; i += 1) f32[outAt + i] = f(f32[aAt + i * aStep], f32[bAt + i * bStep]);
      }
    };
  };
  return { vectors: loop(1, 1), scalarB: loop(1, 0), scalarA: loop(0, 1) };
}

/**
 * The error function to 1e-15: its power series where that converges quickly, else the continued fraction of its
 * complement (Abramowitz & Stegun 7.1.6 and 7.1.14).
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (size > 6) return Math.sign(x);
  if (size < 2.5) {
    let [term, sum] = [x, x];
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n += 1) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = size;
  for (let n = 100; n > 0; n -= 1) fraction = size + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI)));
}
