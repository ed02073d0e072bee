// Recurrent layers: RNN, LSTM, GRU. Stacked, in both directions, with dropout between layers; names of parameters,
// shapes, defaults and gate orders are PyTorch's, so its checkpoints load.
import { ArgumentError, ShapeError } from "../errors.ts";
import { zeros } from "../ops/create.ts";
import { cat, stack } from "../ops/join.ts";
import { type CellKind, recurrentLayer, type RecurrentRun, type RecurrentWeights } from "../ops/recurrent.ts";
import { select, slice, squeeze, transpose, unsqueeze } from "../ops/views.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { dropout } from "./dropout.ts";
import { uniform_ } from "./init.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

export interface RecurrentLayerOptions {
  /** Layers on top of each other. Default 1. */
  readonly numLayers?: number;
  /** Whether biases are learned. Default true. */
  readonly bias?: boolean;
  /** x is [batch, time, features] instead of [time, batch, features]. Default false. */
  readonly batchFirst?: boolean;
  /** Part of the numbers between layers that is dropped while training. Default 0. */
  readonly dropout?: number;
  /** Runs from both ends; outputs are put side by side. Default false. */
  readonly bidirectional?: boolean;
}

export interface RNNOptions extends RecurrentLayerOptions {
  /** φ in h = φ(…). Default "tanh". */
  readonly nonlinearity?: "tanh" | "relu";
}

export interface RunOptions {
  /** Steps of each sequence of the batch; what comes later is padding. */
  readonly lengths?: readonly number[];
  /** Also gives the gates of every step, and LSTM's cell states, to look at. */
  readonly returnGates?: boolean;
}

/** What a layer gives back. With D directions, L layers and H units: */
export interface RecurrentOutput {
  /** h of the top layer after each step: [T, B, D · H] (or [B, T, D · H]; [T, D · H] without a batch) */
  readonly output: Tensor;
  /** The last h of each layer and direction: [L · D, B, H] */
  readonly hn: Tensor;
  /** With `returnGates`: for each layer and direction, by the gate's name, [T, B, H], outside the graph. */
  readonly gates?: readonly Readonly<Record<string, Tensor>>[];
}

export interface LSTMOutput extends RecurrentOutput {
  /** The last c of each layer and direction: [L · D, B, H] */
  readonly cn: Tensor;
}

const gateNames: Record<CellKind, readonly string[]> = {
  tanh: [],
  relu: [],
  lstm: ["i", "f", "g", "o"],
  gru: ["r", "z", "n"],
};

abstract class Recurrent extends Module {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly bidirectional: boolean;
  readonly #kind: CellKind;

  constructor(kind: CellKind, inputSize: number, hiddenSize: number, options: RecurrentLayerOptions) {
    super();
    this.#kind = kind;
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.numLayers = options.numLayers ?? 1;
    this.batchFirst = options.batchFirst ?? false;
    this.dropout = options.dropout ?? 0;
    this.bidirectional = options.bidirectional ?? false;
    for (const [name, size] of Object.entries({ inputSize, hiddenSize, numLayers: this.numLayers })) {
      if (!(Number.isInteger(size) && size > 0))
        throw new ArgumentError(`${name} is a whole number from 1, not ${size}.`);
    }
    const bound = 1 / Math.sqrt(hiddenSize);
    const rows = Math.max(1, gateNames[kind].length) * hiddenSize;
    const parameter = (...shape: number[]) => new Parameter(uniform_(empty(shape, "float32"), -bound, bound));
    for (const [suffix, layer] of this.#suffixes()) {
      const width = layer === 0 ? inputSize : hiddenSize * this.#directions;
      this.#own[`weight_ih_${suffix}`] = parameter(rows, width);
      this.#own[`weight_hh_${suffix}`] = parameter(rows, hiddenSize);
      if (options.bias === false) continue;
      this.#own[`bias_ih_${suffix}`] = parameter(rows);
      this.#own[`bias_hh_${suffix}`] = parameter(rows);
    }
  }

  /** Runs all layers. `h0` and `c0` are [L · D, B, H]; zeros when not given. */
  protected run(given: Tensor, h0: Tensor | undefined, c0: Tensor | undefined, options: RunOptions): LSTMOutput {
    const batched = given.ndim === 3;
    if (given.ndim !== 2 && !batched) throw this.#mismatch(given, "[time, batch, features], or [time, features]");
    const timeMajor = batched ? (this.batchFirst ? transpose(given, 0, 1) : given) : unsqueeze(given, 1);
    if (timeMajor.shape[2] !== this.inputSize) throw this.#mismatch(given, `${this.inputSize} features`);
    const [h, c] = [this.#initial(h0, timeMajor, batched, "h0"), this.#initial(c0, timeMajor, batched, "c0")];

    let x = timeMajor;
    const runs: RecurrentRun[] = [];
    for (let layer = 0; layer < this.numLayers; layer += 1) {
      if (layer > 0) x = dropout(x, { p: this.dropout, training: this.training });
      const both = this.#suffixesOf(layer).map((suffix, direction) => {
        const at = layer * this.#directions + direction;
        const initial = { h: select(h, 0, at), c: this.#kind === "lstm" ? select(c, 0, at) : undefined };
        return recurrentLayer(this.#kind, x, initial, this.#weights(suffix), {
          reverse: direction === 1,
          lengths: options.lengths,
        });
      });
      x =
        both.length === 1
          ? both[0]!.output
          : cat(
              both.map(({ output }) => output),
              2,
            );
      runs.push(...both);
    }
    const unbatched = (state: Tensor) => (batched ? state : squeeze(state, 1));
    const cells = this.#kind === "lstm" ? stack(runs.map((each) => each.c!)) : undefined;
    const output = batched ? (this.batchFirst ? transpose(x, 0, 1) : x) : squeeze(x, 1);
    return {
      output,
      hn: unbatched(stack(runs.map((each) => each.h))),
      ...(cells && { cn: unbatched(cells) }),
      ...(options.returnGates && { gates: runs.map((each) => this.#named(each)) }),
    } as LSTMOutput;
  }

  protected override describe(): string {
    const options = [
      ...(this.numLayers > 1 ? [`${this.numLayers} layers`] : []),
      ...(this.bidirectional ? ["bidirectional"] : []),
      ...(this.dropout > 0 ? [`dropout ${this.dropout}`] : []),
    ];
    return [`${this.inputSize} → ${this.hiddenSize}`, ...options].join(", ");
  }

  get #directions(): 1 | 2 {
    return this.bidirectional ? 2 : 1;
  }

  /** Parameters have PyTorch's names, which hold the layer's number. */
  get #own(): Record<string, Parameter | undefined> {
    return this as unknown as Record<string, Parameter | undefined>;
  }

  #suffixes(): [suffix: string, layer: number][] {
    return Array.from({ length: this.numLayers }, (_, layer) => layer).flatMap((layer) =>
      this.#suffixesOf(layer).map((suffix): [string, number] => [suffix, layer]),
    );
  }

  #suffixesOf(layer: number): string[] {
    return this.bidirectional ? [`l${layer}`, `l${layer}_reverse`] : [`l${layer}`];
  }

  #weights(suffix: string): RecurrentWeights {
    return {
      weightX: this.#own[`weight_ih_${suffix}`]!,
      weightH: this.#own[`weight_hh_${suffix}`]!,
      biasX: this.#own[`bias_ih_${suffix}`],
      biasH: this.#own[`bias_hh_${suffix}`],
    };
  }

  #initial(given: Tensor | undefined, x: Tensor, batched: boolean, name: string): Tensor {
    const shape = [this.numLayers * this.#directions, x.shape[1]!, this.hiddenSize];
    if (!given) return zeros(shape, { dtype: x.dtype });
    const state = batched ? given : unsqueeze(given, 1);
    if (state.shape.length === 3 && state.shape.every((size, axis) => size === shape[axis])) return state;
    throw new ShapeError({
      problem: `${this.constructor.name} needs ${name} of shape [layers · directions, batch, hidden] = [${shape.join(", ")}].`,
      operands: [{ role: name, name: given.name, shape: given.shape }],
    });
  }

  #named({ gates, cells }: RecurrentRun): Readonly<Record<string, Tensor>> {
    const names = gateNames[this.#kind];
    const parts = names.map((name, k): [string, Tensor] => {
      const [from, to] = [k * this.hiddenSize, (k + 1) * this.hiddenSize];
      return [name, slice(gates!, 2, from, to).detach()];
    });
    return { ...Object.fromEntries(parts), ...(cells && { c: cells.detach() }) };
  }

  #mismatch(x: Tensor, wanted: string): ShapeError {
    return new ShapeError({
      problem: `${this.constructor.name} needs an input of ${wanted}${this.batchFirst ? ", with the batch first" : ""}.`,
      operands: [{ role: "input", name: x.name, shape: x.shape }],
    });
  }
}

/**
 * h_t = φ(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh), φ = tanh or ReLU (Elman 1990). Parameters start uniform in ± 1/√hidden.
 * @example const { output, hn } = new nn.RNN(27, 64, { batchFirst: true }).call(x);
 */
export class RNN extends Recurrent {
  constructor(inputSize: number, hiddenSize: number, { nonlinearity = "tanh", ...options }: RNNOptions = {}) {
    if (nonlinearity !== "tanh" && nonlinearity !== "relu") {
      throw new ArgumentError(`nonlinearity is "tanh" or "relu", not "${String(nonlinearity)}".`);
    }
    super(nonlinearity, inputSize, hiddenSize, options);
  }

  /** @param h0 [L · D, B, H], default zeros */
  override forward(x: Tensor, h0?: Tensor, options: RunOptions = {}): RecurrentOutput {
    return this.run(x, h0, undefined, options);
  }
}

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate by Gers et al. 2000): f discards, i stores, c is
 * updated, o filters what comes out. Weights hold the gates in the order i, f, g, o.
 * @example const { output, hn, cn } = new nn.LSTM(27, 64, { numLayers: 2 }).call(x);
 */
export class LSTM extends Recurrent {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentLayerOptions = {}) {
    super("lstm", inputSize, hiddenSize, options);
  }

  /** @param state [h0, c0], each [L · D, B, H], default zeros */
  override forward(x: Tensor, state?: readonly [Tensor, Tensor], options: RunOptions = {}): LSTMOutput {
    return this.run(x, state?.[0], state?.[1], options);
  }
}

/** Gated recurrent unit (Cho et al. 2014), with the reset gate after the product, as in PyTorch. Gates r, z, n. */
export class GRU extends Recurrent {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentLayerOptions = {}) {
    super("gru", inputSize, hiddenSize, options);
  }

  /** @param h0 [L · D, B, H], default zeros */
  override forward(x: Tensor, h0?: Tensor, options: RunOptions = {}): RecurrentOutput {
    return this.run(x, h0, undefined, options);
  }
}
