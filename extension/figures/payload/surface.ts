// What a surface figure carries: heights over a grid, and paths that walk on it, such as those of optimizers.
import { type EncodedBuffer, readBuffer } from "./buffers.ts";
import { PayloadError } from "./errors.ts";
import { list, number, object, oneOf, optional, text, withDefault } from "./fields.ts";
import { limits } from "./limits.ts";

export type SurfaceMode = "contour" | "3d";
export type SurfaceScale = "linear" | "log";

/** A walk over the surface: places [steps, 2], and the heights it met there. */
export interface SurfacePathPayload {
  readonly name: string;
  readonly places: EncodedBuffer;
  readonly heights: EncodedBuffer;
}

export interface SurfaceMark {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

/** The payload as JSON. */
export interface SurfacePayload {
  readonly v: 1;
  readonly title: string;
  readonly alt: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly zLabel: string;
  /** x [columns] and y [rows] rise; z [rows, columns]. */
  readonly buffers: { readonly x: EncodedBuffer; readonly y: EncodedBuffer; readonly z: EncodedBuffer };
  readonly paths: readonly SurfacePathPayload[];
  readonly marks: readonly SurfaceMark[];
  readonly view: { readonly mode?: SurfaceMode; readonly scale?: SurfaceScale };
}

const label = text(limits.label);

const fields = object({
  v: oneOf(1),
  title: withDefault(label, ""),
  alt: withDefault(text(limits.alt), ""),
  xLabel: withDefault(label, "x"),
  yLabel: withDefault(label, "y"),
  zLabel: withDefault(label, "loss"),
  buffers: object({ x: readBuffer, y: readBuffer, z: readBuffer }),
  paths: withDefault(list(object({ name: label, places: readBuffer, heights: readBuffer }), limits.paths), []),
  marks: withDefault(list(object({ x: number(), y: number(), label }), limits.marks), []),
  view: withDefault(object({ mode: optional(oneOf("contour", "3d")), scale: optional(oneOf("linear", "log")) }), {
    mode: undefined,
    scale: undefined,
  }),
});

/** A checked payload, its buffers decoded. */
export type SurfaceData = ReturnType<typeof readSurface>;
export type SurfacePath = SurfaceData["paths"][number];

/**
 * Reads a surface payload.
 * @throws PayloadError with the path of the first field that is wrong
 */
export function readSurface(payload: unknown) {
  const { buffers, ...data } = fields(payload, "surface");
  const [x, y, z] = [buffers.x.values, buffers.y.values, buffers.z.values];
  for (const [name, axis] of [
    ["x", x],
    ["y", y],
  ] as const) {
    const wrong = axis.findIndex((value, i) => !Number.isFinite(value) || (i > 0 && value <= axis[i - 1]!));
    if (axis.length < 2 || wrong >= 0) {
      throw new PayloadError(`surface.buffers.${name}`, "two or more rising numbers", axis[Math.max(0, wrong)]);
    }
  }
  if (z.length !== x.length * y.length) {
    throw new PayloadError("surface.buffers.z", `${y.length} × ${x.length} heights`, `${z.length}`);
  }
  const paths = data.paths.map(({ name, places, heights }, i) => {
    const steps = heights.values.length;
    if (places.values.length !== 2 * steps || steps > limits.points) {
      throw new PayloadError(`surface.paths[${i}].places`, `two numbers for each of ${steps} heights`, places.shape);
    }
    return { name, places: places.values, heights: heights.values, steps };
  });
  return { ...data, x, y, z, paths };
}
