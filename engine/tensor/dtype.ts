// What a tensor's numbers are: how many bytes each takes, and which view of the heap reads them.
import { DTypeError } from "../errors.ts";
import { f32, f64, i32, u8 } from "../memory/heap.ts";

/** `float32` unless told; `float64` for checking gradients; `int32` for indexes; `bool` for masks. */
export type DType = "float32" | "float64" | "int32" | "bool";

export type NumberArray = Float32Array | Float64Array | Int32Array | Uint8Array;

interface Layout {
  readonly heap: NumberArray;
  /** A byte address shifted right by this indexes `heap`. */
  readonly shift: number;
  /** Of two dtypes that meet, the higher one is the result's. */
  readonly rank: number;
}

const layouts: Readonly<Record<DType, Layout>> = {
  bool: { heap: u8, shift: 0, rank: 0 },
  int32: { heap: i32, shift: 2, rank: 1 },
  float32: { heap: f32, shift: 2, rank: 2 },
  float64: { heap: f64, shift: 3, rank: 3 },
};

export const heapOf = (dtype: DType): NumberArray => layouts[dtype].heap;
export const shiftOf = (dtype: DType): number => layouts[dtype].shift;
/** Asked for before there is memory for a tensor. @throws DTypeError for a name that is none of them */
export const bytesOf = (dtype: DType): number =>
  // Compared instead of looked up: in a program that has met several dtypes, looking up takes a sixth of a small sum's time.
  dtype === "float32" || dtype === "int32" ? 4 : dtype === "float64" ? 8 : dtype === "bool" ? 1 : unknown(dtype);
export const isFloat = (dtype: DType): boolean => dtype === "float32" || dtype === "float64";

/** The dtype of what two operands make together. */
export const promote = (a: DType, b: DType): DType => (a === b || layouts[a].rank >= layouts[b].rank ? a : b);

function unknown(dtype: unknown): never {
  const known = Object.keys(layouts).map((name) => `"${name}"`);
  throw new DTypeError(`A dtype is ${known.slice(0, -1).join(", ")} or ${known.at(-1)}, not ${JSON.stringify(dtype)}.`);
}
