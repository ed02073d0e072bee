// NumPy's array file (NEP 1, format versions 1.0–3.0): magic, a Python dict as header, raw numbers.
// The header is parsed, never evaluated.
import { type ArrayData, bytesPer, decode, elementCount, encode, type StoredType } from "./arrayData.ts";
import { FormatError } from "./formatError.ts";

const magic = "\x93NUMPY";

const typeCodes: Readonly<Record<string, StoredType>> = {
  f2: "float16",
  f4: "float32",
  f8: "float64",
  i1: "int8",
  u1: "uint8",
  i2: "int16",
  u2: "uint16",
  i4: "int32",
  u4: "uint32",
  i8: "int64",
  u8: "uint64",
  b1: "bool",
};

/** Reads one `.npy` file; Fortran-ordered arrays come out in C order. */
export function parseNpy(bytes: Uint8Array): ArrayData {
  const { descr, fortran, shape, start } = parseHeader(bytes);
  const type = typeCodes[descr.slice(1)];
  if (!type || !/^[<>|=]/.test(descr)) {
    throw new FormatError(
      "npy",
      `number type '${descr}' cannot be read; save real numbers, for example with .astype("float32")`,
      10,
    );
  }
  const count = elementCount(shape);
  if (count === undefined)
    throw new FormatError("npy", `shape (${shape.join(", ")}) is not a list of whole numbers`, 10);
  const size = count * bytesPer[type];
  const data = bytes.subarray(start, start + size);
  if (data.length !== size) {
    throw new FormatError(
      "npy",
      `shape (${shape.join(", ")}) needs ${size} bytes of numbers, the file has ${data.length}`,
      start,
    );
  }
  const array = decode("npy", type, data, count, descr[0] !== ">");
  return { ...array, data: fortran ? toRowMajor(array.data, shape) : array.data, shape } as ArrayData;
}

/** The bytes of a version 1.0 `.npy` file, as `numpy.save` would write them. */
export function formatNpy(array: ArrayData): Uint8Array {
  const code = { float32: "<f4", float64: "<f8", int32: "<i4", bool: "|b1" }[array.dtype];
  const shape = array.shape.length === 1 ? `(${array.shape[0]},)` : `(${array.shape.join(", ")})`;
  const dict = `{'descr': '${code}', 'fortran_order': False, 'shape': ${shape}, }`;
  // The header ends in a line feed and is padded so that the numbers start at a multiple of 64.
  const header = dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11) + "\n";
  const numbers = encode(array);
  const bytes = new Uint8Array(10 + header.length + numbers.length);
  const prefix = `${magic}\x01\x00${String.fromCharCode(header.length & 0xff, header.length >> 8)}${header}`;
  for (let i = 0; i < prefix.length; i++) bytes[i] = prefix.charCodeAt(i);
  bytes.set(numbers, prefix.length);
  return bytes;
}

interface Header {
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: number[];
  /** Byte at which the numbers start. */
  readonly start: number;
}

function parseHeader(bytes: Uint8Array): Header {
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(0, 6)) !== magic) {
    throw new FormatError("npy", "this is no .npy file (it does not start with \\x93NUMPY)", 0);
  }
  const version = bytes[6]!;
  if (version < 1 || version > 3)
    throw new FormatError("npy", `format version ${version} is unknown; 1, 2 and 3 can be read`, 6);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > bytes.length)
    throw new FormatError("npy", `the header promises ${length} bytes and is cut off`, start);
  const text = new TextDecoder().decode(bytes.subarray(start, start + length));
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1];
  const fortran = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /['"]shape['"]\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr === undefined || fortran === undefined || shape === undefined) {
    throw new FormatError("npy", `the header is not understood: ${JSON.stringify(text.slice(0, 120))}`, start);
  }
  const dimensions = shape.split(",").flatMap((part) => (part.trim() === "" ? [] : [Number.parseInt(part, 10)]));
  return { descr, fortran: fortran === "True", shape: dimensions, start: start + length };
}

function toRowMajor<Data extends ArrayData["data"]>(data: Data, shape: readonly number[]): Data {
  const result = data.slice() as Data;
  const index = shape.map(() => 0);
  for (let to = 0; to < data.length; to++) {
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) from = from * shape[axis]! + index[axis]!;
    result[to] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
  return result;
}
