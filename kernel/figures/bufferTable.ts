// The buffers of a payload, by name. Series that were recorded together have one of steps, and one of times, for all of
// them: a live figure sends half as much. It knows no figure.
import { type BufferArray, encodeBuffer, type EncodedBuffer } from "../../extension/figures/payload/buffers.ts";

export class BufferTable {
  readonly encoded: Record<string, EncodedBuffer> = {};
  readonly #known: { readonly field: string; readonly name: string; readonly values: BufferArray }[] = [];

  /** @returns the name of the buffer: that of another series with the same numbers in this field, or a new one */
  put(field: string, i: number, values: BufferArray): string {
    const same = this.#known.find((one) => one.field === field && isSame(one.values, values));
    if (same) return same.name;
    const name = `${field}${i}`;
    this.#known.push({ field, name, values });
    this.encoded[name] = encodeBuffer(values, [values.length]);
    return name;
  }
}

/** Of two kinds of arrays neither stands for the other: what is not whole needs more digits. */
function isSame(a: BufferArray, b: BufferArray): boolean {
  if (a.length !== b.length || a.constructor !== b.constructor) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
