// What all kinds of figures have in common: our own data, a picture, a sentence; and what they refuse.
import { describe, expect, test } from "vitest";
import { darkTheme, lightTheme } from "../../extension/figures/draw/theme.ts";
import { svgSheet } from "../../extension/figures/draw/svgSheet.ts";
import { attentionStill } from "../../extension/figures/attention/still.ts";
import { readAttention } from "../../extension/figures/payload/attention.ts";
import { encodeBuffer } from "../../extension/figures/payload/buffers.ts";
import { readCurves } from "../../extension/figures/payload/curves.ts";
import { readTensor } from "../../extension/figures/payload/tensor.ts";
import { randn, tensor, zeros } from "../../engine/index.ts";
import { messageSymbol } from "../../kernel/display/bundle.ts";
import * as figures from "../../kernel/figures/index.ts";

const bundle = (figure: figures.Figure) => figure[messageSymbol]();

const some = {
  tensor: () => figures.tensor(randn([3, 40, 40]), { title: "weights", axes: ["head", "row", "column"] }),
  curves: () => figures.curves({ loss: [3, 2, 1.5], accuracy: { x: [0, 2], y: [0.2, 0.9] } }, { title: "run" }),
  attention: () =>
    figures.attention(randn([2, 3, 4]).softmax(), { queries: ["a", "b", "c"], keys: ["w", "x", "y", "z"] }),
};

test.each(Object.entries(some))("%s: own data, an opaque PNG of at most 60 KB, one sentence", (kind, make) => {
  const { data, metadata } = bundle(make());
  expect(Object.keys(data)).toEqual([`application/vnd.gradbook.${kind}.v1+json`, "text/plain", "image/png"]);
  const png = Buffer.from(data["image/png"] as string, "base64");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.length).toBeLessThanOrEqual(60_000);
  expect(metadata["image/png"]).toMatchObject({ width: expect.any(Number), needs_background: "light" });
  expect(data["text/plain"]).toMatch(/^[^\n]+\.$/);
  expect(JSON.stringify(data).length).toBeLessThan(1_000_000);
});

test.each(Object.entries(some))("%s: survives JSON, and is drawn in both themes", (kind, make) => {
  const payload = JSON.parse(JSON.stringify(make().payload));
  const read = { tensor: readTensor, curves: readCurves, attention: readAttention }[kind]!;
  expect(() => read(payload)).not.toThrow();
  expect(make().toSvg()).toMatch(/^<svg[^>]*role="img"/);
  if (kind !== "attention") return;
  for (const theme of [lightTheme, darkTheme]) {
    const still = attentionStill(readAttention(payload), theme, { layer: 0, head: 1, mode: "lines" });
    const sheet = svgSheet(still.width, still.height, { background: theme.background, alt: "" });
    still.paint(sheet);
    expect(sheet.toString()).toContain("<path");
  }
});

describe("data that is damaged or hostile becomes a sentence, not a picture", () => {
  const good = () => JSON.parse(JSON.stringify(some.tensor().payload));
  test.each<[string, (payload: Record<string, never>) => void, RegExp]>([
    ["another version", (p) => Object.assign(p, { v: 2 }), /tensor\.v/],
    ["text for numbers", (p) => Object.assign(p, { shape: ["<script>"] }), /tensor\.shape\[0\]/],
    [
      "a buffer that is too short",
      (p) => Object.assign(p, { buffers: { values: encodeBuffer(Float32Array.of(1), [1]) } }),
      /tensor/,
    ],
    ["a shape without end", (p) => Object.assign(p, { shape: Array.from({ length: 100 }, () => 1) }), /at most 12/],
  ])("%s", (_, damage, message) => {
    const payload = good();
    damage(payload);
    expect(() => readTensor(payload)).toThrow(message);
  });
});

test.each<[string, () => unknown, RegExp]>([
  [
    "numbers that do not fill the shape",
    () => figures.tensor({ shape: [2, 2], dtype: "float32", data: [1] }),
    /needs 4 elements/,
  ],
  ["names for other axes", () => figures.tensor(zeros([2, 2]), { axes: ["a"] }), /all 2 axes/],
  ["curves of words", () => figures.curves({ loss: ["a"] as unknown as number[] }), /not two numbers/],
  ["x values that fall", () => figures.curves({ loss: { x: [2, 1], y: [0, 0] } }), /fall from 2 to 1/],
  ["weights that are none", () => figures.attention(tensor([[2, -1]])), /weight 0 is 2/],
  ["words for other weights", () => figures.attention(zeros([2, 3]), { queries: ["a"] }), /1 queries for 2/],
  [
    "a head that is not there",
    () => figures.attention(zeros([2, 3, 3]), { head: 5 }),
    /2 heads, so no layer 0, head 5/,
  ],
  ["a live figure of numbers", () => figures.live([1, 2] as never), /expected a recorder/],
])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
