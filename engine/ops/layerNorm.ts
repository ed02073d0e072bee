// Normalisation of the last axis: layer norm (Ba, Kiros & Hinton 2016) and RMS norm (Zhang & Sennrich 2019).
import { gradEnabled } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { ShapeError } from "../errors.ts";
import { layerNorm as layerNormRows, layerNormGrad } from "../kernels/layerNormRows.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { packed } from "./contiguous.ts";
import { zeros } from "./create.ts";
import { mean, sum } from "./reduce.ts";
import { rsqrt, square } from "./unary.ts";

export interface NormOptions {
  /** Factor of each column; default none. */
  readonly weight?: Tensor | undefined;
  /** Shift of each column; default none. */
  readonly bias?: Tensor | undefined;
  /** Keeps the division finite. Default 1e-5. */
  readonly eps?: number;
}

/** (x - μ) / √(σ² + ε) · weight + bias, with μ and σ² of each row: x [..., D] */
export function layerNorm(x: Tensor, { weight, bias, eps = 1e-5 }: NormOptions = {}): Tensor {
  return normalize("layerNorm", x, weight, bias, eps, true);
}

/** x / √(mean x² + ε) · weight, row by row: x [..., D] */
export function rmsNorm(x: Tensor, { weight, eps = 1e-5 }: Omit<NormOptions, "bias"> = {}): Tensor {
  return normalize("rmsNorm", x, weight, undefined, eps, false);
}

function normalize(
  name: string,
  x: Tensor,
  weight: Tensor | undefined,
  bias: Tensor | undefined,
  eps: number,
  centre: boolean,
): Tensor {
  const columns = x.shape.at(-1);
  for (const [role, each] of Object.entries({ weight, bias })) {
    if (each && (each.ndim !== 1 || each.shape[0] !== columns)) {
      throw new ShapeError({
        problem: `${name} needs one ${role} for each number of the last axis.`,
        operands: [
          { role: "input", name: x.name, shape: x.shape },
          { role, name: each.name, shape: each.shape },
        ],
      });
    }
  }
  if (x.dtype !== "float32" || !columns) return plainly(x, weight, bias, eps, centre);
  const rows = x.numel() / columns;
  const [from, out, means, reciprocals] = [packed(x), empty(x.shape, "float32"), vector(rows), vector(rows)];
  const [w, b] = [weight?.pointer ?? 0, bias?.pointer ?? 0];
  layerNormRows(from.pointer, w, b, out.pointer, means.pointer, reciprocals.pointer, rows, columns, eps, centre);
  const inputs = [x, ...(weight ? [weight] : []), ...(bias ? [bias] : [])];
  return record(out, name, inputs, [x, ...(weight ? [weight] : [])], (g) => {
    if (gradEnabled()) return plainGrads(x, weight, bias, eps, centre, g);
    const dx = empty(x.shape, "float32");
    const [dWeight, dBias] = [weight && zeros(weight.shape), bias && zeros(bias.shape)];
    layerNormGrad(
      packed(g).pointer,
      from.pointer,
      w,
      means.pointer,
      reciprocals.pointer,
      dx.pointer,
      dWeight?.pointer ?? 0,
      dBias?.pointer ?? 0,
      rows,
      columns,
      centre,
    );
    return [dx, ...(weight ? [dWeight] : []), ...(bias ? [dBias] : [])];
  });
}

const vector = (length: number): Tensor => empty([length], "float32");

/** By the definition, for float64 and gradients of gradients. */
function plainly(
  x: Tensor,
  weight: Tensor | undefined,
  bias: Tensor | undefined,
  eps: number,
  centre: boolean,
): Tensor {
  const { unit } = parts(x, eps, centre);
  const scaled = weight ? mul(unit, weight) : unit;
  return bias ? add(scaled, bias) : scaled;
}

function parts(x: Tensor, eps: number, centre: boolean) {
  const centred = centre ? sub(x, mean(x, { dim: -1, keepdim: true })) : x;
  const reciprocal = rsqrt(add(mean(square(centred), { dim: -1, keepdim: true }), eps));
  return { unit: mul(centred, reciprocal), reciprocal };
}

/** ∂L/∂x = r (gw - mean(gw) - x̂ mean(gw x̂)),  ∂L/∂w = Σ g x̂,  ∂L/∂b = Σ g */
function plainGrads(
  x: Tensor,
  weight: Tensor | undefined,
  bias: Tensor | undefined,
  eps: number,
  centre: boolean,
  g: Tensor,
): readonly Tensor[] {
  const { unit, reciprocal } = parts(x, eps, centre);
  const gw = weight ? mul(g, weight) : g;
  const rowMean = (each: Tensor) => mean(each, { dim: -1, keepdim: true });
  const centred = centre ? sub(gw, rowMean(gw)) : gw;
  const dx = mul(reciprocal, sub(centred, mul(unit, rowMean(mul(gw, unit)))));
  const leading = { dim: Array.from({ length: x.ndim - 1 }, (_, axis) => axis) };
  const total = (each: Tensor) => (leading.dim.length > 0 ? sum(each, leading) : each);
  return [dx, ...(weight ? [total(mul(g, unit))] : []), ...(bias ? [total(g)] : [])];
}
