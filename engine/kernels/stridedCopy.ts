// Laying any view of 32-bit numbers out in row-major order: transposed, permuted, repeated, sliced.
// Axes that follow each other without gaps are joined first; then the two that matter most for speed go to a kernel
// (rows of neighbours, or a transposition of two axes), and the others are walked around it.
import { i32 as words } from "../memory/heap.ts";
import { copies } from "./copies.ts";
import { floatBytes } from "./lanes.ts";

interface Axis {
  readonly size: number;
  /** Distance of neighbours in the view, and in the copy, in elements. */
  readonly stride: number;
  readonly outStride: number;
}

/** Copies a view to `out`. `strides` are in elements; 0 repeats. Moves bits only, so int32 is as welcome as float32. */
export function copyStrided(x: number, shape: readonly number[], strides: readonly number[], out: number): void {
  if (shape.includes(0)) return;
  const axes = joined(shape, strides);
  const inner = axes.at(-1) ?? { size: 1, stride: 1, outStride: 1 };
  const others = axes.slice(0, -1);
  if (inner.stride === 1) {
    const rows = others.pop() ?? { size: 1, stride: 0, outStride: 0 };
    walk(others, x, out, (from, to) => {
      copies().copyRows(from, rows.stride * floatBytes, to, rows.outStride * floatBytes, rows.size, inner.size);
    });
    return;
  }
  const neighbours = others.findIndex(({ stride }) => stride === 1);
  if (neighbours >= 0) {
    const [columns] = others.splice(neighbours, 1);
    walk(others, x, out, (from, to) => {
      const [xRow, outRow] = [inner.stride * floatBytes, columns.outStride * floatBytes];
      copies().transpose(from, xRow, to, outRow, inner.size, columns.size);
    });
    return;
  }
  walk(others, x, out, (from, to) => {
    for (let i = 0; i < inner.size; i += 1) words[(to >>> 2) + i] = words[(from >>> 2) + i * inner.stride];
  });
}

/** The axes without those of size 1, neighbours joined where the outer one continues the inner. */
function joined(shape: readonly number[], strides: readonly number[]): Axis[] {
  const axes: Axis[] = [];
  let outStride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const [size, stride] = [shape[axis], strides[axis]];
    const inner = axes[0];
    if (inner && stride === inner.stride * inner.size) axes[0] = { ...inner, size: size * inner.size };
    else if (size !== 1) axes.unshift({ size, stride, outStride });
    outStride *= size;
  }
  return axes;
}

/** Calls `body` with the addresses in view and copy of every combination of positions along the axes. */
function walk(axes: readonly Axis[], x: number, out: number, body: (from: number, to: number) => void): void {
  const [first, ...rest] = axes;
  if (first === undefined) return body(x, out);
  for (let i = 0; i < first.size; i += 1) {
    walk(rest, x + i * first.stride * floatBytes, out + i * first.outStride * floatBytes, body);
  }
}
