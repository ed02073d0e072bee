// Array files as lists of named arrays. The engine's readers check every promise of the file and execute nothing.
import { parseNpy } from "../../../engine/io/npy.ts";
import { parseNpz } from "../../../engine/io/npz.ts";
import { parseSafetensors } from "../../../engine/io/safetensors.ts";
import type { ArrayData } from "../../../engine/io/arrayData.ts";
import { type BufferArray, encodeBuffer } from "../../figures/payload/buffers.ts";
import { limits } from "../../figures/payload/limits.ts";
import type { TensorPayload } from "../../figures/payload/tensor.ts";
import { statsSentence, typeAndShape } from "../../figures/tensor/describe.ts";
import { measure } from "../../figures/tensor/measure.ts";
import { finite, keepEdges, pick } from "../../figures/tensor/sample.ts";

export interface ArrayFile {
  readonly arrays: ReadonlyMap<string, ArrayData>;
  /** What the writer noted. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** @throws Error saying what is damaged */
export function readArrayFile(path: string, bytes: Uint8Array): ArrayFile {
  const name = path.split("/").at(-1)!;
  if (/\.safetensors$/i.test(name)) {
    const { tensors, metadata } = parseSafetensors(bytes);
    return { arrays: tensors, metadata };
  }
  if (/\.npz$/i.test(name)) return { arrays: parseNpz(bytes), metadata: {} };
  return { arrays: new Map([[name.replace(/\.npy$/i, ""), parseNpy(bytes)]]), metadata: {} };
}

/** @param most elements that are drawn */
export function arrayPayload(title: string, array: ArrayData, most: number): TensorPayload {
  const { dtype, shape, data } = array;
  if (shape.length > limits.rank) throw new Error(`${shape.length} axes; at most ${limits.rank} can be drawn.`);
  const stats = measure(data);
  const kept = keepEdges(shape, most);
  const Values = data.constructor as new (values: Iterable<number>) => BufferArray;
  const sampled = shape.map((size, axis) => kept[axis]?.length ?? size);
  return {
    v: 1,
    title,
    alt: `${title}: ${typeAndShape(array)}, ${statsSentence(stats)}.`.slice(0, limits.alt),
    dtype,
    shape: [...shape],
    axes: shape.map(() => ""),
    stats: { ...stats, ...finite({ min: stats.min, max: stats.max, mean: stats.mean, std: stats.std }) },
    kept,
    buffers: { values: encodeBuffer(new Values(Array.from(pick(array, kept))), sampled) },
    view: {},
  };
}
