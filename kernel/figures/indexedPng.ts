// PNG with a palette of at most 256 colours: figures have few hues, so this is a third of the size of full colour.
// (PNG specification, third edition: IHDR colour type 3.)
import { zlib } from "../host/builtins.ts";

interface Image {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Encodes an opaque image. */
export function encodeIndexedPng(image: Image): Buffer {
  const { palette, indices } = quantize(image);
  const { width, height } = image;
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8); // 8 bits, palette
  const colors = Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = zlib().deflateSync(rows, { level: 9 });
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", colors),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(zlib().crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/**
 * Colours that differ by less than 8 in every channel share a bucket, whose mean stands for them; beyond 256 buckets
 * the rarest take the nearest of the others.
 */
function quantize({ width, height, rgba }: Image): { palette: number[]; indices: Uint8Array } {
  const count = new Uint32Array(1 << 15);
  const sums = [new Float64Array(1 << 15), new Float64Array(1 << 15), new Float64Array(1 << 15)] as const;
  const buckets = new Uint16Array(width * height);
  for (let i = 0; i < buckets.length; i++) {
    const r = rgba[i * 4]!;
    const g = rgba[i * 4 + 1]!;
    const b = rgba[i * 4 + 2]!;
    const bucket = ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
    buckets[i] = bucket;
    count[bucket]!++;
    sums[0][bucket]! += r;
    sums[1][bucket]! += g;
    sums[2][bucket]! += b;
  }
  const used = Array.from(count.keys()).filter((bucket) => count[bucket]! > 0);
  const mean = (bucket: number) =>
    sums.reduce((color, sum) => (color << 8) | Math.round(sum[bucket]! / count[bucket]!), 0);
  const frequent = used.toSorted((a, b) => count[b]! - count[a]!).slice(0, 256);
  const palette = frequent.map(mean);
  const indexOf = new Uint8Array(1 << 15);
  for (const bucket of used) indexOf[bucket] = nearest(palette, mean(bucket));
  // A loop: `Uint8Array.from` with a function takes several times as long, and a figure has a million pixels.
  const indices = new Uint8Array(buckets.length);
  for (let i = 0; i < indices.length; i++) indices[i] = indexOf[buckets[i]!]!;
  return { palette, indices };
}

function nearest(palette: readonly number[], color: number): number {
  let best = 0;
  let least = Infinity;
  for (let i = 0; i < palette.length; i++) {
    const d = distance(color, palette[i]!);
    if (d < least) {
      best = i;
      least = d;
    }
  }
  return best;
}

function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 255) - ((b >> 8) & 255);
  const blue = (a & 255) - (b & 255);
  return red * red + green * green + blue * blue;
}
