// Connectionist temporal classification (Graves et al. 2006): how likely a labelling is when it is not known which step
// says which label. Sums over all ways through, forwards and backwards, in logarithms and doubles.
import { gradEnabled } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { ArgumentError, GradientError, IndexError, ShapeError } from "../errors.ts";
import { div, mul } from "../ops/arithmetic.ts";
import { packed } from "../ops/contiguous.ts";
import { filled } from "../ops/create.ts";
import { sum } from "../ops/reduce.ts";
import { reshape } from "../ops/views.ts";
import { itemsOf, needTensor } from "../tensor/given.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { Loss, type LossOptions, reduced } from "./reduction.ts";

export interface CTCLossOptions extends LossOptions {
  /** The class that says nothing. Default 0. */
  readonly blank?: number;
  /** Losses that are infinite, where a labelling is too long for its input, count as 0. Default false. */
  readonly zeroInfinity?: boolean;
}

type Lengths = Tensor | readonly number[];

/**
 * -ln p(target | input): logProbabilities [T, N, C], targets [N, S] (or all one after the other [Σ targetLengths]), and the
 * true lengths [N] of both. The mean divides each loss by the length of its target first. Without a batch [T, C] and [S].
 * The gradient is that of the formula; PyTorch's differs by a term that logSoftmax takes away.
 * @throws ShapeError, IndexError, ArgumentError
 */
export function ctcLoss(
  logProbabilities: Tensor,
  targets: Tensor,
  inputLengths: Lengths,
  targetLengths: Lengths,
  { blank = 0, zeroInfinity = false, reduction = "mean" }: CTCLossOptions = {},
): Tensor {
  needTensor(logProbabilities, "ctcLoss", "logProbabilities");
  needTensor(targets, "ctcLoss", "targets");
  if (logProbabilities.ndim === 2) {
    const [T, C] = logProbabilities.shape as [number, number];
    const losses = ctcLoss(
      reshape(logProbabilities, [T, 1, C]),
      reshape(targets, [1, -1]),
      inputLengths,
      targetLengths,
      {
        blank,
        zeroInfinity,
        reduction,
      },
    );
    return reduction === "none" ? reshape(losses, []) : losses;
  }
  const job = readJob(logProbabilities, targets, inputLengths, targetLengths, blank);
  const { ways, logs } = job;
  const forwards = ways.map((way) => sweep(way, logs));
  const losses = empty([ways.length], logProbabilities.dtype);
  const infinite = forwards.map(({ total }) => total === -Infinity);
  losses.data.set(forwards.map(({ total }, n) => (zeroInfinity && infinite[n] ? 0 : -total)));
  record(losses, "ctcLoss", [logProbabilities], [logProbabilities], (g) => {
    if (gradEnabled()) throw new GradientError("ctcLoss has no gradients of its gradients.");
    const out = filled(logProbabilities.shape, () => 0, { dtype: logProbabilities.dtype });
    const [slopes, target] = [g.data, out.data];
    ways.forEach((way, n) => {
      if (!(zeroInfinity && infinite[n])) addPosterior(way, logs, forwards[n]!, -slopes[n]!, target);
    });
    return [out];
  });
  if (reduction !== "mean") return reduced(losses, reduction);
  const lengths = filled([ways.length], (n) => Math.max(1, ways[n]!.labels.length >> 1), { dtype: losses.dtype });
  return mul(sum(div(losses, lengths)), 1 / ways.length);
}

/** `ctcLoss` as a module */
export class CTCLoss extends Loss<CTCLossOptions> {
  override forward(logProbabilities: Tensor, targets: Tensor, inputLengths: Lengths, targetLengths: Lengths): Tensor {
    return ctcLoss(logProbabilities, targets, inputLengths, targetLengths, this.options);
  }
}

/** One item of the batch. */
interface Way {
  /** blank, a, blank, b, …, blank: what may be said, in order. */
  readonly labels: readonly number[];
  readonly steps: number;
  /** ln p of class c at step t is at t · stride + start + c. */
  readonly start: number;
  readonly stride: number;
}

interface Sweep {
  /** [steps, labels]: the logarithm of the probability of all ways from the beginning to a label at a step. */
  readonly alpha: Float64Array;
  readonly total: number;
}

/** α_t(s) = p_t(s) (α_{t-1}(s) + α_{t-1}(s-1) + α_{t-1}(s-2)), the last only between different labels. */
function sweep({ labels, steps, start, stride }: Way, logs: Tensor["data"]): Sweep {
  const S = labels.length;
  const alpha = new Float64Array(steps * S).fill(-Infinity);
  if (steps === 0) return { alpha, total: S === 1 ? 0 : -Infinity };
  for (let s = 0; s < Math.min(2, S); s += 1) alpha[s] = logs[start + labels[s]!]!;
  for (let t = 1; t < steps; t += 1) {
    const before = (t - 1) * S;
    for (let s = 0; s < S; s += 1) {
      const two = canSkip(labels, s) ? alpha[before + s - 2]! : -Infinity;
      const one = s > 0 ? alpha[before + s - 1]! : -Infinity;
      alpha[t * S + s] = logAdd(logAdd(alpha[before + s]!, one), two) + logs[t * stride + start + labels[s]!]!;
    }
  }
  const end = steps * S - 1;
  return { alpha, total: logAdd(alpha[end]!, S > 1 ? alpha[end - 1]! : -Infinity) };
}

/** Adds factor · p(class c at step t | target), the gradient of ln p with respect to each logarithm. */
function addPosterior(
  way: Way,
  logs: Tensor["data"],
  { alpha, total }: Sweep,
  factor: number,
  out: Tensor["data"],
): void {
  const { labels, steps, start, stride } = way;
  const S = labels.length;
  // β_t(s): all ways from a label at a step to the end, without the step itself.
  let beta = new Float64Array(S).fill(-Infinity);
  for (let s = Math.max(0, S - 2); s < S; s += 1) beta[s] = 0;
  for (let t = steps - 1; t >= 0; t -= 1) {
    for (let s = 0; s < S; s += 1) {
      out[t * stride + start + labels[s]!]! += factor * Math.exp(alpha[t * S + s]! + beta[s]! - total);
    }
    const onward = beta.map((value, s) => value + logs[t * stride + start + labels[s]!]!);
    beta = onward.map((value, s) => {
      const two = s + 2 < S && canSkip(labels, s + 2) ? onward[s + 2]! : -Infinity;
      return logAdd(logAdd(value, s + 1 < S ? onward[s + 1]! : -Infinity), two);
    });
  }
}

/** A blank between two different labels may be left out. */
const canSkip = (labels: readonly number[], s: number): boolean => s > 1 && s % 2 === 1 && labels[s] !== labels[s - 2];

function logAdd(a: number, b: number): number {
  const largest = Math.max(a, b);
  return largest === -Infinity ? largest : largest + Math.log1p(Math.exp(Math.min(a, b) - largest));
}

function needLengths(lengths: Lengths): void {
  if (!(lengths instanceof Tensor)) itemsOf(lengths, "ctcLoss() takes lengths as a tensor or");
}

function readJob(x: Tensor, targets: Tensor, inputLengths: Lengths, targetLengths: Lengths, blank: number) {
  const [T = 0, N = 0, C = 0] = x.shape;
  for (const lengths of [inputLengths, targetLengths]) needLengths(lengths);
  const [inputs, lengths] = [inputLengths, targetLengths].map((each) => Array.from("data" in each ? each.data : each));
  const together = targets.ndim === 1;
  const total = lengths!.reduce((a, b) => a + b, 0);
  const fits = x.ndim === 3 && (together ? targets.numel() >= total : targets.ndim === 2 && targets.shape[0] === N);
  if (!fits || inputs!.length !== N || lengths!.length !== N) {
    throw new ShapeError({
      problem:
        "ctcLoss needs logProbabilities [T, N, C], targets [N, S] or [Σ targetLengths], and lengths [N] of both.",
      operands: [
        { role: "logProbabilities", name: x.name, shape: x.shape },
        { role: "targets", name: targets.name, shape: targets.shape },
        { role: "inputLengths", shape: [inputs!.length] },
        { role: "targetLengths", shape: [lengths!.length], note: `sum ${total}` },
      ],
    });
  }
  if (!(Number.isInteger(blank) && blank >= 0 && blank < C)) {
    throw new ArgumentError(`ctcLoss: blank is one of the ${C} classes, not ${blank}.`);
  }
  const widest = together ? targets.numel() : targets.shape[1]!;
  const numbers = targets.data;
  let at = 0;
  const ways = inputs!.map((steps, n): Way => {
    const length = lengths![n]!;
    if (!(steps >= 0 && steps <= T)) throw new ArgumentError(`ctcLoss: input ${n} has ${steps} of ${T} steps.`);
    if (!(length >= 0 && length <= widest))
      throw new ArgumentError(`ctcLoss: target ${n} has ${length} of ${widest} labels.`);
    const from = together ? at : n * widest;
    at += length;
    const labels = [blank];
    for (const label of numbers.subarray(from, from + length)) {
      if (!(label >= 0 && label < C) || label === blank) {
        throw new IndexError(
          `ctcLoss: target ${n} has label ${label}, not one of ${C} classes without the blank ${blank}.`,
        );
      }
      labels.push(label, blank);
    }
    return { labels, steps, start: n * C, stride: N * C };
  });
  return { ways, logs: packed(x).data };
}
