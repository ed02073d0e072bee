// One step of a recurrent layer at a time, for loops that need a hand in every step.
import { zeros } from "../ops/create.ts";
import { type CellKind, recurrentStep, type RecurrentWeights } from "../ops/recurrent.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { uniform_ } from "./init.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

export interface CellOptions {
  /** Whether biases are learned. Default true. */
  readonly bias?: boolean;
}

abstract class Cell extends Module {
  /** [gates · H, inputs] */
  readonly weight_ih: Parameter;
  /** [gates · H, H] */
  readonly weight_hh: Parameter;
  readonly bias_ih: Parameter | undefined;
  readonly bias_hh: Parameter | undefined;
  readonly inputSize: number;
  readonly hiddenSize: number;

  constructor(gates: number, inputSize: number, hiddenSize: number, { bias = true }: CellOptions) {
    super();
    const bound = 1 / Math.sqrt(hiddenSize);
    const parameter = (...shape: number[]) => new Parameter(uniform_(empty(shape, "float32"), -bound, bound));
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.weight_ih = parameter(gates * hiddenSize, inputSize);
    this.weight_hh = parameter(gates * hiddenSize, hiddenSize);
    this.bias_ih = bias ? parameter(gates * hiddenSize) : undefined;
    this.bias_hh = bias ? parameter(gates * hiddenSize) : undefined;
  }

  protected step(kind: CellKind, x: Tensor, h?: Tensor, c?: Tensor) {
    const none = () => zeros([x.shape[0]!, this.hiddenSize], { dtype: x.dtype });
    const weights: RecurrentWeights = {
      weightX: this.weight_ih,
      weightH: this.weight_hh,
      biasX: this.bias_ih,
      biasH: this.bias_hh,
    };
    return recurrentStep(kind, x, { h: h ?? none(), c: kind === "lstm" ? (c ?? none()) : undefined }, weights);
  }

  protected override describe(): string {
    return `${this.inputSize} → ${this.hiddenSize}`;
  }
}

/** One step of `RNN`: x [B, inputs], h [B, H] (default zeros) → h [B, H] */
export class RNNCell extends Cell {
  readonly nonlinearity: "tanh" | "relu";

  constructor(
    inputSize: number,
    hiddenSize: number,
    { nonlinearity = "tanh", ...options }: CellOptions & { readonly nonlinearity?: "tanh" | "relu" } = {},
  ) {
    super(1, inputSize, hiddenSize, options);
    this.nonlinearity = nonlinearity;
  }

  override forward(x: Tensor, h?: Tensor): Tensor {
    return this.step(this.nonlinearity, x, h).h;
  }
}

/** One step of `LSTM`: x [B, inputs], [h, c] each [B, H] (default zeros) → [h, c] */
export class LSTMCell extends Cell {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(4, inputSize, hiddenSize, options);
  }

  override forward(x: Tensor, state?: readonly [Tensor, Tensor]): [h: Tensor, c: Tensor] {
    const { h, c } = this.step("lstm", x, state?.[0], state?.[1]);
    return [h, c!];
  }
}

/** One step of `GRU`: x [B, inputs], h [B, H] (default zeros) → h [B, H] */
export class GRUCell extends Cell {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(3, inputSize, hiddenSize, options);
  }

  override forward(x: Tensor, h?: Tensor): Tensor {
    return this.step("gru", x, h).h;
  }
}
