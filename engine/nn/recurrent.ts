// What RNN, LSTM and GRU have in common: layers upon layers in one or two directions, and the parameters of them all.
// Names, layout and order of parameters are torch.nn.LSTM's: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, and the
// same with _reverse.
import { ArgumentError, ShapeError } from "../errors.ts";
import { type CellKind, gateCount } from "../kernels/recurrent.ts";
import { zeros } from "../ops/create.ts";
import { checkProbability, dropout as drop } from "../ops/dropout.ts";
import { indexSelect } from "../ops/indexing.ts";
import { cat, stack } from "../ops/join.ts";
import { recurrent, recurrentSteps } from "../ops/recurrent.ts";
import type { CellState, CellStep, CellWeights } from "../ops/recurrentSteps.ts";
import { select, squeeze, transpose, unsqueeze } from "../ops/views.ts";
import { isFloat } from "../tensor/dtype.ts";
import { sameShape, type Shape } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { uniform_ } from "./init.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { type Lengths, readLengths, recurrentOfLengths } from "./recurrentLengths.ts";
import { mapParts, overTime, type RecurrentOutput, type RunOptions } from "./recurrentOutput.ts";
import { checkSizes } from "./sizes.ts";

export interface RecurrentLayerOptions<
  L extends number = number,
  B extends boolean = boolean,
  F extends boolean = boolean,
> {
  /** Layers upon each other, each reading the states of the one below. Default 1. */
  readonly numLayers?: L;
  /** Reads each sequence from both ends; the states of both directions are put side by side. Default false. */
  readonly bidirectional?: B;
  /** Inputs and outputs are [batch, time, …] instead of [time, batch, …]. Default false. */
  readonly batchFirst?: F;
  /** Probability of dropping a number between layers while learning. Default 0. */
  readonly dropout?: number;
  /** Whether biases are learned. Default true. */
  readonly bias?: boolean;
}

/** The base of RNN, LSTM and GRU. */
export abstract class RecurrentModule<S extends CellStep> extends Module {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly hasBias: boolean;
  readonly #kind: CellKind;

  /** Parameters start uniform in ± 1/√hiddenSize. */
  constructor(kind: CellKind, inputSize: number, hiddenSize: number, options: RecurrentLayerOptions) {
    super();
    const { numLayers = 1, bidirectional = false, batchFirst = false, dropout = 0, bias = true } = options;
    checkSizes(this.constructor.name, { inputSize, hiddenSize, numLayers }, 1);
    checkProbability(dropout, `dropout of ${this.constructor.name}`);
    if (dropout > 0 && numLayers === 1) {
      throw new ArgumentError({
        problem: `dropout acts between layers, and this ${this.constructor.name} has only one.`,
        attempt: "numLayers: 2 or more, or an nn.Dropout after it",
      });
    }
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.numLayers = numLayers;
    this.bidirectional = bidirectional;
    this.batchFirst = batchFirst;
    this.dropout = dropout;
    this.hasBias = bias;
    this.#kind = kind;
    const width = gateCount(kind) * hiddenSize;
    const bound = 1 / Math.sqrt(hiddenSize);
    for (const { layer, suffix } of this.#directions()) {
      const inputs = layer === 0 ? inputSize : hiddenSize * this.#ways.length;
      const shapes: [string, Shape][] = [
        [`weight_ih${suffix}`, [width, inputs]],
        [`weight_hh${suffix}`, [width, hiddenSize]],
        ...(bias ? ["bias_ih", "bias_hh"].map((name): [string, Shape] => [name + suffix, [width]]) : []),
      ];
      for (const [name, shape] of shapes) {
        Object.assign(this, { [name]: new Parameter(uniform_(empty(shape, "float32"), -bound, bound)) });
      }
    }
  }

  /** Runs all layers. `c0` is LSTM's. */
  protected run(
    x: Tensor,
    h0: Tensor | undefined,
    c0: Tensor | undefined,
    options: RunOptions,
  ): RecurrentOutput<S> & { readonly cn: Tensor | undefined } {
    if (x.ndim === 2) return this.#runOne(x, h0, c0, options);
    this.#checkInput(x);
    const inTime = this.batchFirst ? transpose(x, 0, 1) : x;
    const [steps, batch] = inTime.shape as [number, number, number];
    const { returnGates = false } = options;
    const lengths = readLengths(options.lengths, steps, batch);
    if (lengths && returnGates) {
      throw new ArgumentError({
        problem: "returnGates shows sequences that are all of the same length, and these lengths differ.",
        attempt: "one sequence at a time",
      });
    }
    const sort = (states: Tensor): Tensor => (lengths ? indexSelect(states, 1, lengths.order) : states);
    const unsort = (states: Tensor): Tensor => (lengths ? indexSelect(states, 1, lengths.inverse) : states);
    const start: CellState = {
      h: sort(this.#initial(h0, "h0", batch, x)),
      c: this.#kind === "lstm" ? sort(this.#initial(c0, "c0", batch, x)) : undefined,
    };

    let value = sort(inTime);
    const last: CellState[] = [];
    const allSteps: (readonly S[])[] = [];
    for (let layer = 0; layer < this.numLayers; layer += 1) {
      const below = layer > 0 ? drop(value, { p: this.dropout, training: this.training }) : value;
      const outputs = this.#ways.map((reverse) => {
        const run = this.#runLayer(below, start, layer, reverse, lengths, returnGates);
        last.push(run.last);
        if (run.steps) allSteps.push(run.steps as readonly S[]);
        return run.output;
      });
      value = outputs.length === 1 ? outputs[0]! : cat(outputs, 2);
    }
    const output = unsort(value);
    return {
      output: this.batchFirst ? transpose(output, 0, 1) : output,
      hn: unsort(stack(last.map(({ h }) => h))),
      cn: start.c && unsort(stack(last.map(({ c }) => c!))),
      gates: allSteps.map(overTime),
      steps: allSteps,
    };
  }

  #runLayer(
    x: Tensor,
    start: CellState,
    layer: number,
    reverse: boolean,
    lengths: Lengths | undefined,
    returnGates: boolean,
  ) {
    const place = layer * this.#ways.length + Number(reverse);
    const state = { h: select(start.h, 0, place), c: start.c && select(start.c, 0, place) };
    const weights = this.#weights(layer, reverse);
    if (returnGates) return recurrentSteps(this.#kind, x, state, weights, reverse);
    const run = lengths
      ? recurrentOfLengths(this.#kind, x, state, weights, reverse, lengths)
      : recurrent(this.#kind, x, state, weights, reverse);
    return { ...run, steps: undefined };
  }

  /** A single sequence [time, inputSize]: all results without the axis of the batch. */
  #runOne(x: Tensor, h0: Tensor | undefined, c0: Tensor | undefined, options: RunOptions) {
    const axis = this.batchFirst ? 0 : 1;
    const batched = (state: Tensor | undefined) => state && unsqueeze(state, 1);
    const { output, hn, cn, gates, steps } = this.run(unsqueeze(x, axis), batched(h0), batched(c0), options);
    return {
      output: squeeze(output, axis),
      hn: squeeze(hn, 1),
      cn: cn && squeeze(cn, 1),
      gates: gates.map((each) => mapParts(each, (part) => squeeze(part as Tensor, 1))),
      steps: steps.map((layer) => layer.map((step) => mapParts(step, (part) => squeeze(part as Tensor, 0)))),
    };
  }

  #weights(layer: number, reverse: boolean): CellWeights {
    const own = this as unknown as Readonly<Record<string, Parameter>>;
    const suffix = suffixOf(layer, reverse);
    return {
      inputs: own[`weight_ih${suffix}`]!,
      state: own[`weight_hh${suffix}`]!,
      biases: this.hasBias ? [own[`bias_ih${suffix}`]!, own[`bias_hh${suffix}`]!] : undefined,
    };
  }

  get #ways(): readonly boolean[] {
    return this.bidirectional ? [false, true] : [false];
  }

  #directions(): readonly { readonly layer: number; readonly suffix: string }[] {
    return Array.from({ length: this.numLayers }, (_, layer) =>
      this.#ways.map((reverse) => ({ layer, suffix: suffixOf(layer, reverse) })),
    ).flat();
  }

  #initial(given: Tensor | undefined, role: string, batch: number, x: Tensor): Tensor {
    const shape = [this.numLayers * this.#ways.length, batch, this.hiddenSize];
    if (given === undefined) return zeros(shape, { dtype: isFloat(x.dtype) ? x.dtype : "float32" });
    if (sameShape(given.shape, shape)) return given;
    throw new ShapeError({
      problem: `${this.constructor.name} needs ${role} of shape [${shape.join(", ")}]: directions · layers, batch, hiddenSize.`,
      operands: [
        { role, name: given.name, shape: given.shape },
        { role: "input", name: x.name, shape: x.shape },
      ],
    });
  }

  #checkInput(x: Tensor): void {
    const axes = this.batchFirst ? "batch, time" : "time, batch";
    const steps = x.shape[this.batchFirst ? 1 : 0];
    if (x.ndim === 3 && x.shape[2] === this.inputSize && steps !== 0) return;
    throw new ShapeError({
      problem:
        steps === 0
          ? `${this.constructor.name} needs at least one time step.`
          : `${this.constructor.name} needs an input of ${this.inputSize} features: [${axes}, ${this.inputSize}], or [time, ${this.inputSize}] for one sequence.`,
      operands: [
        {
          role: "input",
          name: x.name,
          shape: x.shape,
          mark: steps !== 0 && x.ndim === 3 ? { axis: 2, remark: `${x.shape[2]} ≠ ${this.inputSize}` } : undefined,
        },
      ],
      attempt:
        steps === 0 || x.ndim !== 3
          ? undefined
          : `new nn.${this.constructor.name}(${x.shape[2]}, ${this.hiddenSize}) for this input`,
    });
  }

  protected override describe(): string {
    const notes = [
      this.numLayers > 1 ? `, ${this.numLayers} layers` : "",
      this.bidirectional ? ", bidirectional" : "",
      this.batchFirst ? ", batch first" : "",
      this.dropout > 0 ? `, dropout ${this.dropout}` : "",
      this.hasBias ? "" : ", no bias",
    ];
    return `${this.inputSize} → ${this.hiddenSize}${notes.join("")}`;
  }
}

const suffixOf = (layer: number, reverse: boolean): string => `_l${layer}${reverse ? "_reverse" : ""}`;
