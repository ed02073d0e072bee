// From a tensor (or anything like one) to its figure: statistics over every element, and the elements themselves or,
// when there are too many, the edges of each axis.
import { encodeBuffer } from "../../extension/figures/payload/buffers.ts";
import { limits } from "../../extension/figures/payload/limits.ts";
import {
  type AxisRole,
  readTensor,
  type ScaleKind,
  type TensorPayload,
} from "../../extension/figures/payload/tensor.ts";
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { statsSentence, typeAndShape } from "../../extension/figures/tensor/describe.ts";
import { tensorStill } from "../../extension/figures/tensor/still.ts";
import { Figure } from "./figure.ts";
import { FigureError } from "./figureError.ts";
import { measure } from "./tensorStats.ts";

/** What a figure needs of a tensor. */
export interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** All elements in C order. */
  readonly data: ArrayLike<number | boolean>;
}

export interface TensorFigureOptions {
  readonly title?: string;
  /** Names of the axes, outermost first: `["batch", "token", "feature"]`. */
  readonly axes?: readonly string[];
  /** Where each axis goes at first; the reader can change it. Default: the last two on rows and columns. */
  readonly roles?: readonly AxisRole[];
  /** Colours: `"diverging"` about zero, or `"sequential"`. Default: diverging when both signs occur. */
  readonly scale?: ScaleKind;
  /** Ends of the colour scale. Default: the data's, without far outliers. */
  readonly range?: readonly [low: number, high: number];
}

/**
 * A picture of a tensor of any rank. Every element is counted in the statistics and the histogram; up to 65,536 are
 * drawn, beyond that the edges of each axis.
 * @param value a tensor, a typed array, or a list of numbers
 * @throws FigureError when the value is not like a tensor, or an option does not fit its shape
 * @example figures.tensor(model.weight, { axes: ["out", "in"] })
 */
export function tensor(value: TensorLike | ArrayLike<number>, options: TensorFigureOptions = {}): Figure {
  const source = asTensor(value);
  checkOptions(source, options);
  const { shape, dtype } = source;
  const stats = measure(source.data);
  const kept = keepEdges(shape);
  const Values =
    dtype === "float64" ? Float64Array : dtype === "int32" ? Int32Array : dtype === "bool" ? Uint8Array : Float32Array;
  const values = Values.from(pick(source, kept));
  const payload: TensorPayload = {
    v: 1,
    title: options.title ?? "",
    alt: `${options.title ? `${options.title}: ` : ""}${typeAndShape(source)}, ${statsSentence(stats)}.`,
    dtype,
    shape: [...shape],
    axes: [...(options.axes ?? shape.map(() => ""))],
    stats: { ...stats, ...finite({ min: stats.min, max: stats.max, mean: stats.mean, std: stats.std }) },
    kept,
    buffers: {
      values: encodeBuffer(
        values,
        shape.map((size, axis) => kept[axis]?.length ?? size),
      ),
    },
    view: {
      ...(options.roles && { roles: options.roles }),
      ...(options.scale && { scale: options.scale }),
      ...(options.range && { range: options.range }),
    },
  };
  return new Figure({ kind: "tensor", payload, still: () => tensorStill(readTensor(payload), lightTheme) });
}

function asTensor(value: TensorLike | ArrayLike<number>): TensorLike {
  if ("shape" in value) {
    const elements = value.shape.reduce((product, size) => product * size, 1);
    if (value.data?.length === elements) return value;
    throw new FigureError(
      `figures.tensor: shape [${value.shape.join(", ")}] needs ${elements} elements, but \`data\` has ${value.data?.length}.`,
    );
  }
  if (value !== null && typeof value === "object" && typeof value.length === "number") {
    const strange = Array.from(value).findIndex((element) => typeof element !== "number");
    if (strange >= 0)
      throw new FigureError(
        `figures.tensor: element ${strange} is not a number. Make nested lists a tensor first: tensor([[1, 2], [3, 4]]).`,
      );
    return { shape: [value.length], dtype: "float64", data: value };
  }
  throw new FigureError(`figures.tensor: expected a tensor or a list of numbers, but got ${typeof value}.`);
}

function checkOptions({ shape }: TensorLike, { axes, roles, range }: TensorFigureOptions): void {
  for (const [name, found] of Object.entries({ axes, roles })) {
    if (found && found.length !== shape.length) {
      throw new FigureError(
        `figures.tensor: \`${name}\` must name all ${shape.length} axes of [${shape.join(", ")}], but has ${found.length}.`,
      );
    }
  }
  if (shape.length > limits.rank)
    throw new FigureError(`figures.tensor: ${shape.length} axes; at most ${limits.rank} can be drawn.`);
  if (range && !(range[0] < range[1]))
    throw new FigureError(`figures.tensor: \`range\` must rise, but is [${range.join(", ")}].`);
}

/** For each axis null (everything), or the indices at both of its ends. Matrices keep more than what is before them. */
function keepEdges(shape: readonly number[]): (number[] | null)[] {
  const sizes = [...shape];
  const weight = (axis: number) => sizes[axis]! * (axis < shape.length - 2 ? 6 : 1);
  while (sizes.reduce((product, size) => product * size, 1) > limits.tensorCells) {
    const largest = sizes.map((_, axis) => axis).reduce((a, b) => (weight(b) > weight(a) ? b : a));
    sizes[largest] = Math.max(1, Math.floor(sizes[largest]! * 0.9));
  }
  return sizes.map((size, axis) => {
    const whole = shape[axis]!;
    if (size === whole) return null;
    const front = Math.ceil(size / 2);
    return Array.from({ length: size }, (_, k) => (k < front ? k : whole - size + k));
  });
}

function pick({ shape, data }: TensorLike, kept: readonly (readonly number[] | null)[]): ArrayLike<number> {
  if (kept.every((indices) => indices === null)) return data as ArrayLike<number>;
  // Offsets of the kept elements, axis by axis.
  let offsets = [0];
  shape.forEach((size, axis) => {
    const indices = kept[axis] ?? Array.from({ length: size }, (_, k) => k);
    offsets = offsets.flatMap((offset) => indices.map((index) => offset * size + index));
  });
  return offsets.map((offset) => Number(data[offset]));
}

/** JSON has no NaN: statistics of nothing travel as null. */
const finite = <K extends string>(stats: Record<K, number>) =>
  Object.fromEntries(
    Object.entries(stats).map(([key, value]) => [key, Number.isFinite(value) ? value : null]),
  ) as Record<K, number | null>;
