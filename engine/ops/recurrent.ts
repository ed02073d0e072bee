// A whole recurrent layer in one direction over all time steps, as one operation: float32 runs in the fused kernel,
// forward and back; anything else step by step in plain operations. Time comes first: x is [T, B, I].
// The kernel's result is one tensor, for a graph node has one result: the T + 1 states in the order of time, the initial
// one among them, and for LSTM the last cell state after them. Outputs and last states are views of it.
import {
  type CellKind,
  gateCount,
  recurrentForward,
  type RecurrentArrays,
  type RecurrentSizes,
} from "../kernels/recurrent.ts";
import { recurrentBackward } from "../kernels/recurrentGrads.ts";
import { productLater, sumSoFar } from "../autograd/gradients.ts";
import { graphKept } from "../autograd/mode.ts";
import { work } from "../memory/capture.ts";
import { holding } from "../memory/holding.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { packed } from "./contiguous.ts";
import { zeros } from "./create.ts";
import { copyOf, recordFused } from "./fused.ts";
import { cat, stack } from "./join.ts";
import { type CellState, type CellStep, cellStep, type CellWeights } from "./recurrentSteps.ts";
import { clone } from "./unary.ts";
import { reshape, select, slice, unsqueeze } from "./views.ts";

export interface RecurrentRun {
  /** [T, B, H]: the state after each step. */
  readonly output: Tensor;
  /** After the last step; in reverse that is the step at time 0. */
  readonly last: CellState;
}

/** Runs x [T, B, I] through a layer from the state `start`, [B, H] each; in reverse from the last time to the first. */
export function recurrent(
  kind: CellKind,
  x: Tensor,
  start: CellState,
  weights: CellWeights,
  reverse: boolean,
): RecurrentRun {
  const inputs = [x, start.h, start.c, weights.inputs, weights.state, ...(weights.biases ?? [])];
  if (inputs.some((each) => each && each.dtype !== "float32")) {
    return recurrentSteps(kind, x, start, weights, reverse);
  }
  const steps = x.shape[0]!;
  const all = fused(kind, x, start, weights, reverse);
  const output = slice(all, 0, reverse ? 0 : 1, reverse ? steps : steps + 1);
  const h = select(all, 0, reverse ? 0 : steps);
  return { output, last: { h, c: kind === "lstm" ? select(all, 0, steps + 1) : undefined } };
}

/** The same by plain operations, with the gates of every step in order of time. */
export function recurrentSteps(
  kind: CellKind,
  x: Tensor,
  start: CellState,
  weights: CellWeights,
  reverse: boolean,
): RecurrentRun & { readonly steps: readonly CellStep[] } {
  const count = x.shape[0]!;
  const steps: CellStep[] = [];
  let state = start;
  for (let s = 0; s < count; s += 1) {
    const t = reverse ? count - 1 - s : s;
    const step = cellStep(kind, select(x, 0, t), state, weights);
    steps[t] = step;
    state = step;
  }
  return { output: stack(steps.map(({ h }) => h)), last: state, steps };
}

function fused(kind: CellKind, x: Tensor, start: CellState, weights: CellWeights, reverse: boolean): Tensor {
  const [steps, batch, inputs] = x.shape as [number, number, number];
  const units = start.h.shape[1]!;
  const lstm = kind === "lstm";
  const plainCell = kind === "tanh" || kind === "relu";
  const sizes: RecurrentSizes = { kind, steps, batch, inputs, units, reverse };
  const slot = batch * units;
  const first = reverse ? steps : 0;

  const all = empty([steps + (lstm ? 2 : 1), batch, units], "float32");
  const cells = lstm ? empty([steps + 1, batch, units], "float32") : undefined;
  const gates = plainCell ? undefined : empty([steps, batch, gateCount(kind) * units], "float32");
  const inner = plainCell ? undefined : empty([steps, batch, units], "float32");
  const kept: Kept = { x: packed(x), weights: packedWeights(weights), all, cells, gates, inner };
  const { h, c } = start;
  const last = steps - first;
  work(() => {
    all.data.set(h.data, first * slot);
    cells?.data.set(c!.data, first * slot);
    holding([kept], () => recurrentForward(sizes, arraysOf(kept)));
    if (cells) all.data.set(cells.data.subarray(last * slot, (last + 1) * slot), (steps + 1) * slot);
  });
  const operands = [x, h, ...(c ? [c] : []), weights.inputs, weights.state, ...(weights.biases ?? [])];
  return recordFused(
    all,
    lstm ? "LSTM" : kind === "gru" ? "GRU" : "RNN",
    operands,
    [x, all, weights.inputs, weights.state],
    (g) => gradients(sizes, kept, packed(g), x.requiresGrad, { ...weights, x }),
    () => joined(recurrentSteps(kind, x, start, weights, reverse), start, reverse),
    [cells, gates, inner, copyOf(kept.x, x)],
  );
}

/** What the way back needs of the way there, in rows without gaps. */
interface Kept {
  readonly x: Tensor;
  readonly weights: CellWeights;
  readonly all: Tensor;
  readonly cells: Tensor | undefined;
  readonly gates: Tensor | undefined;
  readonly inner: Tensor | undefined;
}

function packedWeights({ inputs, state, biases }: CellWeights): CellWeights {
  return {
    inputs: packed(inputs),
    state: packed(state),
    biases: biases && [packed(biases[0]), packed(biases[1])],
  };
}

function arraysOf({ x, weights, all, cells, gates, inner }: Kept): RecurrentArrays {
  return {
    x: x.pointer,
    weightX: weights.inputs.pointer,
    weightH: weights.state.pointer,
    biasX: weights.biases?.[0].pointer ?? 0,
    biasH: weights.biases?.[1].pointer ?? 0,
    hs: all.pointer,
    cs: cells?.pointer ?? 0,
    gates: gates?.pointer ?? 0,
    inner: inner?.pointer ?? 0,
  };
}

/** Gradients of x (if wanted), h, c, both weights and both biases, from that of the joined states. */
function gradients(
  sizes: RecurrentSizes,
  kept: Kept,
  g: Tensor,
  wantX: boolean,
  given: CellWeights & { readonly x: Tensor },
): (Tensor | undefined)[] {
  const { kind, steps, batch, units, reverse } = sizes;
  const { x, weights } = kept;
  const slot = batch * units;
  const rows = steps * batch;
  const width = gateCount(kind) * units;
  // The kernel overwrites the gates; a retained graph needs them again, and they are gone when products are done later.
  const loop = kept.gates !== undefined && steps === 1 && kept.x.storage === given.x.storage;
  const gates = kept.gates && (graphKept() || loop) ? clone(kept.gates) : kept.gates;
  const dh = zeros([batch, units]);
  const dc = kind === "lstm" ? empty([batch, units], "float32") : undefined;
  const dx = wantX ? empty(x.shape, "float32") : undefined;
  // A loop over cells brings gradients to the same weights at each step.
  const ofState = loop && kind === "gru" ? empty([rows, width], "float32") : undefined;
  const laterX = loop && productLater(given.inputs, { g: asRows(gates!, width), x: asRows(kept.x, sizes.inputs) });
  const before = reverse ? 1 : 0;
  const laterH =
    loop &&
    productLater(given.state, {
      g: asRows(ofState ?? gates!, width),
      x: asRows(slice(kept.all, 0, before, before + 1), units),
    });
  const [inputsSum, stateSum] = [sumSoFar(given.inputs), sumSoFar(given.state)];
  const dInputs = laterX ? undefined : (inputsSum ?? empty(weights.inputs.shape, "float32"));
  const dState = laterH ? undefined : (stateSum ?? empty(weights.state.shape, "float32"));
  const dBiases = weights.biases?.map((bias) => empty(bias.shape, "float32")) ?? [];
  const compute = (): void =>
    recurrentBackward(sizes, arraysOf({ ...kept, gates }), {
      dOut: g.pointer + (reverse ? 0 : slot * 4),
      dh: dh.pointer,
      dc: dc?.pointer ?? 0,
      dx: dx?.pointer ?? 0,
      dWeightX: dInputs?.pointer ?? 0,
      dWeightH: dState?.pointer ?? 0,
      sumsH: ofState?.pointer ?? 0,
      addX: inputsSum !== undefined,
      addH: stateSum !== undefined,
      dBiasX: dBiases[0]?.pointer ?? 0,
      dBiasH: dBiases[1]?.pointer ?? 0,
    });
  work(() => {
    dc?.data.set(g.data.subarray((steps + 1) * slot));
    holding([g, gates], compute);
  });
  return [dx, dh, ...(dc ? [dc] : []), dInputs, dState, ...dBiases];
}

const asRows = (x: Tensor, columns: number): Tensor => reshape(x, [-1, columns]);

/** The result of the fused operation, put together from plain ones. */
function joined({ output, last }: RecurrentRun, start: CellState, reverse: boolean): Tensor {
  const initial = unsqueeze(start.h, 0);
  const states = reverse ? [output, initial] : [initial, output];
  return cat(last.c ? [...states, unsqueeze(last.c, 0)] : states);
}
