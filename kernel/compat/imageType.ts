// Pictures are known by their first bytes.

export function imageType(value: unknown): "image/png" | "image/jpeg" | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  if (starts(value, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "image/png";
  return starts(value, [0xff, 0xd8, 0xff]) ? "image/jpeg" : undefined;
}

const starts = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, i) => bytes[i] === byte);
