// Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000).
import type { LSTMStep } from "../ops/recurrentSteps.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { RecurrentModule, type RecurrentInputs, type RecurrentOptions, type RecurrentOutput } from "./recurrent.ts";

export interface LSTMInputs extends RecurrentInputs {
  /** Initial cell states [D · numLayers, batch, hiddenSize]. Default zeros. */
  readonly c0?: Tensor | undefined;
}

export interface LSTMOutput extends RecurrentOutput<LSTMStep> {
  /** Last cell states of all layers and directions: [D · numLayers, batch, hiddenSize]. */
  readonly cn: Tensor;
}

/**
 * i, f, o = σ(W x + b + U h₋ + d) and g = tanh(…) with weights of their own,   c = f c₋ + i g,   h = o tanh(c) for each
 * step. The weights hold i, f, g, o one below the other.
 * @example const { output, hn, cn } = new nn.LSTM(10, 20, { numLayers: 2 }).call(randn([5, 3, 10]))
 */
export class LSTM extends RecurrentModule<LSTMStep> {
  /** Parameters start uniform in ± 1/√hiddenSize. @throws ArgumentError */
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super("lstm", inputSize, hiddenSize, options);
  }

  /** @param x [time, batch, inputSize], batch first if so chosen, or one sequence [time, inputSize] */
  override forward(x: Tensor, { c0, ...inputs }: LSTMInputs = {}): LSTMOutput {
    const { output, hn, cn, gates } = this.run(x, inputs, c0);
    return { output, hn, cn: cn!, gates };
  }
}
