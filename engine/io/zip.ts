// The part of the zip format (PKWARE APPNOTE 6.3) that npz files use: stored or deflated members, zip64 sizes.
// Reads through the central directory, checks every member's CRC-32, writes members stored.
import { FormatError } from "./formatError.ts";
import { inflate } from "./inflate.ts";

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const zip64Field = 1;
const absent = 0xffffffff;

/** Members by name, decompressed, in the archive's order. */
export function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, start } = findDirectory(view);
  const members = new Map<string, Uint8Array>();
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== centralSignature)
      throw damaged(`directory entry ${i} is missing`, at);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > bytes.length) throw damaged(`directory entry ${i} is cut off`, at);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    members.set(name, readMember(bytes, view, at, name));
    at = next;
  }
  return members;
}

/** A zip archive that holds `members` uncompressed. */
export function writeZip(members: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const records = [...members].map(([name, data]) => ({
    name: new TextEncoder().encode(name),
    data,
    crc: crc32(data),
  }));
  const localSize = records.reduce((sum, { name, data }) => sum + 30 + name.length + data.length, 0);
  const directorySize = records.reduce((sum, { name }) => sum + 46 + name.length, 0);
  if (localSize + directorySize > absent || records.length > 0xffff) {
    throw new FormatError("zip", "more than 4 GiB or 65,535 members do not fit: save in several files");
  }
  const bytes = new Uint8Array(localSize + directorySize + 22);
  const view = new DataView(bytes.buffer);
  let local = 0;
  let central = localSize;
  for (const { name, data, crc } of records) {
    const common = (at: number) => {
      view.setUint16(at, 20, true); // version 2.0 reads it
      view.setUint16(at + 2, 0x0800, true); // the name is UTF-8
      view.setUint16(at + 8, 0x21, true); // 1 January 1980: the same tensors give the same bytes
      [crc, data.length, data.length].forEach((value, i) => view.setUint32(at + 10 + 4 * i, value, true));
      view.setUint16(at + 22, name.length, true);
    };
    view.setUint32(central, centralSignature, true);
    view.setUint16(central + 4, 20, true);
    common(central + 6);
    view.setUint32(central + 42, local, true);
    bytes.set(name, central + 46);
    central += 46 + name.length;
    view.setUint32(local, localSignature, true);
    common(local + 4);
    bytes.set(name, local + 30);
    bytes.set(data, local + 30 + name.length);
    local += 30 + name.length + data.length;
  }
  view.setUint32(central, endSignature, true);
  view.setUint16(central + 8, records.length, true);
  view.setUint16(central + 10, records.length, true);
  view.setUint32(central + 12, directorySize, true);
  view.setUint32(central + 16, localSize, true);
  return bytes;
}

const damaged = (message: string, offset: number) => new FormatError("zip", `damaged archive (${message})`, offset);

function findDirectory(view: DataView): { count: number; start: number } {
  // The end record is 22 bytes and may be followed by a comment of up to 65,535.
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= lowest; at--) {
    if (view.getUint32(at, true) !== endSignature) continue;
    const count = view.getUint16(at + 10, true);
    const start = view.getUint32(at + 16, true);
    if (count !== 0xffff && start !== absent) return { count, start };
    return findDirectory64(view, at);
  }
  throw new FormatError("zip", "this is no zip archive (its end record is missing)");
}

function findDirectory64(view: DataView, end: number): { count: number; start: number } {
  const locator = end - 20;
  const at = locator >= 0 ? Number(view.getBigUint64(locator + 8, true)) : -1;
  if (at < 0 || at + 56 > view.byteLength || view.getUint32(at, true) !== end64Signature)
    throw damaged("zip64 record is missing", end);
  return { count: Number(view.getBigUint64(at + 32, true)), start: Number(view.getBigUint64(at + 48, true)) };
}

function readMember(bytes: Uint8Array, view: DataView, central: number, name: string): Uint8Array {
  const method = view.getUint16(central + 10, true);
  const crc = view.getUint32(central + 16, true);
  const { size, packedSize, offset } = sizes(view, central);
  if (view.getUint16(central + 8, true) & 1) throw new FormatError("zip", `'${name}' is encrypted`);
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== localSignature)
    throw damaged(`'${name}' has no header`, offset);
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packedSize > bytes.length) throw damaged(`'${name}' is cut off`, start);
  const packed = bytes.subarray(start, start + packedSize);
  const data = method === 0 ? packed : method === 8 ? unpack(packed, size, name) : undefined;
  if (!data)
    throw new FormatError("zip", `'${name}' uses compression method ${method}; only stored and deflated can be read`);
  if (data.length !== size) throw damaged(`'${name}' has ${data.length} bytes, not ${size}`, start);
  if (crc32(data) !== crc) throw damaged(`the checksum of '${name}' is wrong`, start);
  return data;
}

function unpack(packed: Uint8Array, size: number, name: string): Uint8Array {
  // DEFLATE cannot shrink by more than a factor of 1032: a larger promise is a trap or damage, so do not allocate it.
  if (size > packed.length * 1032 + 1024) throw damaged(`'${name}' promises ${size} bytes out of ${packed.length}`, 0);
  return inflate(packed, size);
}

function sizes(view: DataView, central: number): { size: number; packedSize: number; offset: number } {
  const values = [
    view.getUint32(central + 24, true),
    view.getUint32(central + 20, true),
    view.getUint32(central + 42, true),
  ] as [number, number, number];
  // Fields that do not fit 32 bits are all ones here and follow, in this order, in the zip64 extra field.
  let at = central + 46 + view.getUint16(central + 28, true);
  const end = at + view.getUint16(central + 30, true);
  while (values.includes(absent) && at + 4 <= end) {
    const length = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === zip64Field) {
      let field = at + 4;
      for (let i = 0; i < 3; i++) {
        if (values[i] !== absent || field + 8 > end) continue;
        values[i] = Number(view.getBigUint64(field, true));
        field += 8;
      }
      break;
    }
    at += 4 + length;
  }
  return { size: values[0], packedSize: values[1], offset: values[2] };
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < data.length; i++) crc = (crc >>> 8) ^ crcTable[(crc ^ data[i]!) & 0xff]!;
  return ~crc >>> 0;
}
