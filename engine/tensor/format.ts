// A tensor as text, the way PyTorch prints: aligned numbers, nested brackets, the middle of long axes left out.
import type { DType } from "./dtype.ts";
import type { Shape } from "./shape.ts";

interface Printable {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly data: ArrayLike<number>;
  readonly requiresGrad: boolean;
  readonly node: { readonly name: string } | undefined;
}

/** Beyond so many elements only the ends of each axis are shown. */
const threshold = 1000;
const edge = 3;

export function formatTensor(tensor: Printable): string {
  const { shape, dtype, data, requiresGrad, node } = tensor;
  const short = data.length > threshold;
  const shown = visible(shape, short);
  const write = numberWriter(
    shown.map((i) => data[i]!),
    dtype,
  );
  const body = data.length === 0 ? "[]" : nest(shape, 0, 0, data, write, short, "tensor(".length);
  const notes = [
    dtype === "float32" ? "" : `dtype=${dtype}`,
    data.length === 0 || short ? `shape=[${shape.join(", ")}]` : "",
    node ? `gradFn=${node.name}` : requiresGrad ? "requiresGrad" : "",
  ].filter(Boolean);
  return `tensor(${[body, ...notes].join(", ")})`;
}

/** Positions that are printed. */
function visible(shape: Shape, short: boolean, axis = 0, start = 0): number[] {
  if (axis === shape.length) return [start];
  const step = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  return indexes(shape[axis]!, short).flatMap((i) => (i < 0 ? [] : visible(shape, short, axis + 1, start + i * step)));
}

/** Indexes along an axis; -1 stands for what is left out. */
function indexes(size: number, short: boolean): number[] {
  const all = Array.from({ length: size }, (_, i) => i);
  return short && size > 2 * edge ? [...all.slice(0, edge), -1, ...all.slice(-edge)] : all;
}

function nest(
  shape: Shape,
  axis: number,
  start: number,
  data: ArrayLike<number>,
  write: (x: number) => string,
  short: boolean,
  indent: number,
): string {
  if (axis === shape.length) return write(data[start]!).trimStart();
  const step = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const innermost = axis === shape.length - 1;
  const parts = indexes(shape[axis]!, short).map((i) => {
    if (i < 0) return "...";
    return innermost
      ? write(data[start + i]!)
      : nest(shape, axis + 1, start + i * step, data, write, short, indent + 1);
  });
  const separator = innermost ? ", " : `,${"\n".repeat(shape.length - axis - 1)}${" ".repeat(indent + 1)}`;
  return `[${parts.join(separator)}]`;
}

function numberWriter(values: readonly number[], dtype: DType): (x: number) => string {
  const write = plainWriter(values, dtype);
  const width = Math.max(0, ...values.map((x) => write(x).length));
  return (x) => write(x).padStart(width);
}

function plainWriter(values: readonly number[], dtype: DType): (x: number) => string {
  if (dtype === "bool") return (x) => (x ? "true" : "false");
  if (dtype === "int32") return String;
  const finite = values.filter((x) => Number.isFinite(x) && x !== 0).map(Math.abs);
  const [largest, smallest] = [Math.max(...finite, 0), Math.min(...finite, Infinity)];
  const special = (x: number): string => (Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf");
  if (finite.every(Number.isInteger) && largest < 1e8) return (x) => (Number.isFinite(x) ? `${x}.` : special(x));
  if (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000) {
    return (x) => (Number.isFinite(x) ? x.toExponential(4) : special(x));
  }
  return (x) => (Number.isFinite(x) ? x.toFixed(4) : special(x));
}
