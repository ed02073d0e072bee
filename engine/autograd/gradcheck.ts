// Are gradients right? Compares them with central differences, in float64: (f(x + h) - f(x - h)) / 2h.
import { GradientError } from "../errors.ts";
import { needFunction, needTensors } from "../tensor/given.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { grad } from "./backward.ts";

export interface GradcheckOptions {
  /** Step h. Default 1e-6. */
  readonly eps?: number;
  /** Absolute tolerance. Default 1e-5. */
  readonly atol?: number;
  /** Relative tolerance. Default 1e-3. */
  readonly rtol?: number;
}

/**
 * Checks the gradients of `f` at float64 inputs, like torch.autograd.gradcheck.
 * @param f gives a tensor of any shape; each of its numbers is checked
 * @returns true, so that it reads well in an assertion
 * @throws GradientError naming the input and the place where the two differ
 */
export function gradcheck(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  options: GradcheckOptions = {},
): true {
  const { eps = 1e-6, atol = 1e-5, rtol = 1e-3 } = options;
  needFunction(f, "gradcheck() takes a function of tensors");
  needTensors(inputs, "gradcheck", "inputs");
  for (const [i, input] of inputs.entries()) {
    if (input.dtype !== "float64")
      throw new GradientError(`gradcheck needs float64 inputs: input ${i} is ${input.dtype}.`);
  }
  const leaves = inputs.map((input) => copy(input).requiresGrad_());
  const out = f(...leaves);
  for (let k = 0; k < out.numel(); k += 1) {
    const seed = empty(out.shape, out.dtype);
    seed.data.fill(0);
    seed.data[k] = 1;
    const analytic = grad(out, leaves, { gradOutputs: [seed], retainGraph: true, allowUnused: true });
    leaves.forEach((leaf, i) => {
      const { data } = leaf;
      for (let j = 0; j < data.length; j += 1) {
        const numeric = difference(f, leaves, data, j, k, eps);
        const ours = (analytic[i] as Tensor | undefined)?.data[j] ?? 0;
        if (!(Math.abs(ours - numeric) <= atol + rtol * Math.abs(numeric))) {
          throw new GradientError({
            problem: `The gradient of output ${k} with respect to number ${j} of input ${i} is ${ours}, finite differences give ${numeric}.`,
            operands: [{ role: `input ${i}`, name: leaf.name, shape: leaf.shape }],
          });
        }
      }
    });
  }
  return true;
}

function difference(
  f: (...inputs: Tensor[]) => Tensor,
  leaves: Tensor[],
  data: Tensor["data"],
  j: number,
  k: number,
  eps: number,
): number {
  const x = data[j]!;
  const evaluate = (value: number): number => {
    data[j] = value;
    return f(...leaves).data[k]!;
  };
  const slope = (evaluate(x + eps) - evaluate(x - eps)) / (2 * eps);
  data[j] = x;
  return slope;
}

function copy(x: Tensor): Tensor {
  const out = empty(x.shape, x.dtype);
  out.data.set(x.data);
  return out;
}
