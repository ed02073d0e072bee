// The file formats as users meet them: bytes in, tensors out, and back. Paths belong to the host; in Node,
// `readFileSync(path)` gives bytes, and `writeFileSync(path, bytes)` takes them.
import { DTypeError } from "../errors.ts";
import { entriesOf } from "../tensor/given.ts";
import { empty, Tensor } from "../tensor/tensor.ts";
import type { ArrayData } from "./arrayData.ts";
import { FormatError } from "./formatError.ts";
import { formatNpy, parseNpy } from "./npy.ts";
import { formatNpz, parseNpz } from "./npz.ts";
import { formatSafetensors, parseSafetensors } from "./safetensors.ts";

/** The bytes of a file. Node's Buffer is one; an ArrayBuffer, as `fetch` gives it, is taken too. */
export type Bytes = Uint8Array | ArrayBuffer;

/**
 * Tensors by name from a safetensors file. A checkpoint that PyTorch saved goes straight into a model.
 * Half precisions widen to float32, integers narrow to int32.
 * @example model.loadStateDict(io.loadSafetensors(readFileSync("model.safetensors")))
 * @throws FormatError saying what is damaged, or which integer does not fit
 */
export function loadSafetensors(bytes: Bytes): Record<string, Tensor> {
  return byName(parseSafetensors(asBytes("loadSafetensors", bytes)).tensors);
}

/** The free text that the writer of a safetensors file put into it, such as { format: "pt" }. @throws FormatError */
export function safetensorsMetadata(bytes: Bytes): Readonly<Record<string, string>> {
  return parseSafetensors(asBytes("safetensorsMetadata", bytes)).metadata;
}

/**
 * The bytes of a safetensors file, which `safetensors.torch.load_file` reads.
 * @param metadata free text, by name
 * @example writeFileSync("model.safetensors", io.saveSafetensors(model.stateDict()))
 */
export function saveSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  { metadata = {} }: { readonly metadata?: Readonly<Record<string, string>> } = {},
): Uint8Array {
  return formatSafetensors(toArrays("saveSafetensors", tensors), metadata);
}

/** The tensor of a `.npy` file, as `numpy.save` writes it. @throws FormatError */
export function loadNpy(bytes: Bytes): Tensor {
  return toTensor(parseNpy(asBytes("loadNpy", bytes)));
}

/** The bytes of a `.npy` file, which `numpy.load` reads. */
export function saveNpy(x: Tensor): Uint8Array {
  return formatNpy(toArray("saveNpy", x));
}

/** Tensors by name from a `.npz` archive, compressed or not. @throws FormatError */
export function loadNpz(bytes: Bytes): Record<string, Tensor> {
  return byName(parseNpz(asBytes("loadNpz", bytes)));
}

/** The bytes of a `.npz` archive, which `numpy.load` reads. Not compressed. */
export function saveNpz(tensors: Readonly<Record<string, Tensor>>): Uint8Array {
  return formatNpz(toArrays("saveNpz", tensors));
}

/** @throws FormatError for what is no bytes: a path, above all */
export function asBytes(what: string, bytes: Bytes): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  const given: unknown = bytes;
  const advice =
    typeof given === "string" ? `; read the file first: ${what}(readFileSync(${JSON.stringify(given)}))` : "";
  throw new FormatError("io", `${what} takes the bytes of a file and got ${typeof given}${advice}`);
}

function toTensor({ dtype, shape, data }: ArrayData): Tensor {
  const out = empty(shape, dtype);
  out.data.set(data);
  return out;
}

// `fromEntries` defines properties instead of assigning them: a tensor called "__proto__" is a tensor like any other.
const byName = (arrays: ReadonlyMap<string, ArrayData>): Record<string, Tensor> =>
  Object.fromEntries([...arrays].map(([name, array]) => [name, toTensor(array)]));

function toArray(what: string, x: Tensor): ArrayData {
  if (!(x instanceof Tensor)) throw new DTypeError(`${what} saves tensors, not a ${typeof x}.`);
  return { dtype: x.dtype, shape: x.shape, data: x.data } as ArrayData;
}

const toArrays = (what: string, tensors: Readonly<Record<string, Tensor>>): Map<string, ArrayData> =>
  new Map(entriesOf(tensors, `${what} takes tensors by name`).map(([name, x]) => [name, toArray(what, x)]));
