// NumPy's archive of named arrays: a zip with one `.npy` file a name (`numpy.savez`, `numpy.savez_compressed`).
import type { ArrayData } from "./arrayData.ts";
import { FormatError } from "./formatError.ts";
import { formatNpy, parseNpy } from "./npy.ts";
import { readZip, writeZip } from "./zip.ts";

/** Arrays by name, in the archive's order. */
export function parseNpz(bytes: Uint8Array): Map<string, ArrayData> {
  const arrays = new Map<string, ArrayData>();
  for (const [name, member] of readZip(bytes)) {
    if (!name.endsWith(".npy"))
      throw new FormatError("npz", `'${name}' is no .npy file: this zip was not written by numpy.savez`);
    arrays.set(name.slice(0, -4), parseNpy(member));
  }
  return arrays;
}

/** The bytes of an uncompressed `.npz` archive, as `numpy.savez` writes it. */
export function formatNpz(arrays: ReadonlyMap<string, ArrayData>): Uint8Array {
  return writeZip(new Map([...arrays].map(([name, array]) => [`${name}.npy`, formatNpy(array)])));
}
