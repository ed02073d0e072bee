// One recurrent layer in one direction over a whole sequence. float32 runs in one fused kernel, forward and backward;
// float64, sequences of different lengths, and gradients of gradients run step by step from plain operations, which are
// also the definition of what the kernel must give.
import { grad as gradOf } from "../autograd/backward.ts";
import { gradEnabled } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { type CellKind, gateCount, recurrentBackward, recurrentForward } from "../kernels/recurrent.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { where } from "./compare.ts";
import { packed } from "./contiguous.ts";
import { zeros, zerosLike } from "./create.ts";
import { chunk, stack } from "./join.ts";
import { linear } from "./matmul.ts";
import { relu, sigmoid, tanh } from "./unary.ts";
import { select } from "./views.ts";

export type { CellKind } from "../kernels/recurrent.ts";

/** Weights of a layer in PyTorch's layout: [gates · H, inputs] and [gates · H, H], gates (i, f, g, o) or (r, z, n). */
export interface RecurrentWeights {
  readonly weightX: Tensor;
  readonly weightH: Tensor;
  readonly biasX: Tensor | undefined;
  readonly biasH: Tensor | undefined;
}

export interface RecurrentState {
  /** [B, H] */
  readonly h: Tensor;
  /** [B, H], LSTM's only. */
  readonly c: Tensor | undefined;
}

export interface RecurrentRun extends RecurrentState {
  /** h after each step: [T, B, H] */
  readonly output: Tensor;
  /** LSTM's c after each step, outside the graph: [T, B, H] */
  readonly cells: Tensor | undefined;
  /** Activated gates at each step, outside the graph: [T, B, gates · H]; undefined for plain RNNs. */
  readonly gates: Tensor | undefined;
}

export interface RecurrentOptions {
  /** From the last step to the first. */
  readonly reverse?: boolean;
  /** Steps of each sequence of the batch; later ones leave the state as it is and put zeros out. */
  readonly lengths?: readonly number[] | undefined;
}

/**
 * tanh, relu: h = φ(W_x x + b_x + W_h h₋ + b_h)
 * lstm: (i, f, o) = σ(…), g = tanh(…), c = f c₋ + i g, h = o tanh(c)  (Hochreiter & Schmidhuber 1997; Gers et al. 2000)
 * gru: (r, z) = σ(…), n = tanh(W_n x + b + r (W_hn h₋ + b_hn)), h = (1 - z) n + z h₋  (Cho et al. 2014)
 * @param x [T, B, I]
 */
export function recurrentLayer(
  kind: CellKind,
  x: Tensor,
  initial: RecurrentState,
  weights: RecurrentWeights,
  { reverse = false, lengths }: RecurrentOptions = {},
): RecurrentRun {
  const float32 = [x, initial.h, weights.weightX, weights.weightH].every(({ dtype }) => dtype === "float32");
  return float32 && !lengths && x.shape[0]! > 0
    ? fused(kind, x, initial, weights, reverse)
    : stepByStep(kind, x, initial, weights, { reverse, lengths });
}

/** One step of a cell, from plain operations. */
export function recurrentStep(
  kind: CellKind,
  x: Tensor,
  before: RecurrentState,
  { weightX, weightH, biasX, biasH }: RecurrentWeights,
): RecurrentState & { readonly gates: Tensor | undefined } {
  const fromX = linear(x, weightX, biasX);
  const fromH = linear(before.h, weightH, biasH);
  if (kind === "lstm") {
    const [i, f, g, o] = chunk(add(fromX, fromH), 4, -1).map((sum, k) => (k === 2 ? tanh(sum) : sigmoid(sum)));
    const c = add(mul(f!, before.c!), mul(i!, g!));
    return { h: mul(o!, tanh(c)), c, gates: joined([i!, f!, g!, o!]) };
  }
  if (kind === "gru") {
    const [xr, xz, xn] = chunk(fromX, 3, -1);
    const [hr, hz, hn] = chunk(fromH, 3, -1);
    const [r, z] = [sigmoid(add(xr!, hr!)), sigmoid(add(xz!, hz!))];
    const n = tanh(add(xn!, mul(r, hn!)));
    return { h: add(n, mul(z, sub(before.h, n))), c: undefined, gates: joined([r, z, n]) };
  }
  const sum = add(fromX, fromH);
  return { h: kind === "tanh" ? tanh(sum) : relu(sum), c: undefined, gates: undefined };
}

/** Gates side by side, outside the graph. */
function joined(gates: readonly Tensor[]): Tensor {
  const [batch, units] = gates[0]!.shape as [number, number];
  const out = empty([batch, gates.length * units], gates[0]!.dtype);
  const { data } = out;
  gates.forEach((gate, k) => {
    const source = gate.data;
    for (let b = 0; b < batch; b += 1) {
      data.set(source.subarray(b * units, (b + 1) * units), (b * gates.length + k) * units);
    }
  });
  return out;
}

function stepByStep(
  kind: CellKind,
  x: Tensor,
  initial: RecurrentState,
  weights: RecurrentWeights,
  { reverse = false, lengths }: RecurrentOptions,
): RecurrentRun {
  const steps = x.shape[0]!;
  let state: RecurrentState = initial;
  const [outputs, cells, gates]: [Tensor[], Tensor[], Tensor[]] = [[], [], []];
  for (let s = 0; s < steps; s += 1) {
    const t = reverse ? steps - 1 - s : s;
    const next = recurrentStep(kind, select(x, 0, t), state, weights);
    const mask = lengths && columnMask(lengths, t);
    outputs[t] = mask ? mul(next.h, mask.keep) : next.h;
    state = mask
      ? { h: where(mask.seen, next.h, state.h), c: next.c && where(mask.seen, next.c, state.c!) }
      : { h: next.h, c: next.c };
    if (next.c) cells[t] = next.c.detach();
    if (next.gates) gates[t] = next.gates;
  }
  const { dtype } = weights.weightX;
  return {
    ...state,
    output: steps > 0 ? stack(outputs) : zeros([0, ...initial.h.shape], { dtype }),
    cells: cells.length > 0 ? stack(cells) : undefined,
    gates: gates.length > 0 ? stack(gates) : undefined,
  };
}

/** Which sequences are still going on at step t: [B, 1], as a condition and as factors. */
function columnMask(lengths: readonly number[], t: number): { readonly seen: Tensor; readonly keep: Tensor } {
  const seen = empty([lengths.length, 1], "bool");
  const keep = empty([lengths.length, 1], "float32");
  lengths.forEach((length, b) => (seen.data[b] = keep.data[b] = t < length ? 1 : 0));
  return { seen, keep };
}

function fused(
  kind: CellKind,
  given: Tensor,
  initial: RecurrentState,
  weights: RecurrentWeights,
  reverse: boolean,
): RecurrentRun {
  const [steps, batch, inputs] = given.shape as [number, number, number];
  const units = weights.weightH.shape[1]!;
  const sizes = { kind, steps, batch, inputs, units, reverse };
  const x = packed(given);
  const [weightX, weightH] = [packed(weights.weightX), packed(weights.weightH)];
  const hs = statesFrom(initial.h, steps, reverse);
  const cs = kind === "lstm" ? statesFrom(initial.c!, steps, reverse) : undefined;
  const plain = kind === "tanh" || kind === "relu";
  const gates = plain ? undefined : empty([steps, batch, gateCount(kind) * units], "float32");
  const inner = plain ? undefined : empty([steps, batch, units], "float32");
  const arrays = {
    x: x.pointer,
    weightX: weightX.pointer,
    weightH: weightH.pointer,
    biasX: weights.biasX?.pointer ?? 0,
    biasH: weights.biasH?.pointer ?? 0,
    hs: hs.pointer,
    cs: cs?.pointer ?? 0,
    gates: gates?.pointer ?? 0,
    inner: inner?.pointer ?? 0,
  };
  recurrentForward(sizes, arrays);

  // The gradient of the last cell state, kept until the way back through the steps, which always comes after it.
  let dLast: Tensor | undefined;
  const { biasX, biasH } = weights;
  const operands = [given, initial.h, ...(initial.c ? [initial.c] : []), weights.weightX, weights.weightH];
  const leaves = [...operands, ...(biasX ? [biasX] : []), ...(biasH ? [biasH] : [])];
  const output = afterSteps(hs, steps, reverse);
  record(output, kind, leaves, [given, weights.weightX, weights.weightH], (g) => {
    const dc = dLast;
    dLast = undefined;
    if (gradEnabled()) return throughPlainSteps(kind, given, initial, weights, reverse, leaves, g, dc);
    const room = <T extends Tensor | undefined>(like: T) => (like ? empty(like.shape, "float32") : undefined);
    const [dh, dcells] = [zeros(initial.h.shape), cs && (dc ? copyOf(dc) : zeros(initial.h.shape))];
    const [dx, dWeightX, dWeightH] = [given.requiresGrad ? room(given) : undefined, room(weightX), room(weightH)];
    const [dBiasX, dBiasH] = [room(biasX), room(biasH)];
    // The kernel overwrites the gates, and a second pass may want them.
    const own = gates && copyOf(gates);
    recurrentBackward(
      sizes,
      { ...arrays, gates: own?.pointer ?? 0 },
      {
        dOut: packed(g).pointer,
        dh: dh.pointer,
        dc: dcells?.pointer ?? 0,
        dx: dx?.pointer ?? 0,
        dWeightX: dWeightX!.pointer,
        dWeightH: dWeightH!.pointer,
        dBiasX: dBiasX?.pointer ?? 0,
        dBiasH: dBiasH?.pointer ?? 0,
      },
    );
    return [
      dx,
      dh,
      ...(cs ? [dcells] : []),
      dWeightX,
      dWeightH,
      ...(biasX ? [dBiasX] : []),
      ...(biasH ? [dBiasH] : []),
    ];
  });

  const last = reverse ? 0 : steps - 1;
  const c = cs && select(afterSteps(cs, steps, reverse), 0, last);
  if (c) {
    record(c, "lstm cell state", [output], [], (g) => {
      dLast = g;
      return [zerosLike(output)];
    });
  }
  return { output, h: select(output, 0, last), c, cells: cs && afterSteps(cs, steps, reverse), gates };
}

/** Room for all states with the first one in its place: [T + 1, B, H] */
function statesFrom(initial: Tensor, steps: number, reverse: boolean): Tensor {
  const out = empty([steps + 1, ...initial.shape], "float32");
  out.data.set(initial.data, reverse ? steps * initial.numel() : 0);
  return out;
}

/** The states after each step, sharing memory: [T, B, H] */
function afterSteps(states: Tensor, steps: number, reverse: boolean): Tensor {
  const [, batch, units] = states.shape as [number, number, number];
  const offset = states.offset + (reverse ? 0 : batch * units);
  return new Tensor(states.storage, [steps, batch, units], "float32", undefined, offset);
}

/** Gradients that can themselves be differentiated: those of the plain steps. */
function throughPlainSteps(
  kind: CellKind,
  x: Tensor,
  initial: RecurrentState,
  weights: RecurrentWeights,
  reverse: boolean,
  leaves: readonly Tensor[],
  g: Tensor,
  dc: Tensor | undefined,
): readonly (Tensor | undefined)[] {
  const run = stepByStep(kind, x, initial, weights, { reverse });
  const [outputs, seeds] =
    dc && run.c
      ? [
          [run.output, run.c],
          [g, dc],
        ]
      : [[run.output], [g]];
  return gradOf(outputs, leaves, { gradOutputs: seeds, createGraph: true, allowUnused: true });
}

function copyOf(x: Tensor): Tensor {
  const out = empty(x.shape, x.dtype);
  out.data.set(x.data);
  return out;
}
