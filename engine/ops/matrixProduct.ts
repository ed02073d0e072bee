// The product of matrices as numbers, without the graph: one, one for all of a batch, or each with each. float32 goes to the
// tiled kernel, on several threads where that pays; other dtypes are multiplied by the definition.
import { DTypeError } from "../errors.ts";
import { type Gemm, gemm } from "../kernels/gemm.ts";
import { part, share, tasksFor } from "../kernels/sharing.ts";
import { work } from "../memory/capture.ts";
import { holding } from "../memory/holding.ts";
import { bytesOf, heapOf, promote } from "../tensor/dtype.ts";
import { broadcast, numelOf, type Shape } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { cast, packed } from "./contiguous.ts";
import { expandView } from "./elementwise.ts";
import { type Layout, layoutOf, lying } from "./matrixLayout.ts";
import { rowsTimesMatrices } from "./rowsTimesMatrices.ts";

/** a · b. Both have two axes or more. */
export function product(a: Tensor, b: Tensor): Tensor {
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
