// From a tensor of any rank to flat grids: every axis is put on rows, columns, facets (small multiples) or a slider.
// Several axes on the same side nest, the first outermost. A grid answers "which element is at this cell" and back.
import { type AxisRole, type TensorData } from "../payload/tensor.ts";

export interface Grid {
  readonly facets: number;
  readonly rows: number;
  readonly columns: number;
  /** A long vector is written like text, line by line, in this many columns. */
  readonly wrapped: boolean;
  /** From a cell's place to that of its next colour channel; 0 without channels. */
  readonly channelStride: number;
  /** Place of the cell in the sample's values, or −1 where a wrapped vector has ended. */
  offset(facet: number, row: number, column: number): number;
  /** The element's index in the whole tensor, one number for each axis. */
  index(facet: number, row: number, column: number): readonly number[];
  /** Original indices of the axes on one side, for the k-th row, column or facet. */
  label(role: AxisRole, k: number): readonly number[];
  /** The name of the innermost of them, when that axis has names. */
  word(role: AxisRole, k: number): string | undefined;
  /** Whether elements were left out just before the k-th row or column. */
  cutBefore(role: AxisRole, k: number): boolean;
}

const mostFacets = 24;
const wrapAfter = 192;

/** Matrices as they are printed; what is before them becomes facets while these stay few, else a slider. */
export function defaultRoles(shape: readonly number[]): readonly AxisRole[] {
  let facets = 1;
  const roles: AxisRole[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const fromEnd = shape.length - 1 - axis;
    if (fromEnd < 2) roles.unshift(fromEnd === 0 ? "columns" : "rows");
    else {
      const fits = facets * shape[axis]! <= mostFacets;
      if (fits) facets *= shape[axis]!;
      roles.unshift(fits ? "facets" : "slider");
    }
  }
  return roles;
}

/** @param fixed for every axis the position (in the sample) that its slider shows */
export function arrange(data: TensorData, roles: readonly AxisRole[], fixed: readonly number[]): Grid {
  const shape = data.values.shape;
  const strides = stridesOf(shape);
  const sides = { rows: axesOf(roles, "rows"), columns: axesOf(roles, "columns"), facets: axesOf(roles, "facets") };
  const original = (axis: number, k: number) => data.kept[axis]?.[k] ?? k;
  const sizeOf = (axes: readonly number[]) => axes.reduce((product, axis) => product * shape[axis]!, 1);
  const base = axesOf(roles, "slider").reduce((sum, axis) => sum + (fixed[axis] ?? 0) * strides[axis]!, 0);

  const length = sizeOf(sides.columns);
  const wrapped = sides.rows.length === 0 && length > wrapAfter;
  const columns = wrapped ? lineLength(length) : length;
  const rows = wrapped ? Math.ceil(length / columns) : sizeOf(sides.rows);

  /** Positions on each axis of one side, for its k-th entry. */
  const positions = (axes: readonly number[], k: number): number[] => {
    const at: number[] = [];
    for (const axis of axes.toReversed()) {
      at.unshift(k % shape[axis]!);
      k = Math.floor(k / shape[axis]!);
    }
    return at;
  };
  const offsetsOf = (axes: readonly number[]) =>
    Array.from({ length: sizeOf(axes) }, (_, k) =>
      positions(axes, k).reduce((sum, at, i) => sum + at * strides[axes[i]!]!, 0),
    );
  const offsets = {
    rows: offsetsOf(sides.rows),
    columns: offsetsOf(sides.columns),
    facets: offsetsOf(sides.facets),
  };
  const axesAt = (role: AxisRole) => (role === "slider" || role === "channels" ? [] : sides[role]);
  const channels = roles.indexOf("channels");

  return {
    channelStride: channels < 0 ? 0 : strides[channels]!,
    facets: offsets.facets.length,
    rows,
    columns,
    wrapped,
    offset(facet, row, column) {
      const along = wrapped ? row * columns + column : column;
      if (along >= length) return -1;
      return base + offsets.facets[facet]! + (wrapped ? 0 : offsets.rows[row]!) + offsets.columns[along]!;
    },
    index(facet, row, column) {
      const offset = this.offset(facet, row, column);
      return shape.map((size, axis) => original(axis, Math.floor(offset / strides[axis]!) % size));
    },
    label(role, k) {
      const axes = axesAt(role);
      return positions(axes, k).map((at, i) => original(axes[i]!, at));
    },
    word(role, k) {
      const axes = axesAt(role);
      const names = data.labels[axes.at(-1) ?? -1];
      return names && !wrapped ? names.get(this.label(role, k).at(-1)!) : undefined;
    },
    cutBefore(role, k) {
      if (k === 0 || wrapped || data.view.image) return false;
      const axes = axesAt(role);
      const [before, here] = [positions(axes, k - 1), positions(axes, k)];
      const last = axes.length - 1;
      if (last < 0 || here[last] !== before[last]! + 1) return false;
      return original(axes[last]!, here[last]!) !== original(axes[last]!, before[last]!) + 1;
    },
  };
}

export const axesOf = (roles: readonly AxisRole[], role: AxisRole): readonly number[] =>
  roles.flatMap((found, axis) => (found === role ? [axis] : []));

function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const size of shape.toReversed()) {
    strides.unshift(stride);
    stride *= Math.max(1, size);
  }
  return strides;
}

/** A power of two, about four times as wide as high. */
const lineLength = (length: number): number => 2 ** Math.min(8, Math.ceil(Math.log2(Math.sqrt(length * 4))));
