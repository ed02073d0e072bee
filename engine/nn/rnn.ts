// The plain recurrent network (Elman 1990).
import type { RNNStep } from "../ops/recurrentSteps.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { RecurrentModule, type RecurrentInputs, type RecurrentOptions, type RecurrentOutput } from "./recurrent.ts";

export interface RNNOptions extends RecurrentOptions {
  /** What the state goes through. Default "tanh". */
  readonly nonlinearity?: "tanh" | "relu";
}

/**
 * h_t = tanh(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh) for each step.
 * @example const { output, hn } = new nn.RNN(10, 20).call(randn([5, 3, 10]))
 */
export class RNN extends RecurrentModule<RNNStep> {
  readonly nonlinearity: "tanh" | "relu";

  /** Parameters start uniform in ± 1/√hiddenSize. @throws ArgumentError */
  constructor(inputSize: number, hiddenSize: number, { nonlinearity = "tanh", ...options }: RNNOptions = {}) {
    super(nonlinearity, inputSize, hiddenSize, options);
    this.nonlinearity = nonlinearity;
  }

  /** @param x [time, batch, inputSize], batch first if so chosen, or one sequence [time, inputSize] */
  override forward(x: Tensor, inputs: RecurrentInputs = {}): RecurrentOutput<RNNStep> {
    const { output, hn, gates } = this.run(x, inputs, undefined);
    return { output, hn, gates };
  }
}
