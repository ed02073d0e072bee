// The plain recurrent network (Elman 1990).
import type { RNNStep } from "../ops/recurrentSteps.ts";
import type { Shape } from "../tensor/shape.ts";
import type { AnySize, Fits, Known, Size } from "../tensor/shapes/gradual.ts";
import type { Arrow, LastStates, RecurrentStates } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type RecurrentLayerOptions, RecurrentModule } from "./recurrent.ts";
import type { RecurrentOutput, RunOptions } from "./recurrentOutput.ts";
import { checkNonlinearity } from "./sizes.ts";

export interface RNNOptions<
  L extends number = number,
  B extends boolean = boolean,
  F extends boolean = boolean,
> extends RecurrentLayerOptions<L, B, F> {
  /** What the state goes through. Default "tanh". */
  readonly nonlinearity?: "tanh" | "relu";
}

/**
 * h_t = tanh(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh) for each step.
 * @example const { output, hn } = new nn.RNN(10, 20).call(randn([5, 3, 10]))
 */
export class RNN<
  In extends number = AnySize,
  H extends number = AnySize,
  L extends number = 1,
  B extends boolean = false,
  F extends boolean = false,
> extends RecurrentModule<RNNStep> {
  readonly nonlinearity: "tanh" | "relu";

  /** Parameters start uniform in ± 1/√hiddenSize. @throws ArgumentError */
  constructor(inputSize: In, hiddenSize: H, { nonlinearity = "tanh", ...options }: RNNOptions<L, B, F> = {}) {
    checkNonlinearity("RNN", nonlinearity);
    super(nonlinearity, inputSize, hiddenSize, options);
    this.nonlinearity = nonlinearity;
  }

  /**
   * @param x [time, batch, inputSize], batch first if so chosen, or one sequence [time, inputSize]
   * @param h0 [D · numLayers, batch, hiddenSize]. Default zeros
   */
  override forward<
    S extends Shape,
    R = RecurrentStates<Arrow<"RNN", In, H>, S, In, Size<H>, B>,
    State = LastStates<S, L, Size<H>, B, F>,
  >(
    x: Fits<R, Tensor<S>>,
    h0?: Tensor<Known<LastStates<S, L, Size<H>, B, F>>>,
    options?: RunOptions,
  ): RecurrentOutput<RNNStep, Known<R>, Known<State>>;
  override forward(x: Tensor, h0?: Tensor, options: RunOptions = {}): RecurrentOutput<RNNStep> {
    const { cn: _, ...result } = this.run(x, h0, undefined, options);
    return result;
  }
}
