// Array files as the viewer reads them: part by part where the server can, whole where it cannot and the file is small.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatNpy } from "../../engine/io/npy.ts";
import { formatSafetensors } from "../../engine/io/safetensors.ts";
import { arrayPayload, openArrayFile } from "../../extension/src/files/arrayFile.ts";
import { type ByteSource, byteSource, TooLarge } from "../../extension/src/files/byteSource.ts";

const grid = { dtype: "float32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) } as const;
const long = { dtype: "float32", shape: [40_000], data: new Float32Array(40_000).fill(7) } as const;
const file = formatSafetensors(new Map<string, typeof grid | typeof long>([["long", long], ["grid", grid]])); // prettier-ignore

/** Answers /ranges/… in parts, /whole/… not, /cut/… with too little, and says which headers it got. */
let server: Server;
let asked: (string | undefined)[] = [];
beforeAll(async () => {
  server = createServer(({ url, headers }, response) => {
    asked.push(headers.authorization);
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "")!.map(Number);
    const body = url === "/ranges/empty" ? new Uint8Array() : file;
    if (url === "/missing") response.writeHead(404, "Not Found").end();
    else if (url === "/whole") response.writeHead(200, { "Content-Length": body.length }).end(body);
    else if (from! >= body.length) response.writeHead(416).end();
    else {
      const part = body.subarray(from, Math.min(body.length, url === "/cut" && from! > 0 ? from! + 5 : to! + 1));
      const range = `bytes ${from}-${from! + part.length - 1}/${body.length}`;
      response.writeHead(206, { "Content-Range": range, "Content-Length": part.length }).end(part);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

test("a server of ranges is asked for what is looked at, with its token", async () => {
  asked = [];
  const source = await byteSource(at("/ranges/a"), "secret", 10);
  expect(source.size).toBe(file.length);
  const { arrays } = await openArrayFile("a.safetensors", source, 1e6);
  expect([...arrays].map(([name, { shape, dtype, bytes }]) => [name, shape, dtype, bytes])).toEqual([
    ["long", [40_000], "float32", 160_000],
    ["grid", [2, 3], "float32", 24],
  ]);
  expect(asked).toEqual(["token secret"]);
  expect((await arrays.get("grid")!.read()).data).toEqual(grid.data);
  const payload = arrayPayload("grid", await arrays.get("grid")!.read(), 1000);
  expect(payload.alt).toMatch(/^grid: float32 \[2, 3\], 6 values from 1 to 6/);
  expect(asked).toHaveLength(3);
});

test("a server that gives files only whole gives small ones", async () => {
  const { arrays } = await openArrayFile("a.safetensors", await byteSource(at("/whole"), "", 1e6), 1e6);
  expect((await arrays.get("long")!.read()).data).toEqual(long.data);
  await expect(byteSource(at("/whole"), "", 1000)).rejects.toThrow(TooLarge);
});

test("what cannot be read is said", async () => {
  await expect(byteSource(at("/missing"), "", 10)).rejects.toThrow("The server does not give this file: 404 Not Found");
  const empty = await byteSource(at("/ranges/empty"), "", 10);
  await expect(openArrayFile("a.safetensors", empty, 1e6)).rejects.toThrow("a file has at least 8 bytes, this one 0");
  const cut = await openArrayFile("a.safetensors", await byteSource(at("/cut"), "", 1e6), 1e6);
  await expect(cut.arrays.get("grid")!.read()).rejects.toThrow("The file has changed while it was read.");
});

test("a file's promises are checked before anything of their size is read", async () => {
  const reads: number[] = [];
  const source = (bytes: Uint8Array, size = bytes.length): ByteSource => ({
    size,
    read: (from, to) => (reads.push(to - from), Promise.resolve(bytes.subarray(from, to))),
  });
  const promising = new Uint8Array(64);
  new DataView(promising.buffer).setBigUint64(0, 10n ** 15n, true);
  await expect(openArrayFile("a.safetensors", source(promising, 1e12), 1e6)).rejects.toThrow(/are not allowed/);
  await expect(openArrayFile("a.safetensors", source(file, 1e12), 1e6)).rejects.toThrow(/bytes follow the last tensor/);
  await expect(openArrayFile("a.npy", source(formatNpy(long), 5e8), 1e6)).rejects.toThrow(TooLarge);
  const { arrays } = await openArrayFile("a.safetensors", source(file), 1000);
  await expect(arrays.get("long")!.read()).rejects.toThrow(TooLarge);
  expect(Math.max(...reads)).toBeLessThan(1000);
});
