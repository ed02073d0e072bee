// Array files as lists of named arrays, whose numbers are read when they are wanted. The engine's readers check every promise of the file and execute nothing.
import { parseNpy } from "../../../engine/io/npy.ts";
import { parseNpz } from "../../../engine/io/npz.ts";
import {
  decodeSafetensors,
  parseSafetensorsHeader,
  type SafetensorsEntry,
  safetensorsHeaderEnd,
} from "../../../engine/io/safetensors.ts";
import type { ArrayData } from "../../../engine/io/arrayData.ts";
import { type BufferArray, encodeBuffer } from "../../figures/payload/buffers.ts";
import { limits } from "../../figures/payload/limits.ts";
import type { TensorPayload } from "../../figures/payload/tensor.ts";
import { statsSentence, typeAndShape } from "../../figures/tensor/describe.ts";
import { measure } from "../../figures/tensor/measure.ts";
import { finite, keepEdges, pick } from "../../figures/tensor/sample.ts";
import { type ByteSource, TooLarge } from "./byteSource.ts";

export interface ArrayFile {
  readonly arrays: ReadonlyMap<string, FileArray>;
  /** What the writer noted. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** An array whose numbers are read when it is shown. */
export interface FileArray {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** In the file. */
  readonly bytes: number;
  read(): Promise<ArrayData>;
}

/**
 * Lists a file. Of a `.safetensors` only the header is read, and of its tensors those that are asked for.
 * @param most bytes that may be read at once
 * @throws Error saying what is damaged; TooLarge, also from `read`
 */
export async function openArrayFile(path: string, source: ByteSource, most: number): Promise<ArrayFile> {
  const name = path.split("/").at(-1)!;
  const part = (from: number, to: number) => {
    if (to - from > most) throw new TooLarge(to - from);
    return source.read(from, to);
  };
  if (/\.safetensors$/i.test(name)) {
    const end = Math.min(source.size, safetensorsHeaderEnd(await part(0, Math.min(8, source.size))));
    const { entries, metadata } = parseSafetensorsHeader(await part(0, end), source.size);
    const lazy = (entry: SafetensorsEntry): FileArray => ({
      shape: entry.shape,
      dtype: entry.type,
      bytes: entry.to - entry.from,
      read: async () => decodeSafetensors(entry, await part(entry.from, entry.to)),
    });
    return { arrays: new Map([...entries].map(([key, entry]) => [key, lazy(entry)])), metadata };
  }
  const bytes = await part(0, source.size);
  const arrays = /\.npz$/i.test(name)
    ? parseNpz(bytes)
    : new Map([[name.replace(/\.npy$/i, ""), parseNpy(bytes)] as const]);
  const known = (array: ArrayData): FileArray => ({
    shape: array.shape,
    dtype: array.dtype,
    bytes: array.data.byteLength,
    read: () => Promise.resolve(array),
  });
  return { arrays: new Map([...arrays].map(([key, array]) => [key, known(array)])), metadata: {} };
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
