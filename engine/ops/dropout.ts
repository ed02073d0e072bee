// Dropout (Srivastava et al. 2014): while learning, each number is set to 0 with probability p, and the others are divided
// by 1 - p so that the expected value stays. float32 is drawn and multiplied in one pass by a kernel.
import { ArgumentError } from "../errors.ts";
import { dropping } from "../kernels/dropping.ts";
import { work } from "../memory/capture.ts";
import { holding } from "../memory/holding.ts";
import { i32 } from "../memory/heap.ts";
import { reserveScratch } from "../memory/scratch.ts";
import { defaultGenerator, type Generator, stateOf } from "../tensor/generator.ts";
import type { DType } from "../tensor/dtype.ts";
import { needTensor } from "../tensor/given.ts";
import type { Shape } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { mul } from "./arithmetic.ts";
import { packed } from "./contiguous.ts";
import { drawn } from "./create.ts";
import { copyOf, recordFused } from "./fused.ts";

export interface DropoutOptions {
  /** Probability of dropping a number. Default 0.5. */
  readonly p?: number;
  /** false: gives x unchanged. Default true. */
  readonly training?: boolean;
  /** What to draw from. Default: what `manualSeed` seeds. */
  readonly generator?: Generator;
}

/** x with numbers dropped at random; its gradient is dropped at the same places. @throws ArgumentError unless 0 ≤ p ≤ 1 */
export function dropout<S extends Shape>(x: Tensor<S>, options?: DropoutOptions): Tensor<S>;
export function dropout(x: Tensor, { p = 0.5, training = true, generator }: DropoutOptions = {}): Tensor {
  needTensor(x, "dropout");
  checkProbability(p, "dropout");
  if (!training || p === 0) return x;
  return x.dtype === "float32" ? fused(x, p, generator) : mul(x, keepFactors(x.shape, p, x.dtype, generator));
}

/** 0 with probability p, else 1 / (1 - p). */
export function keepFactors(shape: Shape, p: number, dtype: DType, generator: Generator = defaultGenerator): Tensor {
  const kept = keptBy(p);
  if (dtype !== "float32") return drawn(shape, () => (generator.uniform() < p ? 0 : kept), { dtype });
  const out = empty(shape, dtype);
  const draw = (state: number): void => dropping().factors(out.pointer, out.numel(), p * 2 ** 53, kept, state);
  work(() => holding([out], () => drawing(generator, draw)));
  return out;
}

const keptBy = (p: number): number => (p === 1 ? 0 : 1 / (1 - p));

function fused(x: Tensor, p: number, generator: Generator = defaultGenerator): Tensor {
  const from = packed(x);
  const [out, factors] = [empty(x.shape, "float32"), empty(x.shape, "float32")];
  const draw = (state: number): void =>
    dropping().drop(from.pointer, out.pointer, factors.pointer, out.numel(), p * 2 ** 53, keptBy(p), state);
  work(() => holding([from, out, factors], () => drawing(generator, draw)));
  const backward = (g: Tensor): Tensor[] => [mul(g, factors)];
  return recordFused(out, "dropout", [x], [], backward, () => mul(x, factors), [factors, copyOf(from, x)]);
}

/** The state's place in the kernels' memory, made on the first call. */
let words: number | undefined;

/** Runs a kernel that draws from the generator. */
function drawing(generator: Generator, draw: (state: number) => void): void {
  words ??= reserveScratch(16, "dropout");
  const state = stateOf(generator);
  i32.set(state, words >>> 2);
  draw(words);
  state.set(i32.subarray(words >>> 2, (words >>> 2) + 4));
}

export function checkProbability(p: number, what: string): void {
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`${what} needs a probability from 0 to 1, not ${p}.`);
}
