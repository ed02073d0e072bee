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
import { f32 } from "../memory/heap.ts";
import { holding } from "../memory/holding.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { packed } from "./contiguous.ts";
import { zeros } from "./create.ts";
import { copyOf, recordFused } from "./fused.ts";
import { cat, stack } from "./join.ts";
import { copyNumbers } from "./numbers.ts";
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

/**
 * One step of a cell whose state is all that it gives, as in loops over time: x [B, I] and h [B, H] → the next h. The same
 * kernels; its result is the state itself, and no view of all states.
 */
export function recurrentStep(kind: Exclude<CellKind, "lstm">, x: Tensor, h: Tensor, weights: CellWeights): Tensor {
  const start = { h, c: undefined };
  const operands = [x, h, weights.inputs, weights.state, ...(weights.biases ?? [])];
  const plain = (): Tensor => cellStep(kind, x, start, weights).h;
  if (operands.some(({ dtype }) => dtype !== "float32")) return plain();
  const [batch, inputs] = x.shape as [number, number];
  const units = h.shape[1]!;
  const sizes: RecurrentSizes = { kind, steps: 1, batch, inputs, units, reverse: false };
  const kept = run(sizes, x, start, weights);
  const { all, gates, inner } = kept;
  const out = new Tensor(all.storage, [batch, units], "float32", [units, 1], batch * units);
  const back = (g: Tensor): (Tensor | undefined)[] =>
    gradients(sizes, kept, packed(g), 0, x.requiresGrad, { ...weights, x });
  const own = [gates, inner, copyOf(kept.x, x)];
  return recordFused(out, namesOf[kind], operands, [x, all, weights.inputs, weights.state], back, plain, own);
}

const namesOf = { tanh: "RNN", relu: "RNN", gru: "GRU", lstm: "LSTM" } as const satisfies Record<CellKind, string>;

function fused(kind: CellKind, x: Tensor, start: CellState, weights: CellWeights, reverse: boolean): Tensor {
  const [steps, batch, inputs] = x.shape as [number, number, number];
  const units = start.h.shape[1]!;
  const sizes: RecurrentSizes = { kind, steps, batch, inputs, units, reverse };
  const kept = run(sizes, x, start, weights);
  const { all, cells, gates, inner } = kept;
  const { h, c } = start;
  const operands = [x, h, ...(c ? [c] : []), weights.inputs, weights.state, ...(weights.biases ?? [])];
  // The gradient of all states: that of the first one, which came from outside, is none of the outputs'.
  const outputs = reverse ? 0 : batch * units;
  return recordFused(
    all,
    namesOf[kind],
    operands,
    [x, all, weights.inputs, weights.state],
    (g) => gradients(sizes, kept, packed(g), outputs, x.requiresGrad, { ...weights, x }),
    () => joined(recurrentSteps(kind, x, start, weights, reverse), start, reverse),
    [cells, gates, inner, copyOf(kept.x, x)],
  );
}

/** The way there: all states, and what the way back needs. */
function run(sizes: RecurrentSizes, x: Tensor, { h, c }: CellState, weights: CellWeights): Kept {
  const { kind, steps, batch, units, reverse } = sizes;
  const lstm = kind === "lstm";
  const plainCell = kind === "tanh" || kind === "relu";
  const slot = batch * units;
  const first = reverse ? steps : 0;
  const all = empty([steps + (lstm ? 2 : 1), batch, units], "float32");
  const cells = lstm ? empty([steps + 1, batch, units], "float32") : undefined;
  const gates = plainCell ? undefined : empty([steps, batch, gateCount(kind) * units], "float32");
  const inner = plainCell ? undefined : empty([steps, batch, units], "float32");
  const kept: Kept = { x: packed(x), weights: packedWeights(weights), all, cells, gates, inner };
  work(() => {
    copyNumbers(h, all, first * slot);
    if (cells) copyNumbers(c!, cells, first * slot);
    holding([kept], () => recurrentForward(sizes, arraysOf(kept)));
    if (!cells) return;
    const last = (cells.pointer >>> 2) + (steps - first) * slot;
    f32.copyWithin((all.pointer >>> 2) + (steps + 1) * slot, last, last + slot);
  });
  return kept;
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

/** Gradients of x (if wanted), h, c, both weights and both biases, from that of the joined states: outputs' from there on. */
function gradients(
  sizes: RecurrentSizes,
  kept: Kept,
  g: Tensor,
  outputs: number,
  wantX: boolean,
  given: CellWeights & { readonly x: Tensor },
): (Tensor | undefined)[] {
  const { kind, steps, batch, units, reverse } = sizes;
  const { x, weights } = kept;
  const slot = batch * units;
  const count = steps * batch;
  const width = gateCount(kind) * units;
  // The kernel overwrites the gates; a retained graph needs them again, and they are gone when products are done later.
  const loop = kept.gates !== undefined && steps === 1 && kept.x.storage === given.x.storage;
  const gates = kept.gates && (graphKept() || loop) ? clone(kept.gates) : kept.gates;
  const dh = zeros([batch, units]);
  const dc = kind === "lstm" ? empty([batch, units], "float32") : undefined;
  const dx = wantX ? empty(x.shape, "float32") : undefined;
  // A loop over cells brings gradients to the same weights at each step.
  const ofState = loop && kind === "gru" ? empty([count, width], "float32") : undefined;
  const gX = loop ? asRows(gates!, width) : undefined;
  const gH = ofState ?? gX;
  const laterX = gX && productLater(given.inputs, { g: gX, x: asRows(kept.x, sizes.inputs) });
  const before = reverse ? 1 : 0;
  const laterH = gH && productLater(given.state, { g: gH, x: asRows(slice(kept.all, 0, before, before + 1), units) });
  const [inputsSum, stateSum] = [sumSoFar(given.inputs), sumSoFar(given.state)];
  const dInputs = laterX ? undefined : (inputsSum ?? empty(weights.inputs.shape, "float32"));
  const dState = laterH ? undefined : (stateSum ?? empty(weights.state.shape, "float32"));
  const dBiases = (given.biases ?? []).map((bias, i) => {
    const rows = i === 0 ? gX : gH;
    return rows && productLater(bias, { g: rows }) ? undefined : empty(bias.shape, "float32");
  });
  const compute = (): void =>
    recurrentBackward(sizes, arraysOf({ ...kept, gates }), {
      dOut: g.pointer + outputs * 4,
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
    if (dc)
      f32.copyWithin(dc.pointer >>> 2, (g.pointer >>> 2) + (steps + 1) * slot, (g.pointer >>> 2) + (steps + 2) * slot);
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
