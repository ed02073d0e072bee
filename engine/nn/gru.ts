// The gated recurrent unit (Cho et al. 2014).
import type { GRUStep } from "../ops/recurrentSteps.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { RecurrentModule, type RecurrentInputs, type RecurrentOptions, type RecurrentOutput } from "./recurrent.ts";

/**
 * r = σ(W_ir x + b_ir + W_hr h₋ + b_hr),   z = σ(W_iz x + b_iz + W_hz h₋ + b_hz),
 * n = tanh(W_in x + b_in + r (W_hn h₋ + b_hn)),   h = (1 - z) n + z h₋ for each step.
 * The weights hold r, z, n one below the other.
 * @example const { output, hn } = new nn.GRU(10, 20, { batchFirst: true }).call(randn([3, 5, 10]))
 */
export class GRU extends RecurrentModule<GRUStep> {
  /** Parameters start uniform in ± 1/√hiddenSize. @throws ArgumentError */
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super("gru", inputSize, hiddenSize, options);
  }

  /** @param x [time, batch, inputSize], batch first if so chosen, or one sequence [time, inputSize] */
  override forward(x: Tensor, inputs: RecurrentInputs = {}): RecurrentOutput<GRUStep> {
    const { output, hn, gates } = this.run(x, inputs, undefined);
    return { output, hn, gates };
  }
}
