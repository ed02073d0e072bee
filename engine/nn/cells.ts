// One step of a recurrent network as a module, for loops over time of one's own: decoders, teacher forcing, attention.
// Parameters are named as torch.nn.LSTMCell's: weight_ih, weight_hh, bias_ih, bias_hh.
import { ArgumentError, ShapeError } from "../errors.ts";
import { type CellKind, gateCount } from "../kernels/recurrent.ts";
import { zeros } from "../ops/create.ts";
import { recurrent, recurrentStep } from "../ops/recurrent.ts";
import type { CellState, CellWeights } from "../ops/recurrentSteps.ts";
import { select, unsqueeze } from "../ops/views.ts";
import { isFloat } from "../tensor/dtype.ts";
import { sameShape, type Shape } from "../tensor/shape.ts";
import type { AnySize, Fits, Known, Size } from "../tensor/shapes/gradual.ts";
import type { Arrow, LastMapped } from "../tensor/shapes/layers.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { uniform_ } from "./init.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { checkNonlinearity, checkSizes } from "./sizes.ts";

export interface CellOptions {
  /** Whether biases are learned. Default true. */
  readonly bias?: boolean;
}

/** What the three cells share: parameters, and states that default to zeros. G is the number of gates. */
abstract class Cell extends Module {
  /** [G · hiddenSize, inputSize] */
  readonly weight_ih: Parameter;
  /** [G · hiddenSize, hiddenSize] */
  readonly weight_hh: Parameter;
  /** [G · hiddenSize] */
  readonly bias_ih: Parameter | undefined;
  /** [G · hiddenSize] */
  readonly bias_hh: Parameter | undefined;

  readonly inputSize: number;
  readonly hiddenSize: number;

  /** Parameters start uniform in ± 1/√hiddenSize. */
  constructor(kind: CellKind, inputSize: number, hiddenSize: number, { bias = true }: CellOptions) {
    super();
    checkSizes(this.constructor.name, { inputSize, hiddenSize });
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    const width = gateCount(kind) * hiddenSize;
    const bound = 1 / Math.sqrt(hiddenSize);
    const start = (...shape: number[]) => new Parameter(uniform_(empty(shape, "float32"), -bound, bound));
    this.weight_ih = start(width, inputSize);
    this.weight_hh = start(width, hiddenSize);
    this.bias_ih = bias ? start(width) : undefined;
    this.bias_hh = bias ? start(width) : undefined;
  }

  get #weights(): CellWeights {
    const { weight_ih, weight_hh, bias_ih, bias_hh } = this;
    return { inputs: weight_ih, state: weight_hh, biases: bias_ih && bias_hh && [bias_ih, bias_hh] };
  }

  /** The state after x; a single example gets an axis for the batch meanwhile. */
  protected step(kind: CellKind, x: Tensor, given: CellState | undefined): CellState {
    if (x.ndim === 1) {
      const batched = given && { h: unsqueeze(given.h, 0), c: given.c && unsqueeze(given.c, 0) };
      const result = this.step(kind, unsqueeze(x, 0), batched);
      return { h: select(result.h, 0, 0), c: result.c && select(result.c, 0, 0) };
    }
    if (x.ndim !== 2 || x.shape[1] !== this.inputSize) {
      throw new ShapeError({
        problem: `${this.constructor.name} needs an input [batch, ${this.inputSize}], or [${this.inputSize}] for one example.`,
        operands: [
          {
            role: "input",
            name: x.name,
            shape: x.shape,
            mark: x.ndim === 2 ? { axis: 1, remark: `${x.shape[1]} ≠ ${this.inputSize}` } : undefined,
          },
        ],
        attempt:
          x.ndim === 3
            ? `x.select(0, t) for step t, or nn.${this.constructor.name.slice(0, -4)}, which reads all steps`
            : undefined,
      });
    }
    const shape = [x.shape[0]!, this.hiddenSize];
    for (const [role, state] of Object.entries(given ?? {}) as [string, Tensor | undefined][]) {
      if (!state || sameShape(state.shape, shape)) continue;
      throw new ShapeError({
        problem: `${this.constructor.name} needs a state ${role} of shape [${shape.join(", ")}]: batch, hiddenSize.`,
        operands: [
          { role, name: state.name, shape: state.shape },
          { role: "input", name: x.name, shape: x.shape },
        ],
      });
    }
    const nothing = () => zeros(shape, { dtype: isFloat(x.dtype) ? x.dtype : "float32" });
    const h = given?.h ?? nothing();
    if (kind !== "lstm") return { h: recurrentStep(kind, x, h, this.#weights), c: undefined };
    const start = { h, c: given?.c ?? nothing() };
    // A layer that reads one time step: the same kernels, forward and back.
    return recurrent(kind, unsqueeze(x, 0), start, this.#weights, false).last;
  }

  protected override describe(): string {
    return `${this.inputSize} → ${this.hiddenSize}${this.bias_ih ? "" : ", no bias"}`;
  }
}

/** h' = tanh(W_ih x + b_ih + W_hh h + b_hh) */
export class RNNCell<In extends number = AnySize, H extends number = AnySize> extends Cell {
  readonly nonlinearity: "tanh" | "relu";

  constructor(
    inputSize: In,
    hiddenSize: H,
    { nonlinearity = "tanh", ...options }: CellOptions & { readonly nonlinearity?: "tanh" | "relu" } = {},
  ) {
    checkNonlinearity("RNNCell", nonlinearity);
    super(nonlinearity, inputSize, hiddenSize, options);
    this.nonlinearity = nonlinearity;
  }

  /** @param x [batch, inputSize]  @param h [batch, hiddenSize], default zeros  @returns the next h */
  override forward<S extends Shape, R = LastMapped<Arrow<"RNNCell", In, H>, S, In, Size<H>>>(
    x: Fits<R, Tensor<S>>,
    h?: Tensor<Known<LastMapped<Arrow<"RNNCell", In, H>, S, In, Size<H>>>>,
  ): Tensor<Known<R>>;
  override forward(x: Tensor, h?: Tensor): Tensor {
    return this.step(this.nonlinearity, x, h && { h }).h;
  }
}

/** One step of `nn.GRU` */
export class GRUCell<In extends number = AnySize, H extends number = AnySize> extends Cell {
  constructor(inputSize: In, hiddenSize: H, options: CellOptions = {}) {
    super("gru", inputSize, hiddenSize, options);
  }

  /** @param x [batch, inputSize]  @param h [batch, hiddenSize], default zeros  @returns the next h */
  override forward<S extends Shape, R = LastMapped<Arrow<"GRUCell", In, H>, S, In, Size<H>>>(
    x: Fits<R, Tensor<S>>,
    h?: Tensor<Known<LastMapped<Arrow<"GRUCell", In, H>, S, In, Size<H>>>>,
  ): Tensor<Known<R>>;
  override forward(x: Tensor, h?: Tensor): Tensor {
    return this.step("gru", x, h && { h }).h;
  }
}

/** One step of `nn.LSTM` */
export class LSTMCell<In extends number = AnySize, H extends number = AnySize> extends Cell {
  constructor(inputSize: In, hiddenSize: H, options: CellOptions = {}) {
    super("lstm", inputSize, hiddenSize, options);
  }

  /** @param x [batch, inputSize]  @param state h and c [batch, hiddenSize], default zeros  @returns the next h and c */
  override forward<S extends Shape, R = LastMapped<Arrow<"LSTMCell", In, H>, S, In, Size<H>>>(
    x: Fits<R, Tensor<S>>,
    state?: readonly [
      h: Tensor<Known<LastMapped<Arrow<"LSTMCell", In, H>, S, In, Size<H>>>>,
      c: Tensor<Known<LastMapped<Arrow<"LSTMCell", In, H>, S, In, Size<H>>>>,
    ],
  ): [h: Tensor<Known<R>>, c: Tensor<Known<R>>];
  override forward(x: Tensor, state?: readonly [h: Tensor, c: Tensor]): [h: Tensor, c: Tensor] {
    if (state && state.length !== 2) throw new ArgumentError("nn.LSTMCell: the state is a pair, [h, c].");
    const given = state && { h: state[0], c: state[1] };
    const { h, c } = this.step("lstm", x, given);
    return [h, c!];
  }
}
