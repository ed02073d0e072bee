// What array files hold, before it becomes tensors: numbers of some stored type, in C order, with a shape.
// Stored types are wider than the engine's four; reading converts to the nearest of them and never loses range silently.
import { FormatError } from "./formatError.ts";

/** Numbers as the engine holds them. */
export type EngineArray =
  | { readonly dtype: "float32"; readonly data: Float32Array }
  | { readonly dtype: "float64"; readonly data: Float64Array }
  | { readonly dtype: "int32"; readonly data: Int32Array }
  | { readonly dtype: "bool"; readonly data: Uint8Array };

/** An array as files hold it: row-major numbers with their shape. */
export type ArrayData = EngineArray & { readonly shape: readonly number[] };

/** Number types found in files. */
export type StoredType =
  | "float16"
  | "bfloat16"
  | "float32"
  | "float64"
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "bool";

export const bytesPer: Readonly<Record<StoredType, number>> = {
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  bool: 1,
};

/**
 * Decodes `count` stored numbers. Half precisions widen to float32; small integers widen to int32; 32- and 64-bit
 * integers must fit int32 (PyTorch saves indices as int64), else a FormatError names the first that does not.
 */
export function decode(
  format: string,
  type: StoredType,
  bytes: Uint8Array,
  count: number,
  littleEndian = true,
): EngineArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bytesPer[type];
  switch (type) {
    case "float32": {
      const data = new Float32Array(count);
      for (let i = 0; i < count; i++) data[i] = view.getFloat32(i * size, littleEndian);
      return { dtype: "float32", data };
    }
    case "float64": {
      const data = new Float64Array(count);
      for (let i = 0; i < count; i++) data[i] = view.getFloat64(i * size, littleEndian);
      return { dtype: "float64", data };
    }
    case "float16":
    case "bfloat16": {
      const widen = type === "float16" ? fromHalf : fromBrainHalf;
      const data = new Float32Array(count);
      for (let i = 0; i < count; i++) data[i] = widen(view.getUint16(i * size, littleEndian));
      return { dtype: "float32", data };
    }
    case "bool": {
      const data = new Uint8Array(count);
      for (let i = 0; i < count; i++) data[i] = view.getUint8(i) === 0 ? 0 : 1;
      return { dtype: "bool", data };
    }
    default: {
      const read = integerReaders[type];
      const data = new Int32Array(count);
      for (let i = 0; i < count; i++) {
        const value = read(view, i * size, littleEndian);
        if (value > 0x7fffffff || value < -0x80000000) {
          throw new FormatError(
            format,
            `element ${i} is ${value}, which does not fit int32, the engine's integer type`,
          );
        }
        data[i] = Number(value);
      }
      return { dtype: "int32", data };
    }
  }
}

/** The bytes of an array, little-endian. */
export function encode(array: EngineArray): Uint8Array {
  const { data, dtype } = array;
  const size = bytesPer[dtype];
  const bytes = new Uint8Array(data.length * size);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (dtype === "float32") view.setFloat32(i * size, value, true);
    else if (dtype === "float64") view.setFloat64(i * size, value, true);
    else if (dtype === "int32") view.setInt32(i * size, value, true);
    else bytes[i] = value === 0 ? 0 : 1;
  }
  return bytes;
}

/** Number of elements of a shape, refusing what no file can hold; `undefined` when a dimension is not a whole number ≥ 0. */
export function elementCount(shape: readonly unknown[]): number | undefined {
  let count = 1;
  for (const dimension of shape) {
    if (!Number.isSafeInteger(dimension) || (dimension as number) < 0) return undefined;
    count *= dimension as number;
  }
  return Number.isSafeInteger(count) ? count : undefined;
}

type IntegerReader = (view: DataView, offset: number, littleEndian: boolean) => number | bigint;

const integerReaders: Readonly<
  Record<Exclude<StoredType, "float16" | "bfloat16" | "float32" | "float64" | "bool">, IntegerReader>
> = {
  int8: (view, offset) => view.getInt8(offset),
  uint8: (view, offset) => view.getUint8(offset),
  int16: (view, offset, little) => view.getInt16(offset, little),
  uint16: (view, offset, little) => view.getUint16(offset, little),
  int32: (view, offset, little) => view.getInt32(offset, little),
  uint32: (view, offset, little) => view.getUint32(offset, little),
  int64: (view, offset, little) => view.getBigInt64(offset, little),
  uint64: (view, offset, little) => view.getBigUint64(offset, little),
};

/** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** bfloat16 is the upper half of a float32. */
function fromBrainHalf(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}
