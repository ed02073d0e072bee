// Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000).
import { ArgumentError } from "../errors.ts";
import type { LSTMStep } from "../ops/recurrentSteps.ts";
import type { Shape } from "../tensor/shape.ts";
import type { AnyShape, AnySize, Fits, Known, Size } from "../tensor/shapes/gradual.ts";
import type { Arrow, LastStates, RecurrentStates } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type RecurrentLayerOptions, RecurrentModule } from "./recurrent.ts";
import type { RecurrentOutput, RunOptions } from "./recurrentOutput.ts";

export interface LSTMOutput<Output extends Shape = AnyShape, State extends Shape = AnyShape> extends RecurrentOutput<
  LSTMStep,
  Output,
  State
> {
  /** Last cell states of all layers and directions: [D · numLayers, batch, hiddenSize]. */
  readonly cn: Tensor<State>;
}

/**
 * i, f, o = σ(W x + b + U h₋ + d) and g = tanh(…) with weights of their own,   c = f c₋ + i g,   h = o tanh(c) for each
 * step. The weights hold i, f, g, o one below the other.
 * @example const { output, hn, cn } = new nn.LSTM(10, 20, { numLayers: 2 }).call(randn([5, 3, 10]))
 */
export class LSTM<
  In extends number = AnySize,
  H extends number = AnySize,
  L extends number = 1,
  B extends boolean = false,
  F extends boolean = false,
> extends RecurrentModule<LSTMStep> {
  /** Parameters start uniform in ± 1/√hiddenSize. @throws ArgumentError */
  constructor(inputSize: In, hiddenSize: H, options: RecurrentLayerOptions<L, B, F> = {}) {
    super("lstm", inputSize, hiddenSize, options);
  }

  /**
   * @param x [time, batch, inputSize], batch first if so chosen, or one sequence [time, inputSize]
   * @param state h0 and c0, each [D · numLayers, batch, hiddenSize]. Default zeros
   */
  override forward<
    S extends Shape,
    R = RecurrentStates<Arrow<"LSTM", In, H>, S, In, Size<H>, B>,
    State = LastStates<S, L, Size<H>, B, F>,
  >(
    x: Fits<R, Tensor<S>>,
    state?: readonly [
      h0: Tensor<Known<LastStates<S, L, Size<H>, B, F>>>,
      c0: Tensor<Known<LastStates<S, L, Size<H>, B, F>>>,
    ],
    options?: RunOptions,
  ): LSTMOutput<Known<R>, Known<State>>;
  override forward(x: Tensor, state?: readonly [h0: Tensor, c0: Tensor], options: RunOptions = {}): LSTMOutput {
    if (state && state.length !== 2) throw new ArgumentError("nn.LSTM: the state is a pair, [h0, c0].");
    const { cn, ...result } = this.run(x, state?.[0], state?.[1], options);
    return { ...result, cn: cn! };
  }
}
