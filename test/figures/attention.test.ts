// Attention's figure: what it says of heads and words, and how it draws long texts and all heads at once.
import { describe, expect, test } from "vitest";
import { categories } from "../../extension/figures/draw/color.ts";
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { svgSheet } from "../../extension/figures/draw/svgSheet.ts";
import { attentionStill } from "../../extension/figures/attention/still.ts";
import { alignmentOf, headSentence } from "../../extension/figures/attention/describe.ts";
import { placeAttention, underPoint } from "../../extension/figures/attention/places.ts";
import {
  type AttentionChoices,
  defaultAttention,
  everyHead,
  headWeights,
  keysLookedAt,
  meanHead,
} from "../../extension/figures/attention/head.ts";
import { readAttention } from "../../extension/figures/payload/attention.ts";
import { full, randn, tensor } from "../../engine/index.ts";
import * as figures from "../../kernel/figures/index.ts";

describe("attention", () => {
  test("says how many keys a query looks at: one for a hard mask, all for an even one", () => {
    expect(keysLookedAt(Float32Array.of(1, 0, 0, 0, 1, 0), 3)).toBeCloseTo(1, 6);
    expect(keysLookedAt(new Float32Array(8).fill(0.25), 4)).toBeCloseTo(4, 5);
  });

  test("tells the entropy of a head, and in the alignment view who looks at whom most", () => {
    const weights = tensor([[0.5, 0.5, 0], [0.1, 0.1, 0.8]]); // prettier-ignore
    const figure = figures.attention(weights, { queries: ["a", "b"], keys: ["x", "y", "z"], mode: "alignment" });
    const data = readAttention(figure.payload);
    const choices = defaultAttention(data);
    const entropy = (Math.log(2) - 0.2 * Math.log(0.1) - 0.8 * Math.log(0.8)) / 2;
    expect(headSentence(data, choices)).toContain(`entropy ${entropy.toFixed(2)}`);
    const aligned = [0, 1].map((query) => alignmentOf(headWeights(data, 0, 0), 3, query).map(({ key }) => key));
    expect(aligned).toEqual([[0, 1], [2]]);
    const places = placeAttention(data, choices, 600);
    const { stage } = places;
    const under = (x: number, y: number) => underPoint(data, choices, places, stage.x + x, stage.y + y);
    expect([under(stage.width - 5, 10), under(5, stage.height - 5)]).toEqual([{ key: 2 }, { query: 0 }]);
    expect(figure.toSvg()).toContain("<path");
  });

  test("over a long text every weight is small, and none is lost", () => {
    const even = (keys: number, heads: number) =>
      readAttention(figures.attention(full([heads, 4, keys], 1 / keys)).payload);
    // A thousand keys alike, in both ways that weights travel: each head looks at all of them.
    for (const data of [even(1000, 1), even(1000, 100)]) {
      expect(keysLookedAt(headWeights(data, 0, 0), 1000)).toBeCloseTo(1000, -1);
    }
    expect(JSON.stringify(figures.attention(full([100, 4, 1000], 0.001)).payload).length).toBeLessThan(1_000_000);
  });

  test("draws all heads over one another, each in its colour, and numbers in cells with room", () => {
    const data = readAttention(figures.attention(randn([3, 5, 5]).softmax(-1), { queries: [..."abcde"] }).payload);
    const draw = (choices: AttentionChoices) => {
      const still = attentionStill(data, lightTheme, choices);
      const sheet = svgSheet(still.width, still.height);
      still.paint(sheet);
      return sheet.toString();
    };
    const colours = (svg: string) => categories.light.filter((color) => svg.includes(`stroke="${color}"`)).length;
    const lines = { layer: 0, head: everyHead, mode: "lines" } as const;
    expect([colours(draw(lines)), colours(draw({ ...lines, head: meanHead }))]).toEqual([3, 0]);
    const shown = headWeights(data, 0, 1).filter((weight) => weight >= 0.005);
    const matrix = draw({ layer: 0, head: 1, mode: "matrix" });
    for (const weight of shown) expect(matrix).toContain(`>${weight.toFixed(2)}</text>`);
  });

  test("finds out by itself that nobody looks ahead", () => {
    const causal = (weights: number[][]) => readAttention(figures.attention(tensor(weights)).payload).causal;
    expect([
      causal([
        [1, 0],
        [0.5, 0.5],
      ]),
      causal([
        [0.9, 0.1],
        [0.5, 0.5],
      ]),
    ]).toEqual([true, false]);
  });
});
