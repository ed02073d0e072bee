// Matrix products, with broadcasting over leading axes as in NumPy, and the affine map of a layer. float32 goes to the
// tiled kernel, which reads transposed operands as they lie.
import { productLater, sumSoFar } from "../autograd/gradients.ts";
import { gradEnabled } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { DTypeError, ShapeError } from "../errors.ts";
import { type Gemm, gemm } from "../kernels/gemm.ts";
import { part, share, tasksFor } from "../kernels/sharing.ts";
import { work } from "../memory/capture.ts";
import { holding } from "../memory/holding.ts";
import { bytesOf, heapOf, promote } from "../tensor/dtype.ts";
import { needTensor } from "../tensor/given.ts";
import { broadcast, numelOf, type Shape } from "../tensor/shape.ts";
import type { Fits, Known } from "../tensor/shapes/gradual.ts";
import type { MatMul } from "../tensor/shapes/product.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { unbroadcast } from "./arithmetic.ts";
import { biasGrad } from "./biasGrad.ts";
import { cast, packed } from "./contiguous.ts";
import { expandView } from "./elementwise.ts";
import { rowsTimesMatrices } from "./rowsTimesMatrices.ts";
import { reshape, squeeze, transpose, unsqueeze } from "./views.ts";

/**
 * Matrix product over the last two axes: [..., n, k] · [..., k, m] → [..., n, m]; leading axes are broadcast. A vector on
 * the left is a row, on the right a column, and its axis disappears from the result.
 * @throws ShapeError when the inner sizes differ
 */
export function matmul<A extends Shape, B extends Shape, R = MatMul<A, B>>(
  a: Tensor<A>,
  b: Fits<R, Tensor<B>>,
): Tensor<Known<R>>;
export function matmul(a: Tensor, b: Tensor): Tensor {
  needTensor(a, "matmul", "a");
  needTensor(b, "matmul", "b");
  if (a.ndim === 0 || b.ndim === 0) throw innerMismatch(a, b);
  if (a.ndim === 1) return squeeze(matmul(unsqueeze(a, 0), b), b.ndim === 1 ? 0 : -2);
  if (b.ndim === 1) return squeeze(matmul(a, unsqueeze(b, 1)), -1);
  if (a.shape.at(-1) !== b.shape.at(-2)) throw innerMismatch(a, b);
  const out = product(a, b);
  // C = A B:  ∂L/∂A = G Bᵀ,  ∂L/∂B = Aᵀ G
  return record(out, "matmul", [a, b], [a, b], (g) => [
    a.requiresGrad ? unbroadcast(matmul(g, transpose(b)), a) : undefined,
    b.requiresGrad ? gradOfRight(a, g, b) : undefined,
  ]);
}

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

/** The product without the graph. Both have two axes or more. */
function product(a: Tensor, b: Tensor): Tensor {
  if (a.ndim === 2 && b.ndim === 2 && a.dtype === "float32" && b.dtype === "float32") return oneProduct(a, b);
  const dtype = promote(a.dtype, b.dtype);
  if (dtype === "bool") throw new DTypeError('matmul of bool tensors: to("float32") or to("int32") first.');
  const [n, k] = a.shape.slice(-2) as [number, number];
  const m = b.shape.at(-1)!;
  const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2), "matmul");
  const out = empty([...batch, n, m], dtype);
  const count = numelOf(batch);
  // One matrix on the right for all on the left: a single tall product.
  if (count > 1 && numelOf(b.shape.slice(0, -2)) === 1 && dtype === "float32") {
    const [rows, columns] = [packed(cast(a, dtype)), lying(cast(b, dtype))];
    const compute = (): void => {
      // Packed: rows follow each other, whatever strides an axis of size 1 has.
      const tall = { pointer: rows.pointer, row: k * 4, transposed: false };
      multiply(tall, layoutOf(columns, columns.pointer, k, m), out.pointer, count * n, m, k);
    };
    work(() => holding([rows, columns], compute));
    return out;
  }
  const left = lying(expandView(cast(a, dtype), [...batch, n, k]));
  const right = lying(expandView(cast(b, dtype), [...batch, k, m]));
  const byRow = n === 1 && dtype === "float32" ? rowsTimesMatrices(left, right, out) : undefined;
  if (byRow) {
    work(() => holding([left, right], byRow));
    return out;
  }
  const bytes = bytesOf(dtype);
  const multiplyAt = (by: Gemm, x: number, y: number, i: number): void => {
    const [from, with_, to] = [left.pointer + x * bytes, right.pointer + y * bytes, out.pointer + i * n * m * bytes];
    const [p, q] = [layoutOf(left, from, n, k), layoutOf(right, with_, k, m)];
    if (dtype === "float32") multiply(p, q, to, n, m, k, by);
    else multiplyPlain(left, from, right, with_, out, to, n, m, k);
  };
  const multiplyAll = (by: Gemm, first: number, end: number): void =>
    forEachMatrix(batch, left.strides, right.strides, first, end, (x, y, i) => multiplyAt(by, x, y, i));
  work(() =>
    holding([left, right], () => {
      // One matrix is shared as a product of its own.
      if (count === 1 || dtype !== "float32") multiplyAll(gemm, 0, count);
      else shareMatrices(count, n * m * k, multiplyAll);
    }),
  );
  return out;
}

/** Of two float32 matrices, without what batches need: for small ones that takes as long as the numbers. */
function oneProduct(a: Tensor, b: Tensor): Tensor {
  const [n, k, m] = [a.shape[0]!, a.shape[1]!, b.shape[1]!];
  const out = empty([n, m], "float32");
  const [left, right] = [lying(a), lying(b)];
  const compute = (): void =>
    multiply(layoutOf(left, left.pointer, n, k), layoutOf(right, right.pointer, k, m), out.pointer, n, m, k);
  work(() => holding([left, right], compute));
  return out;
}

/** Products of a batch: on several threads some each, where there is enough to do. */
function shareMatrices(count: number, size: number, body: (by: Gemm, first: number, end: number) => void): void {
  const tasks = tasksFor(count * size, count);
  share(tasks, (task, kit) => body(kit.gemm, ...part(count, task, tasks)));
}

/** How the kernel finds a matrix: where it starts, the bytes between stored rows, whether rows are stored as columns. */
interface Layout {
  readonly pointer: number;
  readonly row: number;
  readonly transposed: boolean;
}

function layoutOf({ strides }: Tensor, pointer: number, rows: number, columns: number): Layout {
  const [rowStep, columnStep] = [strides[strides.length - 2]!, strides[strides.length - 1]!];
  if (columnStep === 1 || columns === 1)
    return { pointer, row: (rows === 1 ? columns : rowStep) * 4, transposed: false };
  return { pointer, row: columnStep * 4, transposed: true };
}

function multiply(a: Layout, b: Layout, out: number, n: number, m: number, k: number, by: Gemm = gemm): void {
  // A row times a matrix stored by columns, x Bᵀ, is B xᵀ: the same sums in the same order, and only x is packed.
  if (n === 1 && b.transposed && m > 1) {
    by(b.pointer, b.row, false, a.pointer, a.transposed ? a.row : k * 4, !a.transposed, out, 4, m, 1, k, 0, 0, 0);
    return;
  }
  by(a.pointer, a.row, a.transposed, b.pointer, b.row, b.transposed, out, m * 4, n, m, k, 0, 0, 0);
}

/** Other dtypes than float32, by the definition. */
function multiplyPlain(
  a: Tensor,
  x: number,
  b: Tensor,
  y: number,
  out: Tensor,
  to: number,
  n: number,
  m: number,
  k: number,
): void {
  const bytes = bytesOf(out.dtype);
  const [left, right, target] = [heapOf(a.dtype), heapOf(b.dtype), heapOf(out.dtype)];
  const [aRow, aColumn] = a.strides.slice(-2) as [number, number];
  const [bRow, bColumn] = b.strides.slice(-2) as [number, number];
  const [xAt, yAt, outAt] = [(x >>> 0) / bytes, (y >>> 0) / bytes, (to >>> 0) / bytes];
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < m; j += 1) {
      let total = 0;
      for (let l = 0; l < k; l += 1)
        total += left[xAt + i * aRow + l * aColumn]! * right[yAt + l * bRow + j * bColumn]!;
      target[outAt + i * m + j] = total;
    }
  }
}

/** A view whose last two axes the kernel can read: one of them without gaps, the other not repeated. */
function lying(x: Tensor): Tensor {
  const { ndim, strides, shape } = x;
  const [rowStep, columnStep] = [strides[ndim - 2]!, strides[ndim - 1]!];
  const [rows, columns] = [shape[ndim - 2]!, shape[ndim - 1]!];
  const byRows = columnStep === 1 && (rowStep >= columns || rows === 1);
  const byColumns = rowStep === 1 && columnStep >= rows && columns > 1;
  return byRows || byColumns ? x : packed(x);
}

/** Visits the matrices of both operands at the places first … end - 1 of the batch: their offsets in elements, and the result's number. */
function forEachMatrix(
  batch: Shape,
  a: readonly number[],
  b: readonly number[],
  first: number,
  end: number,
  visit: (a: number, b: number, i: number) => void,
): void {
  for (let i = first; i < end; i += 1) {
    let [rest, x, y] = [i, 0, 0];
    for (let axis = batch.length - 1; axis >= 0; axis -= 1) {
      const at = rest % batch[axis]!;
      rest = Math.floor(rest / batch[axis]!);
      x += at * a[axis]!;
      y += at * b[axis]!;
    }
    visit(x, y, i);
  }
}

/** Aᵀ G, summed over leading axes that the right operand was repeated along. */
function gradOfRight(a: Tensor, g: Tensor, b: Tensor): Tensor | undefined {
  if (b.ndim === 2 && a.ndim > 2) {
    return matmul(transpose(reshape(a, [-1, a.shape.at(-1)!])), reshape(g, [-1, g.shape.at(-1)!]));
  }
  return unbroadcast(matmul(transpose(a), g), b);
}

function innerMismatch(a: Tensor, b: Tensor): ShapeError {
  return new ShapeError({
    problem: "matmul needs the last axis of the left to equal the second-to-last of the right.",
    operands: [
      { role: "left", name: a.name, shape: a.shape, mark: { axis: Math.max(0, a.ndim - 1), remark: "" } },
      {
        role: "right",
        name: b.name,
        shape: b.shape,
        mark: { axis: Math.max(0, b.ndim - 2), remark: `${a.shape.at(-1)} ≠ ${b.shape[Math.max(0, b.ndim - 2)]}` },
      },
    ],
    attempt: turned(a, b),
  });
}

/** What would make the inner sizes equal, if turning an operand does. */
function turned(a: Tensor, b: Tensor): string {
  const [left, right] = [a.name ?? "left", b.name ?? "right"];
  if (a.ndim === 0 || b.ndim === 0) return "mul() for the product with a single number";
  if (b.ndim > 1 && a.shape.at(-1) === b.shape.at(-1)) return `${left}.matmul(${right}.T)`;
  if (a.ndim > 1 && a.shape.at(-2) === b.shape.at(b.ndim > 1 ? -2 : -1)) return `${left}.T.matmul(${right})`;
  return `a right operand with ${a.shape.at(-1)} ${b.ndim > 1 ? "rows" : "numbers"}, or mul() for the product number by number`;
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
