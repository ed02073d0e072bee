// One time step of each recurrent cell, by plain operations: what a cell is, to be read beside the equations, and what
// gradients of gradients, float64 and returned gates are computed with. Gate order is PyTorch's.
// Elman, "Finding Structure in Time" (1990); Hochreiter & Schmidhuber, "Long Short-Term Memory" (1997), with the forget
// gate of Gers et al. (2000); Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014).
import type { CellKind } from "../kernels/recurrent.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { chunk } from "./join.ts";
import { linear } from "./linear.ts";
import { relu, sigmoid, tanh } from "./unary.ts";

/** What a cell learns; G is the number of gates, H of units, I of inputs. */
export interface CellWeights {
  /** [G · H, I] */
  readonly inputs: Tensor;
  /** [G · H, H] */
  readonly state: Tensor;
  /** Two of [G · H]: one with each weight. */
  readonly biases: readonly [inputs: Tensor, state: Tensor] | undefined;
}

/** What a cell remembers from step to step: [batch, H] each. */
export interface CellState {
  readonly h: Tensor;
  /** LSTM's cell state. */
  readonly c?: Tensor | undefined;
}

/** The state after one step of a plain RNN, [batch, H]. */
export interface RNNStep {
  readonly h: Tensor;
}

/** Gates and states of one step of an LSTM, each [batch, H]. */
export interface LSTMStep {
  /** Input gate: how much of the candidate is written. */
  readonly i: Tensor;
  /** Forget gate: how much of the old cell state is kept. */
  readonly f: Tensor;
  /** Candidate for the cell state. */
  readonly g: Tensor;
  /** Output gate: how much of the cell state is shown. */
  readonly o: Tensor;
  readonly c: Tensor;
  readonly h: Tensor;
}

/** Gates and state of one step of a GRU, each [batch, H]. */
export interface GRUStep {
  /** Reset gate: how much of the old state the candidate sees. */
  readonly r: Tensor;
  /** Update gate: how much of the old state is kept. */
  readonly z: Tensor;
  /** Candidate for the state. */
  readonly n: Tensor;
  readonly h: Tensor;
}

export type CellStep = RNNStep | LSTMStep | GRUStep;

/** h = φ(W_x x + b_x + W_h h₋ + b_h) with φ = tanh or relu */
export function rnnStep(phi: "tanh" | "relu", x: Tensor, { h }: CellState, weights: CellWeights): RNNStep {
  const sums = add(fromInputs(x, weights), fromState(h, weights));
  return { h: phi === "tanh" ? tanh(sums) : relu(sums) };
}

/** i, f, o = σ(…), g = tanh(…) of W_x x + b_x + W_h h₋ + b_h;   c = f c₋ + i g,   h = o tanh(c) */
export function lstmStep(x: Tensor, { h: before, c: cellBefore }: CellState, weights: CellWeights): LSTMStep {
  const sums = chunk(add(fromInputs(x, weights), fromState(before, weights)), 4, 1) as Four;
  const [i, f, g, o] = [sigmoid(sums[0]), sigmoid(sums[1]), tanh(sums[2]), sigmoid(sums[3])];
  const c = add(mul(f, cellBefore!), mul(i, g));
  return { i, f, g, o, c, h: mul(o, tanh(c)) };
}

/** r, z = σ(x_r + h_r), σ(x_z + h_z);   n = tanh(x_n + r h_n),   h = (1 - z) n + z h₋ */
export function gruStep(x: Tensor, { h: before }: CellState, weights: CellWeights): GRUStep {
  const fromX = chunk(fromInputs(x, weights), 3, 1) as Three;
  const fromH = chunk(fromState(before, weights), 3, 1) as Three;
  const [r, z] = [sigmoid(add(fromX[0], fromH[0])), sigmoid(add(fromX[1], fromH[1]))];
  const n = tanh(add(fromX[2], mul(r, fromH[2])));
  return { r, z, n, h: add(mul(sub(1, z), n), mul(z, before)) };
}

/** One step of the cell of this kind. */
export function cellStep(kind: CellKind, x: Tensor, state: CellState, weights: CellWeights): CellStep {
  if (kind === "lstm") return lstmStep(x, state, weights);
  return kind === "gru" ? gruStep(x, state, weights) : rnnStep(kind, x, state, weights);
}

type Three = [Tensor, Tensor, Tensor];
type Four = [Tensor, Tensor, Tensor, Tensor];

const fromInputs = (x: Tensor, { inputs, biases }: CellWeights): Tensor => linear(x, inputs, biases?.[0]);
const fromState = (h: Tensor, { state, biases }: CellWeights): Tensor => linear(h, state, biases?.[1]);
