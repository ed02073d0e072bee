// The gated recurrent unit (Cho et al. 2014).
import type { GRUStep } from "../ops/recurrentSteps.ts";
import type { Shape } from "../tensor/shape.ts";
import type { AnySize, Fits, Known, Size } from "../tensor/shapes/gradual.ts";
import type { Arrow, LastStates, RecurrentStates } from "../tensor/shapes/layers.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type RecurrentLayerOptions, RecurrentModule } from "./recurrent.ts";
import type { RecurrentOutput, RunOptions } from "./recurrentOutput.ts";

/**
 * r = σ(W_ir x + b_ir + W_hr h₋ + b_hr),   z = σ(W_iz x + b_iz + W_hz h₋ + b_hz),
 * n = tanh(W_in x + b_in + r (W_hn h₋ + b_hn)),   h = (1 - z) n + z h₋ for each step.
 * The weights hold r, z, n one below the other.
 * @example const { output, hn } = new nn.GRU(10, 20, { batchFirst: true }).call(randn([3, 5, 10]))
 */
export class GRU<
  In extends number = AnySize,
  H extends number = AnySize,
  L extends number = 1,
  B extends boolean = false,
  F extends boolean = false,
> extends RecurrentModule<GRUStep> {
  /** Parameters start uniform in ± 1/√hiddenSize. @throws ArgumentError */
  constructor(inputSize: In, hiddenSize: H, options: RecurrentLayerOptions<L, B, F> = {}) {
    super("gru", inputSize, hiddenSize, options);
  }

  /**
   * @param x [time, batch, inputSize], batch first if so chosen, or one sequence [time, inputSize]
   * @param h0 [D · numLayers, batch, hiddenSize]. Default zeros
   */
  override forward<
    S extends Shape,
    R = RecurrentStates<Arrow<"GRU", In, H>, S, In, Size<H>, B>,
    State = LastStates<S, L, Size<H>, B, F>,
  >(
    x: Fits<R, Tensor<S>>,
    h0?: Tensor<Known<LastStates<S, L, Size<H>, B, F>>>,
    options?: RunOptions,
  ): RecurrentOutput<GRUStep, Known<R>, Known<State>>;
  override forward(x: Tensor, h0?: Tensor, options: RunOptions = {}): RecurrentOutput<GRUStep> {
    const { cn: _, ...result } = this.run(x, h0, undefined, options);
    return result;
  }
}
