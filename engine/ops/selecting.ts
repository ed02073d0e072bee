// Numbers picked by masks and places, and put there.
import { record } from "../autograd/node.ts";
import { ShapeError } from "../errors.ts";
import { work } from "../memory/capture.ts";
import { axisOf, broadcast, rowMajor } from "../tensor/shape.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import { add } from "./arithmetic.ts";
import { stretched } from "./elementwise.ts";
import { cast, packed } from "./contiguous.ts";
import { cropped, gather, gatherPlaces, indexAddTo, indexSelect } from "./indexing.ts";
import { expand, reshape } from "./views.ts";

/** The numbers where the mask is true, in row-major order. Both broadcast. [n] */
export function maskedSelect(x: Tensor, mask: Tensor): Tensor {
  const shape = broadcast(x.shape, mask.shape, "maskedSelect");
  const flags = stretched(mask, shape).data;
  return indexSelect(reshape(expand(x, shape), [-1]), 0, placesWhere(flags));
}

/** Where numbers are not 0: one row of indexes for each. [n, axes] int32 */
export function nonzero(x: Tensor): Tensor {
  const places = placesWhere(packed(x).data).data;
  const out = empty([places.length, x.ndim], "int32");
  const target = out.data;
  const strides = rowMajor(x.shape);
  places.forEach((place, row) => {
    strides.forEach((stride, axis) => {
      target[row * x.ndim + axis] = Math.floor(place / stride) % x.shape[axis]!;
    });
  });
  return out;
}

/** Like `gather`, but both broadcast on the other axes: takes what `argsort` and `argmax` with keepdim give. */
export function takeAlongDim(x: Tensor, indexes: Tensor, dim?: number): Tensor {
  if (dim === undefined) return gather(reshape(x, [-1]), 0, reshape(indexes, [-1]));
  const axis = axisOf(dim, x.ndim, "takeAlongDim");
  if (indexes.ndim !== x.ndim) {
    throw new ShapeError({
      problem: "takeAlongDim needs indexes with as many axes as the tensor.",
      operands: [
        { role: "tensor", name: x.name, shape: x.shape },
        { role: "indexes", name: indexes.name, shape: indexes.shape },
      ],
    });
  }
  const shape = broadcast(x.shape.with(axis, 1), indexes.shape.with(axis, 1), "takeAlongDim");
  const from = expand(x, shape.with(axis, x.shape[axis]!));
  return gather(from, axis, expand(indexes, shape.with(axis, indexes.shape[axis]!)));
}

/**
 * x with numbers of `source`, or one number, at the places that `gather` would read. Where a place is written twice, the
 * last stays.
 */
export function scatter(x: Tensor, dim: number, indexes: Tensor, source: Tensor | number): Tensor {
  const axis = axisOf(dim, x.ndim, "scatter");
  const out = empty(x.shape, x.dtype);
  const used = typeof source === "number" ? undefined : cropped(source, indexes.shape, "scatter");
  const written = used && packed(cast(used, x.dtype));
  work(() => {
    const places = gatherPlaces(x.shape, axis, indexes, x);
    const [values, target] = [written?.data, out.data];
    target.set(x.data);
    for (let i = 0; i < places.length; i += 1) target[places[i]!] = values ? values[i]! : (source as number);
  });
  if (used === undefined) return record(out, "scatter", [x], [], (g) => [scatter(g, axis, indexes, 0)]);
  return record(out, "scatter", [x, used], [], (g) => [scatter(g, axis, indexes, 0), gather(g, axis, indexes)]);
}

/** x with the slices of `source` added to those at `indexes` [n] along an axis. */
export function indexAdd(x: Tensor, dim: number, indexes: Tensor, source: Tensor): Tensor {
  return add(x, indexAddTo(x, axisOf(dim, x.ndim, "indexAdd"), indexes, source));
}

function placesWhere(flags: ArrayLike<number>): Tensor {
  const found: number[] = [];
  for (let i = 0; i < flags.length; i += 1) if (flags[i] !== 0) found.push(i);
  const out = empty([found.length], "int32");
  out.data.set(found);
  return out;
}
