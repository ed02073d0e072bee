// Several index tensors side by side, as NumPy and PyTorch take them: x[i, j] is one number, or one slice, for each pair of
// an index in i and one in j. A mask of several axes stands for the places where it is true. Gradients flow back as in
// `indexSelect`, which does the work on one axis made of those that are indexed.
import { IndexError, ShapeError } from "../errors.ts";
import { work } from "../memory/capture.ts";
import { broadcast, numelOf, rowMajor, type Shape } from "../tensor/shape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { stretched } from "./elementwise.ts";
import { indexSelect } from "./indexing.ts";
import { permute, reshape } from "./views.ts";

/** An index tensor and the axis that it stands at. */
export interface Placed {
  readonly axis: number;
  readonly indexes: Tensor;
}

/**
 * The numbers at the places named by all index tensors together, which broadcast. Their axes stand where the indexed ones
 * stood if those are neighbours, else in front.
 */
export function atPlaces(x: Tensor, placed: readonly Placed[]): Tensor {
  const axes = placed.map(({ axis }) => axis);
  const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const sizes = axes.map((axis) => x.shape[axis]!);
  const shape = placed.map(({ indexes }) => indexes.shape).reduce((a, b) => broadcast(a, b, "at"));
  const rest = others.map((axis) => x.shape[axis]!);
  const rows = reshape(permute(x, [...axes, ...others]), [numelOf(sizes), ...rest]);
  const out = indexSelect(rows, 0, together(x, placed, sizes, shape));
  const first = axes[0]!;
  if (first === 0 || axes.some((axis, i) => axis !== first + i)) return out;
  const before = Array.from({ length: first }, (_, i) => shape.length + i);
  const middle = shape.map((_, i) => i);
  const after = rest.slice(first).map((_, i) => shape.length + first + i);
  return permute(out, [...before, ...middle, ...after]);
}

/** One index for each place, into the indexed axes laid out as one. */
function together(x: Tensor, placed: readonly Placed[], sizes: readonly number[], shape: Shape): Tensor {
  const out = empty(shape, "int32");
  const strides = rowMajor(sizes);
  const lists = placed.map(({ indexes }) => stretched(indexes, shape));
  work(() => {
    const target = out.data;
    target.fill(0);
    lists.forEach((list, k) => {
      list.data.forEach((index, i) => {
        target[i]! += checked(index, sizes[k]!, placed[k]!.axis, x) * strides[k]!;
      });
    });
  });
  return out;
}

/** Where a mask is true: an index tensor [n] for each of its axes, which stand from `axis` on. @throws ShapeError */
export function placesOfMask(x: Tensor, axis: number, mask: Tensor): Placed[] {
  if (mask.ndim === 0 || mask.shape.some((size, i) => size !== x.shape[axis + i])) {
    throw new ShapeError({
      problem: "A mask must have the shape of the tensor, or of the axes it stands at.",
      operands: [
        { role: "tensor", name: x.name, shape: x.shape },
        { role: "mask", name: mask.name, shape: mask.shape },
      ],
    });
  }
  const found: number[] = [];
  mask.data.forEach((flag, i) => flag && found.push(i));
  return rowMajor(mask.shape).map((stride, i) => {
    const indexes = empty([found.length], "int32");
    indexes.data.set(found.map((place) => Math.floor(place / stride) % mask.shape[i]!));
    return { axis: axis + i, indexes };
  });
}

/** An index counted from the start. @throws IndexError when it is outside the axis */
export function checked(index: number, size: number, axis: number, x: Tensor): number {
  const place = index < 0 ? index + size : index;
  if (Number.isInteger(place) && place >= 0 && place < size) return place;
  throw new IndexError({
    problem: `Index ${index} is outside an axis of size ${size}.`,
    operands: [
      { role: "tensor", name: x.name, shape: x.shape, mark: { axis, remark: `indexes ${-size} to ${size - 1}` } },
    ],
  });
}
