// safetensors (https://huggingface.co/docs/safetensors): 8 bytes of header length, a JSON header, raw numbers.
// The format exists so that a file from a stranger is safe to open; every promise of the header is checked.
import { type ArrayData, bytesPer, decode, elementCount, encode, type StoredType } from "./arrayData.ts";
import { FormatError } from "./formatError.ts";

const types: Readonly<Record<string, StoredType>> = {
  F64: "float64",
  F32: "float32",
  F16: "float16",
  BF16: "bfloat16",
  I64: "int64",
  I32: "int32",
  I16: "int16",
  I8: "int8",
  U64: "uint64",
  U32: "uint32",
  U16: "uint16",
  U8: "uint8",
  BOOL: "bool",
};

const codes = { float64: "F64", float32: "F32", int32: "I32", bool: "BOOL" } as const;

/** The format's own bound on the header, which keeps a damaged length from being believed. */
const largestHeader = 100_000_000;

/** A tensor of a file that has not been read yet. */
export interface SafetensorsEntry {
  readonly type: StoredType;
  readonly shape: readonly number[];
  /** Bytes of the file, the second one not included. */
  readonly from: number;
  readonly to: number;
}

export interface SafetensorsHeader {
  /** By name, in the header's order. */
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface SafetensorsFile {
  readonly tensors: Map<string, ArrayData>;
  /** Free text entries of the writer, such as `{ format: "pt" }`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Reads a whole file, in the header's order. */
export function parseSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { entries, metadata } = parseSafetensorsHeader(bytes, bytes.length);
  const tensors = new Map<string, ArrayData>();
  for (const [name, entry] of entries) {
    tensors.set(name, decodeSafetensors(entry, bytes.subarray(entry.from, entry.to)));
  }
  return { tensors, metadata };
}

/** Where the header ends, in bytes, by the first eight bytes of a file. */
export function safetensorsHeaderEnd(bytes: Uint8Array): number {
  if (bytes.length < 8) throw damaged(`a file has at least 8 bytes, this one ${bytes.length}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(largestHeader))
    throw damaged(`the header promises ${length} bytes; more than ${largestHeader} are not allowed`);
  return 8 + Number(length);
}

/**
 * What is in a file, without its numbers.
 * @param bytes the file up to the header's end, at least
 * @param size of the whole file
 */
export function parseSafetensorsHeader(bytes: Uint8Array, size: number): SafetensorsHeader {
  const { header, start } = parseHeader(bytes);
  const entries = new Map<string, SafetensorsEntry>();
  const spans: { name: string; from: number; to: number }[] = [];
  let metadata: Readonly<Record<string, string>> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") {
      metadata = checkMetadata(entry);
      continue;
    }
    const { type, shape, from, to } = checkEntry(name, entry, size - start);
    spans.push({ name, from, to });
    entries.set(name, { type, shape, from: start + from, to: start + to });
  }
  checkSpans(spans, size - start);
  return { entries, metadata };
}

/** @param bytes those of the entry */
export function decodeSafetensors({ type, shape }: SafetensorsEntry, bytes: Uint8Array): ArrayData {
  return { ...decode("safetensors", type, bytes, elementCount(shape)!), shape };
}

/** The bytes of a file that holds `tensors`; PyTorch's and Rust's readers accept it. */
export function formatSafetensors(
  tensors: ReadonlyMap<string, ArrayData>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = Object.create(null);
  if (Object.keys(metadata).length > 0) header["__metadata__"] = metadata;
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, array] of tensors) {
    if (name === "__metadata__") throw new FormatError("safetensors", "a tensor cannot be called '__metadata__'");
    const part = encode(array);
    header[name] = { dtype: codes[array.dtype], shape: array.shape, data_offsets: [offset, offset + part.length] };
    parts.push(part);
    offset += part.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Spaces after the JSON align the numbers to 8 bytes, as the reference writer does.
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset).fill(0x20, 8, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(text, 8);
  let at = 8 + headerLength;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const damaged = (message: string) => new FormatError("safetensors", message);

function parseHeader(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  const start = safetensorsHeaderEnd(bytes);
  if (start > bytes.length) throw damaged(`the header promises ${start - 8} bytes and the file has ${bytes.length}`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, start)));
  } catch (error) {
    throw damaged(`the header is not JSON (${(error as Error).message})`);
  }
  if (typeof header !== "object" || header === null || Array.isArray(header))
    throw damaged("the header is not an object");
  return { header: header as Record<string, unknown>, start };
}

function checkMetadata(entry: unknown): Readonly<Record<string, string>> {
  const fine =
    typeof entry === "object" && entry !== null && Object.values(entry).every((value) => typeof value === "string");
  if (!fine) throw damaged("__metadata__ must map names to texts");
  return entry as Readonly<Record<string, string>>;
}

function checkEntry(name: string, entry: unknown, available: number) {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const type = typeof dtype === "string" && Object.hasOwn(types, dtype) ? types[dtype] : undefined;
  if (!type)
    throw damaged(`'${name}' has number type ${JSON.stringify(dtype)}; known are ${Object.keys(types).join(", ")}`);
  const count = Array.isArray(shape) ? elementCount(shape) : undefined;
  if (count === undefined) throw damaged(`'${name}' has shape ${JSON.stringify(shape)}, not a list of whole numbers`);
  const [from, to] = Array.isArray(offsets) ? (offsets as unknown[]) : [];
  if (
    !Number.isSafeInteger(from) ||
    !Number.isSafeInteger(to) ||
    (from as number) < 0 ||
    (to as number) < (from as number)
  ) {
    throw damaged(`'${name}' has data_offsets ${JSON.stringify(offsets)}, not [start, end]`);
  }
  const size = (to as number) - (from as number);
  if ((to as number) > available) throw damaged(`'${name}' ends at byte ${to} of ${available}: the file is cut off`);
  if (size !== count * bytesPer[type]) {
    throw damaged(`'${name}' has ${size} bytes; ${dtype} ${JSON.stringify(shape)} needs ${count * bytesPer[type]}`);
  }
  return { type, shape: shape as number[], from: from as number, to: to as number };
}

/** Numbers must lie end to end: overlaps and holes would let a file mean two things. */
function checkSpans(spans: { name: string; from: number; to: number }[], available: number): void {
  let end = 0;
  for (const { name, from, to } of spans.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) throw damaged(`'${name}' starts at byte ${from}, not at ${end} where the one before it ends`);
    end = to;
  }
  if (end !== available) throw damaged(`${available - end} bytes follow the last tensor`);
}
