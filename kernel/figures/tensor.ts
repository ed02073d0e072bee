// From a tensor (or anything like one) to its figure: statistics over every element, and the elements themselves or,
// when there are too many, the edges of each axis.
import { encodeBuffer, type EncodedBuffer } from "../../extension/figures/payload/buffers.ts";
import { limits } from "../../extension/figures/payload/limits.ts";
import {
  type AxisRole,
  readTensor,
  type ScaleKind,
  type TensorPayload,
  type TensorStats,
} from "../../extension/figures/payload/tensor.ts";
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { statsSentence, typeAndShape } from "../../extension/figures/tensor/describe.ts";
import { measure } from "../../extension/figures/tensor/measure.ts";
import { defaultRoles } from "../../extension/figures/tensor/grid.ts";
import { finite, keepEdges, pick } from "../../extension/figures/tensor/sample.ts";
import { tensorStill } from "../../extension/figures/tensor/still.ts";
import { Figure } from "./figure.ts";
import { FigureError } from "./figureError.ts";
import { preferences } from "./preferences.ts";
import { labelsOf } from "./tensorLabels.ts";

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
  /**
   * Names of the indices of an axis, by the axis' name or by where it goes: `{ rows: words, columns: letters }`. Shown
   * beside the cells when there is room, and under the pointer always.
   */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  /** Where each axis goes at first; the reader can change it. Default: the last two on rows and columns. */
  readonly roles?: readonly AxisRole[];
  /**
   * Colours: `"diverging"` about zero, `"sequential"`, `"log"` (about zero when both signs occur), or `"gray"`.
   * Default: diverging when both signs occur, else sequential.
   */
  readonly scale?: ScaleKind;
  /** Ends of the colour scale. Default: the data's, without far outliers. */
  readonly range?: readonly [low: number, high: number];
  /** Elements to leave out of statistics and picture: true where one is masked, of the tensor's shape. */
  readonly mask?: TensorLike | ArrayLike<number | boolean>;
  /** Shows the difference from this tensor of the same shape; the pointer tells both sides. */
  readonly minus?: TensorLike | ArrayLike<number>;
  /**
   * As a picture: an axis of 3 or 4 (the last, or the one before rows and columns, as PyTorch has it) becomes colours,
   * a tensor without one is black to white. Large pictures are thinned evenly, not cut.
   */
  readonly image?: boolean;
}

/**
 * A picture of a tensor of any rank. Every element is counted in the statistics and the histogram; up to 65,536 are
 * drawn, beyond that the edges of each axis.
 * @param value a tensor, a typed array, or a list of numbers
 * @throws FigureError when the value is not like a tensor, or an option does not fit its shape
 * @example figures.tensor(model.weight, { axes: ["out", "in"] })
 * @example figures.tensor(after, { minus: before, title: "what one step changed" })
 */
export function tensor(value: TensorLike | ArrayLike<number>, options: TensorFigureOptions = {}): Figure {
  const given = asTensor(value);
  const minus = options.minus && sameShape("minus", options.minus, given);
  const mask = options.mask && sameShape("mask", options.mask as TensorLike, given);
  const source = minus ? difference(given, minus) : given;
  checkOptions(source, options);
  const { shape, dtype } = source;
  const stats = measure(source.data, { mask: mask?.data });
  const roles = options.roles ?? (options.image ? imageRoles(shape) : undefined);
  // Bytes are enough for pixels, but cannot say what is not finite.
  const pixels = options.image === true && stats.nan + stats.posInf + stats.negInf === 0;
  const kept = options.image
    ? thin(shape, roles!, pixels ? limits.pixels : preferences.tensorCells)
    : keepEdges(shape, minus ? preferences.tensorCells / 2 : preferences.tensorCells);
  const Values =
    dtype === "float64" ? Float64Array : dtype === "int32" ? Int32Array : dtype === "bool" ? Uint8Array : Float32Array;
  const values = Values.from(pick(source, kept));
  const sampled = shape.map((size, axis) => kept[axis]?.length ?? size);
  const scale = options.scale ?? (options.image ? "gray" : undefined);
  const payload: TensorPayload = {
    v: 1,
    title: options.title ?? "",
    alt: `${options.title ? `${options.title}: ` : ""}${minus ? "difference of two, " : ""}${typeAndShape(source)}, ${statsSentence(stats)}.`,
    dtype,
    shape: [...shape],
    axes: [...(options.axes ?? shape.map(() => ""))],
    stats: { ...stats, ...finite({ min: stats.min, max: stats.max, mean: stats.mean, std: stats.std }) },
    kept,
    ...(options.labels && {
      labels: labelsOf(options.labels, shape, options.axes ?? [], roles ?? defaultRoles(sampled), kept),
    }),
    buffers: {
      values: pixels ? encodePixels(values, stats, sampled) : encodeBuffer(values, sampled),
      ...(mask && {
        mask: encodeBuffer(
          Uint8Array.from(pick(mask, kept), (one) => (one ? 1 : 0)),
          sampled,
        ),
      }),
      ...(minus && { minus: encodeBuffer(Values.from(pick(minus, kept)), sampled) }),
    },
    view: {
      ...(roles && { roles }),
      ...(scale && { scale }),
      ...(options.image && { image: true }),
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

/** An option that is a tensor of its own, element by element beside the first. */
function sameShape(name: string, other: TensorLike | ArrayLike<number>, { shape }: TensorLike): TensorLike {
  const found = "shape" in other ? other.shape : [other.length];
  if (found.join() !== shape.join()) {
    throw new FigureError(
      `figures.tensor: \`${name}\` must have the shape [${shape.join(", ")}], but has [${found.join(", ")}].`,
    );
  }
  return "shape" in other ? other : { shape, dtype: "float64", data: other };
}

function difference({ shape, dtype, data }: TensorLike, { data: other }: TensorLike): TensorLike {
  const values = Float64Array.from({ length: data.length }, (_, i) => Number(data[i]) - Number(other[i]));
  return { shape, dtype: dtype === "bool" ? "int32" : dtype, data: values };
}

/** The axis of colours, and before rows and columns small pictures beside each other. */
function imageRoles(shape: readonly number[]): AxisRole[] {
  const rank = shape.length;
  if (rank < 2)
    throw new FigureError(`figures.tensor: a picture has rows and columns, but the shape is [${shape.join(", ")}].`);
  // Three are colours rather than four, and in front rather than behind.
  const places = rank > 2 ? [rank - 3, rank - 1] : [];
  const channels = [3, 4].flatMap((count) => places.filter((axis) => shape[axis] === count))[0] ?? -1;
  const pixels = shape.map((_, axis) => axis).filter((axis) => axis !== channels);
  const [rows, columns] = pixels.slice(-2);
  return shape.map((_, axis) =>
    axis === channels ? "channels" : axis === rows ? "rows" : axis === columns ? "columns" : "facets",
  );
}

/** Of a picture that is too large every second row and column, or every third … */
function thin(shape: readonly number[], roles: readonly AxisRole[], most: number): (readonly number[] | null)[] {
  const elements = shape.reduce((product, size) => product * size, 1);
  const every = Math.ceil(Math.sqrt(elements / most));
  return shape.map((size, axis) => {
    const thinned = every > 1 && (roles[axis] === "rows" || roles[axis] === "columns");
    return thinned ? Array.from({ length: Math.ceil(size / every) }, (_, k) => k * every) : null;
  });
}

/** 256 steps between the smallest and the largest value are as many as a screen shows. */
function encodePixels(values: ArrayLike<number>, { min, max }: TensorStats, shape: readonly number[]): EncodedBuffer {
  const scale = max > min ? (max - min) / 255 : 1;
  const zero = Number.isFinite(min) ? min : 0;
  return encodeBuffer(
    Uint8Array.from(values, (value) => Math.round((value - zero) / scale)),
    shape,
    { scale, zero },
  );
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
