import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inflateRawSync, deflateRawSync } from "node:zlib";
import type { ArrayData } from "../../../engine/io/arrayData.ts";
import { FormatError } from "../../../engine/io/formatError.ts";
import { inflate } from "../../../engine/io/inflate.ts";
import { formatNpy, parseNpy } from "../../../engine/io/npy.ts";
import { formatNpz, parseNpz } from "../../../engine/io/npz.ts";
import { formatSafetensors, parseSafetensors } from "../../../engine/io/safetensors.ts";
import { random } from "../random.ts";

const fixture = (name: string) => new Uint8Array(readFileSync(join(import.meta.dirname, "../../fixtures/io", name)));
const grid = Array.from({ length: 24 }, (_, i) => i / 8 - 1);

describe("npy", () => {
  test("reads NumPy's float32 with its shape", () => {
    expect(parseNpy(fixture("float32.npy"))).toEqual({
      dtype: "float32",
      shape: [2, 3, 4],
      data: Float32Array.from(grid),
    });
  });

  test("brings Fortran order and big-endian numbers into row-major little-endian form", () => {
    expect(parseNpy(fixture("fortran.npy")).data).toEqual(Float64Array.from(grid));
    expect(parseNpy(fixture("bigEndian.npy")).data).toEqual(Float64Array.from(grid));
  });

  test("widens halves exactly, infinities and NaN included", () => {
    const { data } = parseNpy(fixture("half.npy"));
    expect([...data]).toEqual([0.5, -2, 65504, Math.fround(2 ** -24), Infinity, -Infinity, NaN]);
  });

  test("reads int64 that fits int32 and refuses what does not, naming the element", () => {
    expect(parseNpy(fixture("int64.npy"))).toEqual({
      dtype: "int32",
      shape: [2, 2],
      data: Int32Array.of(1, -2, 3, 2147483647),
    });
    expect(() => parseNpy(fixture("wide.npy"))).toThrow(/element 0 is 2147483648, which does not fit int32/);
  });

  test("reads bool, scalars and empty arrays", () => {
    expect(parseNpy(fixture("bool.npy"))).toEqual({ dtype: "bool", shape: [3], data: Uint8Array.of(1, 0, 1) });
    expect(parseNpy(fixture("scalar.npy"))).toEqual({ dtype: "float32", shape: [], data: Float32Array.of(2.5) });
    expect(parseNpy(fixture("empty.npy"))).toEqual({ dtype: "float32", shape: [0, 3], data: new Float32Array(0) });
  });

  test("says what to do about complex numbers", () => {
    expect(() => parseNpy(fixture("complex.npy"))).toThrow(/number type '<c16' cannot be read; save real numbers/);
  });

  test("writes the bytes that numpy.save writes", () => {
    for (const name of ["float32.npy", "bool.npy", "scalar.npy", "empty.npy", "noise.npy"]) {
      expect(formatNpy(parseNpy(fixture(name))), name).toEqual(fixture(name));
    }
  });
});

describe("npz", () => {
  test("reads stored and deflated archives", () => {
    const plain = parseNpz(fixture("plain.npz"));
    expect([...plain.keys()]).toEqual(["grid", "steps"]);
    const packed = parseNpz(fixture("compressed.npz"));
    expect(packed.get("grid")).toEqual(plain.get("grid"));
    expect(packed.get("text")).toEqual(parseNpy(fixture("text.npy")));
    expect(packed.get("noise")).toEqual(parseNpy(fixture("noise.npy")));
  });

  test("writes what it reads", () => {
    const arrays = parseNpz(fixture("compressed.npz"));
    expect(parseNpz(formatNpz(arrays))).toEqual(arrays);
  });

  test("notices a changed byte by its checksum", () => {
    const bytes = formatNpz(parseNpz(fixture("plain.npz")));
    bytes[200]! ^= 1;
    expect(() => parseNpz(bytes)).toThrow(/checksum of 'grid.npy' is wrong/);
  });
});

describe("inflate", () => {
  test("agrees with zlib on texts, noise and runs, at every level", () => {
    const next = random(7);
    const noise = Uint8Array.from({ length: 5000 }, () => next() * 256);
    const runs = Uint8Array.from({ length: 70_000 }, (_, i) => (i % 1000 < 3 ? i : 65));
    const words = new TextEncoder().encode("to be or not to be that is the question ".repeat(500));
    for (const data of [noise, runs, words, new Uint8Array(0)]) {
      for (const level of [0, 1, 6, 9]) {
        const packed = new Uint8Array(deflateRawSync(data, { level }));
        expect(inflate(packed, data.length)).toEqual(new Uint8Array(inflateRawSync(packed)));
      }
    }
  });
});

describe("safetensors", () => {
  test("reads what PyTorch saved: all types, a scalar and the metadata", () => {
    const { tensors, metadata } = parseSafetensors(fixture("torch.safetensors"));
    expect(metadata).toEqual({ format: "pt" });
    expect(tensors.get("weight")).toEqual({ dtype: "float32", shape: [2, 3, 4], data: Float32Array.from(grid) });
    expect(tensors.get("half")).toEqual({ dtype: "float32", shape: [2], data: Float32Array.of(0.5, -2) });
    expect(tensors.get("brain")).toEqual({ dtype: "float32", shape: [2], data: Float32Array.of(0.5, -3.140625) });
    expect(tensors.get("index")).toEqual({ dtype: "int32", shape: [3], data: Int32Array.of(3, 1, 2) });
    expect(tensors.get("mask")).toEqual({ dtype: "bool", shape: [1, 2], data: Uint8Array.of(1, 0) });
    expect(tensors.get("scalar")).toEqual({ dtype: "float64", shape: [], data: Float64Array.of(1.25) });
  });

  test("writes what it reads", () => {
    const { tensors } = parseSafetensors(fixture("torch.safetensors"));
    expect(parseSafetensors(formatSafetensors(tensors, { by: "gradbook" }))).toEqual({
      tensors,
      metadata: { by: "gradbook" },
    });
  });

  const withHeader = (header: string, data = 0) => {
    const text = new TextEncoder().encode(header);
    const bytes = new Uint8Array(8 + text.length + data);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, 8);
    return bytes;
  };

  test.each([
    ["an impossible header length", new Uint8Array(16).fill(255), /more than 100000000 are not allowed/],
    ["a header that is no JSON", withHeader("{nonsense"), /the header is not JSON/],
    [
      "an unknown number type",
      withHeader('{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}', 8),
      /'a' has number type "C64"/,
    ],
    [
      "a shape that is not one",
      withHeader('{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}', 4),
      /shape \[1.5\]/,
    ],
    [
      "a shape whose size overflows",
      withHeader('{"a":{"dtype":"F32","shape":[9007199254740991,9],"data_offsets":[0,4]}}', 4),
      /shape/,
    ],
    [
      "offsets outside the file",
      withHeader('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'),
      /the file is cut off/,
    ],
    [
      "a size that does not fit the shape",
      withHeader('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4),
      /needs 8/,
    ],
    [
      "a hole before a tensor",
      withHeader('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 8),
      /starts at byte 4, not at 0/,
    ],
    [
      "bytes after the last tensor",
      withHeader('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 6),
      /2 bytes follow/,
    ],
    [
      "a type named like an object's method",
      withHeader('{"a":{"dtype":"toString","shape":[],"data_offsets":[0,0]}}'),
      /number type/,
    ],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => parseSafetensors(bytes)).toThrow(message);
  });

  test("refuses overlapping tensors", () => {
    const header =
      '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}';
    expect(() => parseSafetensors(withHeader(header, 8))).toThrow(/'b' starts at byte 4, not at 8/);
  });
});

describe("10,000 seeded corruptions of each format give their array or a FormatError, nothing else", () => {
  const readers: Record<string, [string, (bytes: Uint8Array) => unknown]> = {
    npy: ["float32.npy", (bytes) => sane(parseNpy(bytes))],
    npz: ["compressed.npz", (bytes) => [...parseNpz(bytes).values()].forEach(sane)],
    safetensors: ["torch.safetensors", (bytes) => [...parseSafetensors(bytes).tensors.values()].forEach(sane)],
  };

  function sane({ shape, data }: ArrayData): void {
    expect(data.length).toBe(shape.reduce((product, dimension) => product * dimension, 1));
  }

  test.each(Object.keys(readers))("%s", (name) => {
    const [file, read] = readers[name]!;
    const original = fixture(file);
    const seed = 2026;
    const next = random(seed);
    let refused = 0;
    for (let round = 0; round < 10_000; round++) {
      const bytes = original.slice(0, next() < 0.2 ? Math.floor(next() * original.length) : original.length);
      for (let hits = 1 + next() * 4; hits > 1 && bytes.length > 0; hits--)
        bytes[Math.floor(next() * bytes.length)] = next() * 256;
      try {
        read(bytes);
      } catch (error) {
        if (!(error instanceof FormatError))
          throw new Error(`seed ${seed}, round ${round}: ${String(error)}`, { cause: error });
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });
});
