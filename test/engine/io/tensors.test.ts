// Files as tensors: what Python wrote comes in, what goes out comes back.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { io, nn, type Tensor, tensor, zeros } from "../../../engine/index.ts";

const fixture = (name: string) => readFileSync(join(import.meta.dirname, "../../fixtures/io", name));

test("a safetensors file becomes tensors by name, and its writer's remarks", () => {
  const { weight, index, mask, scalar, half } = io.loadSafetensors(fixture("torch.safetensors"));
  expect([weight!.shape, weight!.dtype]).toEqual([[2, 3, 4], "float32"]);
  expect([index!.dtype, index!.toArray()]).toEqual(["int32", [3, 1, 2]]);
  expect([mask!.dtype, mask!.toArray()]).toEqual(["bool", [[true, false]]]);
  expect([scalar!.dtype, scalar!.item()]).toEqual(["float64", 1.25]);
  expect(half!.toArray()).toEqual([0.5, -2]);
  expect(io.safetensorsMetadata(fixture("torch.safetensors"))).toEqual({ format: "pt" });
});

test("tensors survive every format, views and all dtypes included", () => {
  const tensors: Record<string, Tensor> = {
    view: tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]).T,
    double: tensor([0.1, -2], { dtype: "float64" }),
    whole: tensor([7, -8], { dtype: "int32" }),
    flags: tensor([true, false]),
    one: tensor(3.5),
    none: zeros([0, 4]),
    ["__proto__"]: tensor([1]),
  };
  const same = (x: Tensor, y: Tensor) =>
    expect([x.dtype, x.shape, x.toArray()]).toEqual([y.dtype, y.shape, y.toArray()]);
  for (const x of Object.values(tensors)) same(io.loadNpy(io.saveNpy(x)), x);
  for (const loaded of [
    io.loadNpz(io.saveNpz(tensors)),
    io.loadSafetensors(io.saveSafetensors(tensors, { metadata: { by: "test" } })),
  ]) {
    expect(Object.keys(loaded)).toEqual(Object.keys(tensors));
    for (const [name, x] of Object.entries(loaded)) same(x, tensors[name]!);
  }
});

test("a model goes to a file and back", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-"));
  try {
    const path = join(folder, "model.safetensors");
    const [model, fresh] = [new nn.LSTM(3, 4), new nn.LSTM(3, 4)];
    writeFileSync(path, io.saveSafetensors(model.stateDict()));
    fresh.loadStateDict(io.loadSafetensors(readFileSync(path)));
    for (const [name, x] of Object.entries(fresh.stateDict()))
      expect(x.toArray()).toEqual(model.stateDict()[name]!.toArray());
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a table has columns, and its numbers are a tensor", () => {
  const table = io.readCsv(new TextEncoder().encode("name,height,weight\nAda,1.5,\nAlan,1.75,70\n"));
  expect([table.length, table.columns]).toEqual([2, ["name", "height", "weight"]]);
  expect(table.column("name")).toEqual(["Ada", "Alan"]);
  expect(table.tensor(["weight", "height"]).toArray()).toEqual([
    [NaN, 1.5],
    [70, 1.75],
  ]);
  expect(io.readCsv("a;b\n1;2\n", { delimiter: ";" }).tensor().toArray()).toEqual([[1, 2]]);
});

test.each<[string, () => unknown, RegExp]>([
  [
    "a path",
    () => io.loadNpy("x.npy" as unknown as Uint8Array),
    /read the file first: loadNpy\(readFileSync\("x.npy"\)\)/,
  ],
  ["nothing", () => io.loadNpz(undefined as unknown as Uint8Array), /takes the bytes of a file and got undefined/],
  ["an empty file", () => io.loadSafetensors(new Uint8Array(0)), /at least 8 bytes/],
  ["another format", () => io.loadNpz(fixture("float32.npy")), /^zip: /],
  ["a number where a tensor should be", () => io.saveNpz({ a: 1 as unknown as Tensor }), /saves tensors, not a number/],
  ["text as numbers", () => io.readCsv("a,b\n1,x\n").tensor(), /column 'b' holds text, such as "x" in row 0/],
  ["an unknown column", () => io.readCsv("a,b\n1,x\n").column("c"), /there is no column 'c'; there are a, b/],
])("%s is refused with the reason", (_, act, message) => expect(act).toThrow(message));

test("a disposed tensor cannot be saved", () => {
  const x = zeros([3]);
  x.dispose();
  expect(() => io.saveNpy(x)).toThrow(/dispose/);
});
