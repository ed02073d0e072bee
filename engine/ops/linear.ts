// The affine map of a layer, and the three gradients that it sends back. float32 goes to the tiled kernel, which reads the
// weight as it lies and starts its sums from the bias.
import { productLater, sumSoFar } from "../autograd/gradients.ts";
import { gradEnabled } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { ShapeError } from "../errors.ts";
import { gemm } from "../kernels/gemm.ts";
import { work } from "../memory/capture.ts";
import { holding } from "../memory/holding.ts";
import { promote } from "../tensor/dtype.ts";
import { needTensor } from "../tensor/given.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { biasGrad } from "./biasGrad.ts";
import { cast, packed } from "./contiguous.ts";
import { matmul } from "./matmul.ts";
import { product } from "./matrixProduct.ts";
import { layoutOf, lying } from "./matrixLayout.ts";
import { reshape, transpose } from "./views.ts";

/**
 * y = x Wᵀ + bias, a layer's map: x [..., in], weight [out, in], bias [out] → [..., out]
 * @throws ShapeError when the last axis of x is not `in`
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  needTensor(x, "linear");
  needTensor(weight, "linear", "weight");
  checkLinear(x, weight, bias);
  const [outputs, inputs] = weight.shape;
  const inputsOf = bias ? [x, weight, bias] : [x, weight];
  const out = affine(x, weight, bias);
  return record(out, "linear", inputsOf, [x, weight], (g) => {
    const rows = rowsOf(g, outputs!);
    return [
      x.requiresGrad ? shapedLike(matmul(rows, weight), x) : undefined,
      weight.requiresGrad ? weightGrad(rows, rowsOf(x, inputs!), weight) : undefined,
      bias?.requiresGrad ? biasGrad(rows, bias) : undefined,
    ];
  });
}

/** @throws ShapeError when x, weight and bias do not go together */
export function checkLinear(x: Tensor, weight: Tensor, bias: Tensor | undefined): void {
  const [outputs, inputs] = weight.shape;
  if (weight.ndim !== 2 || x.shape.at(-1) !== inputs) throw linearMismatch(x, weight);
  if (bias && (bias.ndim !== 1 || bias.shape[0] !== outputs)) {
    throw new ShapeError({
      problem: "linear needs one bias for each output.",
      operands: [
        { role: "weight", shape: weight.shape },
        { role: "bias", shape: bias.shape },
      ],
    });
  }
}

/** Gᵀ X: added to what other uses of the weight have brought, where there is such a sum; undefined if that happens later. */
export function weightGrad(g: Tensor, x: Tensor, weight: Tensor): Tensor | undefined {
  if (gradEnabled() || g.dtype !== "float32" || x.dtype !== "float32") return matmul(transpose(g), x);
  if (g.isContiguous && x.isContiguous && productLater(weight, { g, x })) return undefined;
  const arrived = sumSoFar(weight);
  const [left, right] = [lying(g), lying(x)];
  const [k, n, m] = [g.shape[0]!, g.shape[1]!, x.shape[1]!];
  const out = arrived ?? empty([n, m], "float32");
  const compute = (): void => {
    const [a, b] = [layoutOf(left, left.pointer, k, n), layoutOf(right, right.pointer, k, m)];
    const c = out.pointer;
    const [d, dRow] = arrived ? [c, m * 4] : [0, 0];
    gemm(a.pointer, a.row, !a.transposed, b.pointer, b.row, b.transposed, c, m * 4, n, m, k, d, dRow, 4);
  };
  work(() => holding([left, right], compute));
  return out;
}

/** x [..., columns] as rows: itself where it is rows, for small layers a view costs as much as their numbers. */
export const rowsOf = (x: Tensor, columns: number): Tensor => (x.ndim === 2 ? x : reshape(x, [-1, columns]));

/** Rows in the shape of x. */
export const shapedLike = (rows: Tensor, x: Tensor): Tensor => (x.ndim === 2 ? rows : reshape(rows, x.shape));

function affine(x: Tensor, weight: Tensor, bias: Tensor | undefined): Tensor {
  const [outputs, inputs] = weight.shape as [number, number];
  const shape = [...x.shape.slice(0, -1), outputs];
  const rows = inputs === 0 ? 0 : x.numel() / inputs;
  const out = empty(shape, promote(x.dtype, weight.dtype));
  if (out.dtype !== "float32") {
    const plain = product(reshape(x.detach(), [rows, inputs]), transpose(weight.detach()));
    work(() => {
      out.data.set(plain.data);
      if (bias) addRow(out, bias);
    });
    return out;
  }
  const [left, right] = [packed(cast(x, "float32")), packed(cast(weight, "float32"))];
  const shift = bias && packed(cast(bias, "float32"));
  // Only addresses of what was laid out go to the kernel, which may ask for working memory.
  const compute = (): void =>
    gemm(
      left.pointer,
      inputs * 4,
      false,
      right.pointer,
      inputs * 4,
      true,
      out.pointer,
      outputs * 4,
      rows,
      outputs,
      inputs,
      shift?.pointer ?? 0,
      0,
      4,
    );
  work(() => holding([left, right, shift], compute));
  return out;
}

function addRow(out: Tensor, bias: Tensor): void {
  const [target, row] = [out.data, packed(bias).data];
  for (let i = 0; i < target.length; i += 1) target[i]! += row[i % row.length]!;
}

function linearMismatch(x: Tensor, weight: Tensor): ShapeError {
  return new ShapeError({
    problem: "linear needs the last axis of its input to equal the weight's number of inputs, its last axis.",
    operands: [
      { role: "input", name: x.name, shape: x.shape, mark: { axis: x.ndim - 1, remark: "" } },
      {
        role: "weight",
        name: weight.name,
        shape: weight.shape,
        mark: { axis: weight.ndim - 1, remark: `${x.shape.at(-1) ?? "no axis"} ≠ ${weight.shape.at(-1)}` },
      },
    ],
    attempt:
      weight.ndim === 2 && x.ndim > 0
        ? `new nn.Linear(${x.shape.at(-1)}, ${weight.shape[0]}) for this input, or an input of ${weight.shape[1]} features`
        : undefined,
  });
}
