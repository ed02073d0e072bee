// From heights over a grid to their figure.
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { encodeBuffer } from "../../extension/figures/payload/buffers.ts";
import { limits } from "../../extension/figures/payload/limits.ts";
import {
  readSurface,
  type SurfaceMark,
  type SurfaceMode,
  type SurfacePathPayload,
  type SurfacePayload,
  type SurfaceScale,
} from "../../extension/figures/payload/surface.ts";
import { surfaceSentence } from "../../extension/figures/surface/describe.ts";
import { type Grid, heightAt } from "../../extension/figures/surface/heights.ts";
import { surfaceStill } from "../../extension/figures/surface/still.ts";
import { Figure } from "./figure.ts";
import { FigureError } from "./figureError.ts";
import type { TensorLike } from "./tensor.ts";

/** Heights: a matrix [y, x], or the function itself. */
export type SurfaceHeights = TensorLike | readonly ArrayLike<number>[] | ((x: number, y: number) => number);

/** A walk: places, and their heights if they are known better than from the grid. */
export interface SurfacePathOptions {
  readonly name?: string;
  /** [steps, 2] */
  readonly points: TensorLike | readonly ArrayLike<number>[];
  readonly heights?: ArrayLike<number>;
}

export interface SurfaceOptions {
  /** Rising places of the columns; or `[from, to]` to be divided evenly when `z` is a function. */
  readonly x: ArrayLike<number>;
  /** Rising places of the rows; or `[from, to]`. */
  readonly y: ArrayLike<number>;
  readonly z: SurfaceHeights;
  /** What walks over the surface, such as optimizers: by name, or as a list. */
  readonly paths?: Readonly<Record<string, SurfacePathOptions["points"]>> | readonly SurfacePathOptions[];
  /** Places with a name, such as minima. */
  readonly marks?: readonly SurfaceMark[];
  readonly title?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** What the heights are. Default "loss". */
  readonly zLabel?: string;
  /** Shown first: "contour" (default), or "3d". */
  readonly mode?: SurfaceMode;
  /** Of the heights. Default: "log" when none is below 0 and most are small beside the highest, else "linear". */
  readonly scale?: SurfaceScale;
}

/** Heights of which half are below so large a part of the highest would be one dark field on a linear scale. */
const steep = 1 / 12;

/** Columns and rows when only the ends are given. */
const divisions = 81;

/**
 * A surface from above or as a landscape, with paths that are played step by step.
 * @throws FigureError when sizes do not fit, or x or y do not rise
 * @example figures.surface({ x: [-5, 5], y: [-3, 3], z: (x, y) => 0.1 * x ** 2 + 2 * y ** 2, paths: { sgd: steps } })
 */
export function surface(options: SurfaceOptions): Figure {
  const { z } = options;
  const [x, y] = [placesOf("x", options.x, typeof z === "function"), placesOf("y", options.y, typeof z === "function")];
  if (x.length * y.length > limits.heights) {
    throw new FigureError(
      `figures.surface: ${x.length} × ${y.length} heights are too many to draw; at most ${limits.heights}.`,
    );
  }
  const heights = heightsOf(z, x, y);
  const encode = (values: Float64Array, shape: readonly number[]) => encodeBuffer(Float32Array.from(values), shape);
  const payload: SurfacePayload = {
    v: 1,
    title: options.title ?? "",
    alt: "",
    xLabel: options.xLabel ?? "x",
    yLabel: options.yLabel ?? "y",
    zLabel: options.zLabel ?? "loss",
    buffers: { x: encode(x, [x.length]), y: encode(y, [y.length]), z: encode(heights, [y.length, x.length]) },
    paths: pathsOf(options.paths).map((path) => encodePath(path, { x, y, z: heights })),
    marks: options.marks ?? [],
    view: { ...(options.mode && { mode: options.mode }), scale: options.scale ?? usualScale(heights) },
  };
  const sentence = surfaceSentence(readSurface(payload));
  const alt = `${options.title ? `${options.title}. ` : ""}Surface: ${sentence}`.slice(0, limits.alt);
  const source = { ...payload, alt };
  return new Figure({ kind: "surface", payload: source, still: () => surfaceStill(readSurface(source), lightTheme) });
}

function usualScale(heights: Float64Array): SurfaceScale {
  const finite = heights.filter(Number.isFinite).toSorted();
  if (finite.length === 0 || finite[0]! < 0) return "linear";
  return finite[finite.length >> 1]! < steep * finite.at(-1)! ? "log" : "linear";
}

function placesOf(name: string, given: ArrayLike<number>, divide: boolean): Float64Array {
  const places = Float64Array.from(given);
  const wrong = places.findIndex((value, i) => !Number.isFinite(value) || (i > 0 && value <= places[i - 1]!));
  if (places.length < 2 || wrong >= 0) {
    throw new FigureError(
      `figures.surface: ${name} needs two or more rising numbers${wrong >= 0 ? `; number ${wrong} is ${places[wrong]}` : ""}.`,
    );
  }
  if (!divide || places.length > 2) return places;
  const [from, to] = places as unknown as [number, number];
  return Float64Array.from({ length: divisions }, (_, i) => from + ((to - from) * i) / (divisions - 1));
}

function heightsOf(z: SurfaceHeights, x: Float64Array, y: Float64Array): Float64Array {
  if (typeof z === "function") {
    return Float64Array.from({ length: x.length * y.length }, (_, i) =>
      z(x[i % x.length]!, y[Math.floor(i / x.length)]!),
    );
  }
  const rows = matrix(z, "z");
  if (rows.length !== y.length || rows.some((row) => row.length !== x.length)) {
    throw new FigureError(
      `figures.surface: z is [${rows.length}, ${rows[0]?.length ?? 0}], but y has ${y.length} places and x ${x.length}: z is [y, x].`,
    );
  }
  return Float64Array.from(rows.flatMap((row) => Array.from(row)));
}

function pathsOf(paths: SurfaceOptions["paths"]): SurfacePathOptions[] {
  if (!paths) return [];
  return Array.isArray(paths)
    ? [...(paths as readonly SurfacePathOptions[])]
    : Object.entries(paths as Record<string, SurfacePathOptions["points"]>).map(([name, points]) => ({ name, points }));
}

function encodePath({ name = "path", points, heights }: SurfacePathOptions, grid: Grid): SurfacePathPayload {
  const rows = matrix(points, `the path ${name}`);
  if (rows.some((row) => row.length !== 2)) throw new FigureError(`figures.surface: the path ${name} is [steps, 2].`);
  if (heights && heights.length !== rows.length) {
    throw new FigureError(`figures.surface: the path ${name} has ${rows.length} places and ${heights.length} heights.`);
  }
  const step = Math.ceil(rows.length / limits.points);
  const kept = rows
    .map((_, i) => i)
    .filter((i) => i % step === 0 || i === rows.length - 1)
    .slice(-limits.points);
  const found = kept.map((i) => heights?.[i] ?? heightAt(grid, rows[i]![0]!, rows[i]![1]!) ?? NaN);
  return {
    name: name.slice(0, limits.label),
    places: encodeBuffer(Float32Array.from(kept.flatMap((i) => Array.from(rows[i]!))), [kept.length, 2]),
    heights: encodeBuffer(Float32Array.from(found), [kept.length]),
  };
}

function matrix(value: TensorLike | readonly ArrayLike<number>[], what: string): readonly ArrayLike<number>[] {
  if (!("shape" in value)) return value;
  const [rows, columns] = value.shape;
  if (value.shape.length !== 2)
    throw new FigureError(`figures.surface: ${what} has two axes, not [${value.shape.join(", ")}].`);
  const data = Array.from(value.data as ArrayLike<number>);
  return Array.from({ length: rows! }, (_, row) => data.slice(row * columns!, (row + 1) * columns!));
}
