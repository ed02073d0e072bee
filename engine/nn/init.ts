// How parameters start. Names and formulas are torch.nn.init's; all draw from the given or the default generator, write
// in place and give the tensor.
import { noGrad } from "../autograd/mode.ts";
import { ShapeError } from "../errors.ts";
import { defaultGenerator, type Generator } from "../tensor/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";

export interface InitOptions {
  readonly generator?: Generator;
}

/** Uniform in [low, high). */
export function uniform_(x: Tensor, low = 0, high = 1, { generator = defaultGenerator }: InitOptions = {}): Tensor {
  return fillWith(x, () => low + (high - low) * generator.uniform());
}

/** Normal with the given mean and standard deviation. */
export function normal_(x: Tensor, mean = 0, std = 1, { generator = defaultGenerator }: InitOptions = {}): Tensor {
  return fillWith(x, () => mean + std * generator.normal());
}

export function constant_(x: Tensor, value: number): Tensor {
  return fillWith(x, () => value);
}

export const zeros_ = (x: Tensor): Tensor => constant_(x, 0);
export const ones_ = (x: Tensor): Tensor => constant_(x, 1);

/** Uniform in ± gain √(6 / (fanIn + fanOut)) (Glorot & Bengio 2010, eq. 16). */
export function xavierUniform_(x: Tensor, gain = 1, options?: InitOptions): Tensor {
  const { fanIn, fanOut } = fans(x);
  const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
  return uniform_(x, -bound, bound, options);
}

/** Normal with standard deviation gain √(2 / (fanIn + fanOut)) (Glorot & Bengio 2010). */
export function xavierNormal_(x: Tensor, gain = 1, options?: InitOptions): Tensor {
  const { fanIn, fanOut } = fans(x);
  return normal_(x, 0, gain * Math.sqrt(2 / (fanIn + fanOut)), options);
}

export interface KaimingOptions extends InitOptions {
  /** Slope of the leaky ReLU that follows; √5 is what torch.nn.Linear uses. Default 0. */
  readonly a?: number;
}

/** Uniform in ± √(6 / ((1 + a²) fanIn)) (He et al. 2015, eq. 14). */
export function kaimingUniform_(x: Tensor, { a = 0, ...options }: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(6 / ((1 + a * a) * fans(x).fanIn));
  return uniform_(x, -bound, bound, options);
}

/** Normal with standard deviation √(2 / ((1 + a²) fanIn)) (He et al. 2015). */
export function kaimingNormal_(x: Tensor, { a = 0, ...options }: KaimingOptions = {}): Tensor {
  return normal_(x, 0, Math.sqrt(2 / ((1 + a * a) * fans(x).fanIn)), options);
}

/** Numbers that go into and come out of one unit: weights are [out, in, …]. */
function fans(x: Tensor): { readonly fanIn: number; readonly fanOut: number } {
  const [out, inputs] = x.shape;
  if (out === undefined || inputs === undefined) {
    throw new ShapeError({
      problem: "Fans are defined for weights with at least two axes.",
      operands: [{ role: "tensor", name: x.name, shape: x.shape }],
    });
  }
  const field = x.numel() / (out * inputs);
  return { fanIn: inputs * field, fanOut: out * field };
}

function fillWith(x: Tensor, value: () => number): Tensor {
  return noGrad(() => {
    const { data } = x;
    for (let i = 0; i < data.length; i += 1) data[i] = value();
    x.storage.version += 1;
    return x;
  });
}
