// A small PNG writer for blocks of pixels inside an SVG: bytes are stored, not compressed, because this must run
// synchronously everywhere, and the block has one pixel per number. (Format: PNG specification, RFC 1950 and 1951.)
import type { Pixels } from "./pen.ts";

/** The block as a PNG file in base64. */
export function encodePng({ width, height, rgba }: Pixels): string {
  const stride = width * 4 + 1;
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) rows.set(rgba.subarray(y * width * 4, (y + 1) * width * 4), y * stride + 1);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 6, 0, 0, 0], 8); // 8 bits a channel, RGBA
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const file = [
    signature,
    ...chunk("IHDR", header),
    ...chunk("IDAT", stored(rows)),
    ...chunk("IEND", new Uint8Array()),
  ];
  let binary = "";
  for (const part of file) {
    for (let at = 0; at < part.length; at += 0x8000) binary += String.fromCharCode(...part.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}

function chunk(type: string, data: Uint8Array): Uint8Array[] {
  const body = new Uint8Array(4 + data.length);
  body.set([...type].map((c) => c.charCodeAt(0)));
  body.set(data, 4);
  return [bigEndian(data.length), body, bigEndian(crc32(body))];
}

/** The zlib format with uncompressed blocks of at most 65,535 bytes. */
function stored(data: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(data.length / 0xffff));
  const out = new Uint8Array(2 + blocks * 5 + data.length + 4);
  out.set([0x78, 0x01]);
  let to = 2;
  for (let i = 0; i < blocks; i++) {
    const part = data.subarray(i * 0xffff, (i + 1) * 0xffff);
    const { length } = part;
    out.set([i === blocks - 1 ? 1 : 0, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255], to);
    out.set(part, to + 5);
    to += 5 + length;
  }
  out.set(bigEndian(adler32(data)), to);
  return out;
}

function bigEndian(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

function adler32(data: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
