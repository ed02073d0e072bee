// Products of many numbers: over axes, running along one, and of every pair of two vectors.
import { record } from "../autograd/node.ts";
import { ShapeError } from "../errors.ts";
import { work } from "../memory/capture.ts";
import { needTensor } from "../tensor/given.ts";
import { axesOf, axisOf, numelOf, type Shape } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { mul } from "./arithmetic.ts";
import { cast, packed } from "./contiguous.ts";
import { recordFused } from "./fused.ts";
import { stack } from "./join.ts";
import { matmul } from "./matmul.ts";
import type { ReduceOptions } from "./reduce.ts";
import { permute, reshape, select } from "./views.ts";

/** Product. Booleans give int32. */
export function prod(x: Tensor, { dim, keepdim = false }: ReduceOptions = {}): Tensor {
  const from = x.dtype === "bool" ? cast(x, "int32") : x;
  const axes = axesOf(dim, x.ndim, "prod");
  const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const kept = others.map((axis) => x.shape[axis]!);
  const rows = reshape(permute(from, [...others, ...axes]), [...kept, numelOf(axes.map((axis) => x.shape[axis]!))]);
  const shape = keepdim ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) : kept;
  return reshape(rowProducts(rows), shape);
}

/** Running product along an axis. */
export function cumprod(input: Tensor, dim: number): Tensor {
  const x = input.dtype === "bool" ? cast(input, "int32") : input;
  const axis = axisOf(dim, x.ndim, "cumprod");
  if (x.ndim === 0) return reshape(cumprod(reshape(x, [1]), 0), []);
  const back = x.shape.map((_, a) => a).filter((a) => a !== axis);
  // The axis last, then back where it was.
  return permute(
    runningProducts(permute(x, [...back, axis])),
    x.shape.map((_, a) => (a === axis ? x.ndim - 1 : back.indexOf(a))),
  );
}

/** aᵢ bⱼ: [n], [m] → [n, m] */
export function outer(a: Tensor, b: Tensor): Tensor {
  needTensor(a, "outer", "a");
  needTensor(b, "outer", "b");
  checkVectors("outer", a, b);
  return mul(reshape(a, [-1, 1]), b);
}

/** Σ aᵢ bᵢ: [n], [n] → a single number */
export function dot(a: Tensor, b: Tensor): Tensor {
  needTensor(a, "dot", "a");
  needTensor(b, "dot", "b");
  checkVectors("dot", a, b);
  return matmul(a, b);
}

/** [..., n] → [...] */
function rowProducts(x: Tensor): Tensor {
  const n = x.shape.at(-1)!;
  const out = eachRow(x, x.shape.slice(0, -1), (source, from, target, row) => {
    let product = 1;
    for (let i = 0; i < n; i += 1) product *= source[from + i]!;
    target[row] = product;
  });
  // ∂/∂xᵢ is the product of all others, which must not be found by dividing: xᵢ may be 0.
  const backward = (g: Tensor): Tensor[] => {
    const slopes = packed(g);
    return [
      eachRow(x, x.shape, (source, from, target, row) => {
        let before = slopes.data[row]!;
        for (let i = 0; i < n; i += 1) {
          target[from + i] = before;
          before *= source[from + i]!;
        }
        let after = 1;
        for (let i = n - 1; i >= 0; i -= 1) {
          target[from + i]! *= after;
          after *= source[from + i]!;
        }
      }),
    ];
  };
  if (n === 0) return record(out, "prod", [x], [], () => [undefined]);
  const plain = (): Tensor => Array.from({ length: n }, (_, i) => select(x, -1, i)).reduce((a, b) => mul(a, b));
  return recordFused(out, "prod", [x], [x], backward, plain);
}

/** [..., n] → [..., n] */
function runningProducts(x: Tensor): Tensor {
  const n = x.shape.at(-1)!;
  const out = eachRow(x, x.shape, (source, from, target) => {
    let product = 1;
    for (let i = from; i < from + n; i += 1) target[i] = product *= source[i]!;
  });
  // ∂L/∂xᵢ = Σ over k ≥ i of gₖ · Π over j ≤ k, j ≠ i of xⱼ
  const backward = (g: Tensor): Tensor[] => {
    const lying = packed(g);
    return [
      eachRow(x, x.shape, (source, from, target) => {
        const slopes = lying.data;
        let before = 1;
        for (let i = 0; i < n; i += 1) {
          let product = before;
          let total = slopes[from + i]! * product;
          for (let k = i + 1; k < n; k += 1) total += slopes[from + k]! * (product *= source[from + k]!);
          target[from + i] = total;
          before *= source[from + i]!;
        }
      }),
    ];
  };
  const plain = (): Tensor => {
    const parts: Tensor[] = [];
    for (let i = 0; i < n; i += 1) parts.push(i === 0 ? select(x, -1, 0) : mul(parts[i - 1]!, select(x, -1, i)));
    return stack(parts, -1);
  };
  return recordFused(out, "cumprod", [x], [x], backward, plain);
}

type RowWork = (source: Tensor["data"], from: number, target: Tensor["data"], row: number) => void;

function eachRow(x: Tensor, shape: Shape, compute: RowWork): Tensor {
  const out = empty(shape, x.dtype);
  const lying = packed(x);
  const n = x.shape.at(-1)!;
  const rows = numelOf(x.shape.slice(0, -1));
  work(() => {
    const [source, target] = [lying.data, out.data];
    for (let row = 0; row < rows; row += 1) compute(source, row * n, target, row);
  });
  return out;
}

function checkVectors(what: string, a: Tensor, b: Tensor): void {
  if (a.ndim === 1 && b.ndim === 1) return;
  throw new ShapeError({
    problem: `${what} needs two vectors.`,
    operands: [
      { role: "left", name: a.name, shape: a.shape },
      { role: "right", name: b.name, shape: b.shape },
    ],
    attempt: "flatten(), or matmul() and einsum() for more axes",
  });
}
