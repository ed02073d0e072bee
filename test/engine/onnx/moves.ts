// Operators of ONNX that take numbers from one place to another, or make them from shapes.
import * as g from "../../../engine/index.ts";
import { full, nn, type Tensor, tensor, where, zeros } from "../../../engine/index.ts";
import type { Attributes } from "./node.ts";
import { number, numbers, type Operator } from "./operators.ts";

/** Indexes from the end are negative. */
const fromStart = (index: Tensor, size: number): Tensor => where(index.lt(0), index.add(size), index).to("int32");

function sliced(x: Tensor, starts: number[], ends: number[], axes: number[], steps: number[]): Tensor {
  return axes.reduce((part, axis, i) => {
    const size = part.shape.at(axis)!;
    const step = steps[i]!;
    const place = (at: number, low: number, high: number) => Math.min(high, Math.max(low, at < 0 ? at + size : at));
    const [from, to] =
      step > 0
        ? [place(starts[i]!, 0, size), place(ends[i]!, 0, size)]
        : [place(starts[i]!, 0, size - 1), place(ends[i]!, -1, size - 1)];
    const picks = Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, k) => from + k * step);
    return part.indexSelect(axis, tensor(picks, { dtype: "int32" }));
  }, x);
}

function split(x: Tensor, sizes: Tensor | undefined, a: Attributes, outputs: number): Tensor[] {
  const dim = a.number("axis", 0);
  const given = numbers(sizes);
  if (given) return x.split(given, dim);
  const each = Math.ceil(x.shape.at(dim)! / a.number("num_outputs", outputs));
  return x.split(each, dim);
}

/** A 0 keeps the size that is there. */
const reshaped: Operator = ([x, shape], a) =>
  x!.reshape(numbers(shape)!.map((size, i) => (size === 0 && !a.flag("allowzero", false) ? x!.shape[i]! : size)));

const scattered: Operator = ([x, index, updates], a) => {
  const dim = a.number("axis", 0);
  const places = fromStart(index!, x!.shape.at(dim)!);
  switch (a.word("reduction", "none")) {
    case "none":
      return x!.scatter(dim, places, updates!);
    case "add":
      return x!.scatterAdd(dim, places, updates!);
    default:
      throw new Error(`the engine scatters numbers and sums, not ${a.word("reduction", "none")}`);
  }
};

const oneHot: Operator = ([index, depth, values], a) => {
  const [off, on] = numbers(values) as [number, number];
  const axis = a.number("axis", -1);
  const hot = nn.functional.oneHot(fromStart(index!.to("int32"), number(depth)!), number(depth)!);
  const filled = where(hot.eq(1), on, off);
  return filled.movedim(-1, axis < 0 ? axis + filled.ndim : axis).to(values!.dtype);
};

const triangle: Operator = ([x, k], a) => {
  const diagonal = number(k) ?? 0;
  return a.flag("upper", true) ? g.triu(x!, diagonal) : g.tril(x!, diagonal);
};

const distinct: Operator = ([x], a) => {
  if (!Number.isNaN(a.number("axis", NaN))) {
    throw new Error("the engine finds distinct numbers, not distinct rows");
  }
  const { values, inverse, counts } = g.unique(x!.flatten(), { returnInverse: true });
  const places = numbers(inverse)!;
  const first = Array.from({ length: values.numel() }, (_, i) => places.indexOf(i));
  const all = first.map((_, i) => i);
  const order = a.flag("sorted", true) ? all : all.toSorted((p, q) => first[p]! - first[q]!);
  const picks = tensor(order, { dtype: "int32" });
  const back = tensor(
    order.map((_, i) => order.indexOf(i)),
    { dtype: "int32" },
  );
  return [
    values.indexSelect(0, picks),
    tensor(first, { dtype: "int32" }).indexSelect(0, picks),
    back.indexSelect(0, inverse),
    counts.indexSelect(0, picks),
  ];
};

export const moves: Readonly<Record<string, Operator>> = {
  Concat: (all, a) => g.cat([...all], a.number("axis", 0)),
  Expand: ([x, shape]) => x!.mul(g.ones(numbers(shape)!, { dtype: x!.dtype })),
  Flatten: ([x], a) => {
    const axis = a.number("axis", 1);
    const rows = x!.shape.slice(0, axis).reduce((p, q) => p * q, 1);
    return x!.reshape([rows, x!.numel() / rows]);
  },
  Gather: ([x, index], a) => {
    const dim = a.number("axis", 0);
    const picked = x!.indexSelect(dim, fromStart(index!, x!.shape.at(dim)!).flatten());
    return picked.reshape(x!.shape.toSpliced(dim, 1, ...index!.shape));
  },
  GatherElements: ([x, index], a) => {
    const dim = a.number("axis", 0);
    return x!.gather(dim, fromStart(index!, x!.shape.at(dim)!));
  },
  Compress: ([x, keep], a) => {
    const dim = a.number("axis", NaN);
    const places = keep!.nonzero().flatten();
    return Number.isNaN(dim) ? x!.flatten().indexSelect(0, places) : x!.indexSelect(dim, places);
  },
  ScatterElements: scattered,
  Reshape: reshaped,
  Slice: ([x, starts, ends, axes, steps]) => {
    const from = numbers(starts)!;
    return sliced(
      x!,
      from,
      numbers(ends)!,
      numbers(axes) ?? from.map((_, i) => i),
      numbers(steps) ?? from.map(() => 1),
    );
  },
  Split: ([x, sizes], a, outputs) => split(x!, sizes, a, outputs),
  Squeeze: ([x, axes]) =>
    numbers(axes)
      ?.map((axis) => (axis < 0 ? axis + x!.ndim : axis))
      .toSorted((p, q) => q - p)
      .reduce((y, axis) => y.squeeze(axis), x!) ?? x!.squeeze(),
  Unsqueeze: ([x, axes]) => {
    const ndim = x!.ndim + axes!.numel();
    const places = numbers(axes)!.map((axis) => (axis < 0 ? axis + ndim : axis));
    return places.toSorted((p, q) => p - q).reduce((y, axis) => y.unsqueeze(axis), x!);
  },
  Tile: ([x, repeats]) => x!.tile(numbers(repeats)!),
  Transpose: ([x], a) => x!.permute(a.list("perm") ?? x!.shape.map((_, i) => x!.ndim - 1 - i)),
  Trilu: triangle,
  Range: ([start, end, step]) => g.arange(number(start)!, number(end)!, number(step)!, { dtype: start!.dtype }),
  EyeLike: ([x], a) => {
    const [rows, columns] = x!.shape as [number, number];
    const [k, dtype] = [
      a.number("k", 0),
      a.number("dtype", 0) === 11 ? "float64" : a.number("dtype", 0) === 1 ? "float32" : x!.dtype,
    ];
    const places = g.arange(columns).unsqueeze(0).sub(g.arange(rows).unsqueeze(1));
    return places.eq(k).to(dtype);
  },
  ConstantOfShape: ([shape], a) => {
    const value = a.tensor("value") ?? zeros([1]);
    return full(numbers(shape)!, number(value)!, { dtype: value.dtype });
  },
  OneHot: oneHot,
  NonZero: ([x]) => x!.nonzero().transpose(0, 1),
  TopK: ([x, k], a) => {
    const { values, indices } = g.topk(x!, number(k)!, { dim: a.number("axis", -1), largest: a.flag("largest", true) });
    return [values, indices];
  },
  Unique: distinct,
  Shape: ([x], a) => {
    const sizes = x!.shape.slice(a.number("start", 0), a.number("end", x!.ndim));
    return tensor(sizes, { dtype: "int32" });
  },
  Size: ([x]) => tensor(x!.numel(), { dtype: "int32" }),
};
