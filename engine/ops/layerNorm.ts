// Layer normalisation and RMSNorm over the last axes: float32 by one kernel forward and one back, else by plain operations.
//   layerNorm: y = w (x - μ) / √(σ² + ε) + b        rmsNorm: y = w x / √(mean(x²) + ε)
// Ba, Kiros & Hinton, "Layer Normalization" (2016); Zhang & Sennrich, "Root Mean Square Layer Normalization" (2019).
import { sumSoFar } from "../autograd/gradients.ts";
import { ShapeError } from "../errors.ts";
import { layerNorm as layerNormRows, layerNormGrad } from "../kernels/layerNormRows.ts";
import { work } from "../memory/capture.ts";
import { isFloat } from "../tensor/dtype.ts";
import { needArray, needTensor } from "../tensor/given.ts";
import { numelOf, sameShape, type Shape } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { cast, packed } from "./contiguous.ts";
import { zeros } from "./create.ts";
import { copyOf, recordFused } from "./fused.ts";
import { mean } from "./reduce.ts";
import { sqrt, square } from "./unary.ts";

export interface RMSNormOptions {
  /** One factor for each place of the normalised axes. Default none. */
  readonly weight?: Tensor | undefined;
  /** ε under the root. Default for `layerNorm` 1e-5, for `rmsNorm` the dtype's precision. */
  readonly eps?: number | undefined;
}

export interface LayerNormFunctionOptions extends RMSNormOptions {
  /** One summand for each place of the normalised axes. Default none. */
  readonly bias?: Tensor | undefined;
}

/**
 * x with mean 0 and variance 1 over its last axes, then scaled and shifted.
 * @param normalizedShape sizes of those axes; a number means the last one
 * @throws ShapeError when x does not end in them
 */
export function layerNorm(
  x: Tensor,
  normalizedShape: number | Shape,
  { weight, bias, eps = 1e-5 }: LayerNormFunctionOptions = {},
): Tensor {
  needTensor(x, "layerNorm");
  return normalise(x, shapeOf(normalizedShape), { weight, bias, eps, centre: true, what: "layerNorm" });
}

/** x with a mean square of 1 over its last axes, then scaled. Parameters as for `layerNorm`. */
export function rmsNorm(x: Tensor, normalizedShape: number | Shape, { weight, eps }: RMSNormOptions = {}): Tensor {
  needTensor(x, "rmsNorm");
  const precision = eps ?? (x.dtype === "float64" ? 2 ** -52 : 2 ** -23);
  const options = { weight, bias: undefined, eps: precision, centre: false, what: "rmsNorm" };
  return normalise(x, shapeOf(normalizedShape), options);
}

interface Settings {
  readonly weight: Tensor | undefined;
  readonly bias: Tensor | undefined;
  readonly eps: number;
  readonly centre: boolean;
  readonly what: string;
}

const shapeOf = (size: number | Shape): Shape => (typeof size === "number" ? [size] : size);

function normalise(input: Tensor, shape: Shape, settings: Settings): Tensor {
  const x = isFloat(input.dtype) ? input : cast(input, "float32");
  checkShapes(x, shape, settings);
  const { weight, bias, eps, centre, what } = settings;
  const inputs = [x, weight, bias].filter((each) => each !== undefined);
  if (inputs.some(({ dtype }) => dtype !== "float32")) return plain(x, shape, settings);

  const columns = numelOf(shape);
  const rows = columns === 0 ? 0 : x.numel() / columns;
  const from = packed(x);
  const [scale, shift] = [weight && packed(weight), bias && packed(bias)];
  const out = empty(x.shape, "float32");
  const [means, reciprocals] = [empty([rows], "float32"), empty([rows], "float32")];
  work(() => {
    const [s, b] = [scale?.pointer ?? 0, shift?.pointer ?? 0];
    const [m, r] = [means.pointer, reciprocals.pointer];
    layerNormRows(from.pointer, s, b, out.pointer, m, r, rows, columns, eps, centre);
  });

  const backward = (grad: Tensor): (Tensor | undefined)[] => {
    const g = packed(grad);
    // A residual around the layer has brought its part already.
    const arrived = sumSoFar(x);
    const dx = arrived ?? empty(x.shape, "float32");
    const dWeight = weight && zeros(shape);
    const dBias = bias && zeros(shape);
    const compute = (): void =>
      layerNormGrad(
        g.pointer,
        from.pointer,
        scale?.pointer ?? 0,
        means.pointer,
        reciprocals.pointer,
        dx.pointer,
        dWeight?.pointer ?? 0,
        dBias?.pointer ?? 0,
        rows,
        columns,
        centre,
        arrived !== undefined,
      );
    work(compute);
    return [dx, ...(dWeight ? [dWeight] : []), ...(dBias ? [dBias] : [])];
  };
  const saved = weight ? [x, weight] : [x];
  return recordFused(out, what, inputs, saved, backward, () => plain(x, shape, settings), [
    means,
    reciprocals,
    copyOf(from, x),
  ]);
}

/** By the definition. */
function plain(x: Tensor, shape: Shape, { weight, bias, eps, centre }: Settings): Tensor {
  const over = { dim: shape.map((_, axis) => axis - shape.length), keepdim: true };
  const centred = centre ? sub(x, mean(x, over)) : x;
  const normal = div(centred, sqrt(add(mean(square(centred), over), eps)));
  const scaled = weight ? mul(normal, weight) : normal;
  return bias ? add(scaled, bias) : scaled;
}

function checkShapes(x: Tensor, shape: Shape, { weight, bias, what }: Settings): void {
  needArray(shape, `${what}()`, "sizes of the axes to normalise over");
  const ends = shape.length > 0 && sameShape(x.shape.slice(-shape.length), shape);
  const fits = [weight, bias].every((each) => each === undefined || sameShape(each.shape, shape));
  if (ends && fits) return;
  throw new ShapeError({
    problem: `${what} over [${shape.join(", ")}] needs an input that ends in these axes, and weight and bias of this shape.`,
    operands: [
      { role: "input", name: x.name, shape: x.shape },
      ...(weight ? [{ role: "weight", name: weight.name, shape: weight.shape }] : []),
      ...(bias ? [{ role: "bias", name: bias.name, shape: bias.shape }] : []),
    ],
  });
}
