// Module figures: the tree of a model with its numbers and gradients, also the default display of a model.
import { expect, test } from "vitest";
import { defaultModule, moduleScene } from "../../extension/figures/module/scene.ts";
import { pathOf, rowSentence } from "../../extension/figures/module/describe.ts";
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { readModule } from "../../extension/figures/payload/module.ts";
import { figures, manualSeed, nn, randn, zeros } from "../../kernel/api.ts";
import { format } from "../../kernel/display/format.ts";

const network = () =>
  new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU(), new nn.BatchNorm1d(8), new nn.Linear(8, 2, { bias: false }));

const read = (model: nn.Module) => readModule(JSON.parse(JSON.stringify(figures.module(model).payload)));

test("every module, parameter and buffer has its row, with the path that the state dict knows", () => {
  const model = network();
  const data = read(model);
  const paths = data.rows.flatMap(({ kind }, i) => (kind === "module" ? [] : [pathOf(data, i)]));
  expect(paths.toSorted()).toEqual(Object.keys(model.stateDict()).toSorted());
  expect(data.rows.map(({ name, count }) => [name, count]).slice(0, 4)).toEqual([
    ["", 4 * 8 + 8 + 16 + 16],
    ["0", 40],
    ["weight", 32],
    ["bias", 8],
  ]);
  expect(data.count).toBe(model.parameterCount);
});

test("norms and spread are those of the numbers, gradients appear after backward", () => {
  manualSeed(4);
  const model = network();
  expect(read(model).rows.some(({ gradient }) => gradient)).toBe(false);
  model
    .call(randn([16, 4]))
    .pow(2)
    .mean()
    .backward();
  const data = read(model);
  const weight = data.rows.find(({ kind }) => kind === "parameter")!;
  const parameter = model.parameters()[0]!;
  expect(weight.values!.norm).toBeCloseTo(parameter.pow(2).sum().sqrt().item(), 4);
  expect(weight.gradient!.norm).toBeCloseTo(parameter.grad!.pow(2).sum().sqrt().item(), 5);
  expect(weight.values!.histogram.reduce((a, b) => a + b)).toBe(32);
  expect(rowSentence(weight)).toMatch(/^weight float32 \[8, 4\], 32 numbers, norm .* gradient: norm /);
});

test("shared parameters count once, frozen and broken ones are said to be", () => {
  const model = new nn.Sequential(new nn.Linear(3, 3), new nn.Linear(3, 3));
  const [first, second] = model.children() as [nn.Linear, nn.Linear];
  Object.assign(second, { weight: first.weight });
  first.bias!.requiresGrad = false;
  first.weight.grad = zeros([3, 3]).add(NaN);
  const data = read(model);
  const rows = data.rows.filter(({ kind }) => kind === "parameter");
  expect(rows.map(({ sameAs, trainable }) => [sameAs, trainable])).toEqual([
    [undefined, true],
    [undefined, false],
    ["0.weight", true],
    [undefined, true],
  ]);
  expect([data.count, data.trainable]).toEqual([15, 12]);
  expect(rows[0]!.gradient).toMatchObject({ broken: 9, min: NaN });
  expect(figures.module(model).toSvg()).toContain("NaN or ∞");
});

test("a large model opens only as far as it can be read, and the columns fit", () => {
  const data = read(new nn.TransformerEncoder(() => new nn.TransformerEncoderLayer(8, 2, { dimFeedforward: 16 }), 6));
  for (const width of [300, 700, 900]) {
    const scene = moduleScene(data, defaultModule(data), lightTheme, width);
    expect(scene.shown.length).toBeLessThanOrEqual(28);
    const ends = Object.values(scene.columns).map((column) => column.x + column.width);
    expect(Math.max(...ends)).toBeLessThanOrEqual(width);
  }
});

test("a model as the last line of a cell: the tree, and its text where nothing else is drawn", async () => {
  const model = network();
  const { data } = await format(model);
  expect(Object.keys(data)).toEqual(["application/vnd.gradbook.module.v1+json", "text/plain", "image/png"]);
  expect(data["text/plain"]).toBe(model.toString());
  expect(figures.module(model, { title: "Tiny" }).payload.alt).toMatch(
    /^Tiny: Sequential, 72 parameters in 4 layers, .*no gradients\.$/,
  );
});

test("something that is no model is refused with the way out", () => {
  expect(() => figures.module(zeros([2]) as never)).toThrow(/expected a model.*figures\.tensor/);
});

test("a tree that jumps a level is refused", () => {
  const broken = JSON.parse(JSON.stringify(figures.module(network()).payload));
  broken.rows[1].depth = 5;
  expect(() => readModule(broken)).toThrow(/rows\[1\]\.depth/);
});
