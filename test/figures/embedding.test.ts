// Embedding figures: maps, neighbours in the space of the vectors, names that do not stand on each other, refusals.
import { expect, test } from "vitest";
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { svgSheet } from "../../extension/figures/draw/svgSheet.ts";
import { insideLasso } from "../../extension/figures/embedding/lasso.ts";
import { placeLabels } from "../../extension/figures/embedding/labels.ts";
import { nextPoint, pointGrid } from "../../extension/figures/embedding/nearest.ts";
import { paintEmbedding } from "../../extension/figures/embedding/paintEmbedding.ts";
import { defaultEmbedding, embeddingScene, neighboursOf } from "../../extension/figures/embedding/scene.ts";
import { readEmbedding } from "../../extension/figures/payload/embedding.ts";
import { figures, manualSeed, matmul, randn, text } from "../../kernel/api.ts";
import { nearestRows, unitRows } from "../../kernel/figures/nearestRows.ts";

const cross = [[1, 0, 0, 0], [0.9, 0.1, 0, 0], [0, 1, 0, 0], [0, 0.9, 0.2, 0], [0, 0, 0, 1]]; // prettier-ignore
const names = ["east", "eastish", "north", "northish", "up"];

test("neighbours are those of the vectors, by cosine", () => {
  const data = readEmbedding(figures.embedding(cross, { labels: names }).payload);
  const [first] = neighboursOf(data, names.indexOf("east"));
  expect(data.labels[first!.point]).toBe("eastish");
  expect(first!.similarity).toBeCloseTo(0.9939, 3);
});

test("words with vectors need no labels, and the sentence says what is drawn", () => {
  const vectors = new text.KeyedVectors(names, cross);
  const figure = figures.embedding(vectors, { title: "Ways", categories: ["a", "a", "b", "b", "c"] });
  expect(figure.payload.alt).toBe(
    "Ways. Embedding: 5 points of 3 kinds, mapped by PCA, which holds 99 % of the variance.",
  );
  expect(readEmbedding(figure.payload).labels).toEqual(names);
});

test("a PCA says how much of the variance it holds, in two dimensions and in three", () => {
  // Variances 4 : 2 : 1 : 1 along four axes, each of two points.
  const rows = [4, 2, 1, 1].flatMap((size, axis) =>
    [1, -1].map((sign) => [0, 1, 2, 3].map((at) => (at === axis ? sign * Math.sqrt(size) : 0))),
  );
  const { maps } = readEmbedding(figures.embedding(rows, { method: "umap" }).payload);
  expect(maps.map(({ explained }) => explained)).toEqual([
    expect.closeTo(6 / 8, 4),
    expect.closeTo(7 / 8, 4),
    undefined,
  ]);
  const alike = readEmbedding(figures.embedding(Array.from({ length: 5 }, () => [1, 2, 3, 4])).payload);
  expect(alike.maps[0]!.explained ?? 0).toBeLessThanOrEqual(1);
});

test("vectors of two numbers are drawn where they are", () => {
  const data = readEmbedding(figures.embedding([[0, 0], [2, 0], [0, 1]]).payload); // prettier-ignore
  const places = Array.from(data.maps[0]!.places);
  expect(data.maps[0]!.name).toBe("as given");
  expect([places[2]! - places[0]!, places[5]! - places[1]!]).toEqual([expect.closeTo(1, 3), expect.closeTo(0.5, 3)]);
});

test("t-SNE and UMAP bring PCA along, and three dimensions are kept", () => {
  manualSeed(1);
  const vectors = randn([40, 8]);
  const both = readEmbedding(figures.embedding(vectors, { method: "tsne" }).payload);
  expect(both.maps.map(({ name, dims }) => `${name} ${dims}`)).toEqual(["PCA 2", "PCA 3", "t-SNE 2"]);
  expect(both.view.map).toBe(2);
  const umap = readEmbedding(figures.embedding(vectors, { method: "umap" }).payload);
  expect(umap.maps.map(({ name }) => name)).toEqual(["PCA", "PCA", "UMAP"]);
  expect(umap.view.map).toBe(2);
  expect(readEmbedding(figures.embedding(vectors, { dims: 3 }).payload).maps[0]!.dims).toBe(3);
});

test("one figure holds all maps that were asked for, each once, the first one shown", () => {
  manualSeed(1);
  const data = readEmbedding(figures.embedding(randn([30, 8]), { method: ["umap", "tsne", "umap"] }).payload);
  expect(data.maps.map(({ name, dims }) => `${name} ${dims}`)).toEqual(["PCA 2", "PCA 3", "UMAP 2", "t-SNE 2"]);
  expect(data.view.map).toBe(2);
  const shown = figures.embedding(randn([30, 8]), { method: ["pca", "tsne"] }).payload;
  expect(readEmbedding(shown).view.map).toBe(0);
  expect(() => figures.embedding(randn([30, 8]), { method: "mds" as never })).toThrow(
    /"pca", "tsne" or "umap", not "mds"/,
  );
  expect(() => figures.embedding(randn([30, 8]), { method: [] })).toThrow(/not \[\]/);
});

test("neighbours by distance are others than those by cosine", () => {
  // Along one line from 0: the same cosine for all, but at distances 1, 2 and 3.
  const vectors = [[1, 1e-3, 0, 0], [2, 0, 0, 0], [4, 0, 0, 0], [0, 1.2, 0, 0]]; // prettier-ignore
  const near = (metric: "cosine" | "euclidean") => {
    const data = readEmbedding(figures.embedding(vectors, { metric, labels: [..."abcd"] }).payload);
    return neighboursOf(data, 3).map(({ point, similarity }) => [data.labels[point], similarity]);
  };
  expect(near("euclidean").map(([label]) => label)).toEqual(["a", "b", "c"]);
  expect(near("euclidean")[0]![1]).toBeCloseTo(Math.hypot(1, 1.199), 4);
  expect(near("cosine")[0]).toEqual(["a", expect.closeTo(1e-3, 4)]);
  const rows = randn([300, 70]);
  const { indices, similarities } = nearestRows(rows.data as Float32Array, 70, 3, 300, "euclidean");
  const distance = (a: number, b: number) => rows.at(a).sub(rows.at(b)).pow(2).sum().item() ** 0.5;
  const all = Array.from({ length: 299 }, (_, i) => distance(0, i + 1)).toSorted((a, b) => a - b);
  expect(Array.from(similarities.subarray(0, 3))).toEqual(all.slice(0, 3).map((value) => expect.closeTo(value, 3)));
  expect(distance(0, indices[0]!)).toBeCloseTo(all[0]!, 3);
});

test("of more kinds than there are codes the last ones are told as others, not as the first", () => {
  const categories = Array.from({ length: 300 }, (_, i) => `kind ${i}`);
  const data = readEmbedding(figures.embedding(randn([300, 2]), { categories }).payload);
  expect(data.categories!.names.length).toBe(256);
  expect([data.categories!.codes[254], data.categories!.codes[255], data.categories!.codes[299]]).toEqual([
    254, 255, 255,
  ]);
  expect(data.categories!.names.at(-1)).toBe("45 other kinds");
});

test("neighbours travel for many points too, and are those of the vectors", () => {
  manualSeed(4);
  const vectors = randn([6000, 40]);
  const data = readEmbedding(figures.embedding(vectors, { labels: Array.from({ length: 6000 }, (_, i) => `w${i}`) }).payload); // prettier-ignore
  expect(data.neighbours).toMatchObject({ told: 6000, each: 8 });
  const rows = vectors.data as Float32Array;
  const cosine = (a: number, b: number) => {
    let [sum, aa, bb] = [0, 0, 0];
    for (let c = 0; c < 40; c++) {
      const [x, y] = [rows[a * 40 + c]!, rows[b * 40 + c]!];
      [sum, aa, bb] = [sum + x * y, aa + x * x, bb + y * y];
    }
    return sum / Math.sqrt(aa * bb);
  };
  for (const point of [0, 17, 5999]) {
    const all = Array.from({ length: 6000 }, (_, other) => (other === point ? -1 : cosine(point, other)));
    const best = all.toSorted((a, b) => b - a).slice(0, 8);
    const found = neighboursOf(data, point);
    expect(found.map((near) => all[near.point]!)).toEqual(best.map((value) => expect.closeTo(value, 5)));
    expect(found.map((near) => near.similarity)).toEqual(best.map((value) => expect.closeTo(value, 2)));
  }
});

test("wide vectors are compared exactly among candidates", () => {
  manualSeed(5);
  // Few directions matter, as in trained vectors: there the candidates hold the true neighbours.
  const vectors = matmul(randn([9000, 20]), randn([20, 200])).add(randn([9000, 200]).mul(0.05));
  const unit = unitRows(vectors.data, 200);
  const { indices, similarities } = nearestRows(unit, 200, 4, 9000);
  // So few that all numbers are compared.
  const exact = nearestRows(unit, 200, 4, 20);
  expect(indices.subarray(0, 80)).toEqual(exact.indices);
  expect(similarities[79]).toBeCloseTo(exact.similarities[79]!, 5);
});

test("with long names there are fewer points, and neighbours of the first ones: a megabyte in all", () => {
  manualSeed(6);
  const many = (length: number) => Array.from({ length: 50_000 }, (_, i) => `${"n".repeat(length)}${i}`);
  const short = figures.embedding(randn([50_000, 8]), { labels: many(1) });
  const long = figures.embedding(randn([50_000, 8]), { labels: many(40) });
  for (const { payload } of [short, long]) expect(JSON.stringify(payload).length).toBeLessThan(940_000);
  const { count, neighbours, note } = readEmbedding(short.payload);
  expect([count, neighbours!.each, note]).toEqual([50_000, 4, ""]);
  expect(neighbours!.told).toBeLessThan(50_000);
  expect(readEmbedding(long.payload).note).toMatch(/^\d+ of 50000 points are drawn\./);
});

test("50,000 points make a payload below a megabyte", () => {
  manualSeed(2);
  const vectors = randn([50_000, 3]);
  const json = JSON.stringify(figures.embedding(vectors, { values: vectors.at("...", 0).data }).payload);
  expect(json.length).toBeLessThan(1_000_000);
});

test("names do not stand on each other, and what is looked at is named first", () => {
  manualSeed(3);
  const labels = Array.from({ length: 300 }, (_, i) => `word ${i}`);
  const data = readEmbedding(figures.embedding(randn([300, 2]), { labels }).payload);
  const scene = embeddingScene(data, defaultEmbedding(data), lightTheme, 600);
  const { pen } = svgSheet(600, 400);
  pen.font = "11px Inter";
  const placed = placeLabels(pen, scene, [123]);
  expect(placed[0]!.point).toBe(123);
  expect(placed.length).toBeGreaterThan(40);
  for (const [i, a] of placed.entries()) {
    for (const b of placed.slice(i + 1)) {
      const wide = pen.measureText(data.labels[a.x < b.x ? a.point : b.point]!).width;
      expect(Math.abs(a.x - b.x) >= wide || Math.abs(a.y - b.y) >= 13).toBe(true);
    }
  }
});

test("of a cloud some points are named, all over it, the first ones before the others", () => {
  manualSeed(3);
  const labels = Array.from({ length: 5000 }, (_, i) => `w${i}`);
  const data = readEmbedding(figures.embedding(randn([5000, 2]), { labels }).payload);
  const scene = embeddingScene(data, defaultEmbedding(data), lightTheme, 600);
  const { pen } = svgSheet(600, 400);
  pen.font = "11px Inter";
  const placed = placeLabels(pen, scene, []);
  expect(placed.length).toBeGreaterThan(20);
  expect(placed.every(({ ground }) => ground)).toBe(true);
  expect(placed[0]!.point).toBe(0);
  for (const [i, a] of placed.entries()) {
    for (const b of placed.slice(i + 1)) {
      expect(a.x + a.wide <= b.x || b.x + b.wide <= a.x || Math.abs(a.y - b.y) >= 13).toBe(true);
    }
  }
});

test("the answer of an analogy is said once, by its point", () => {
  const words = ["man", "woman", "king", "queen", "apple"];
  const vectors = [[1, 0, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 0], [0, 0, 0, 1]]; // prettier-ignore
  const svg = figures.embedding(vectors, { labels: words, analogies: [["man", "king", "woman"]] }).toSvg();
  expect(svg.match(/>queen[^<]*</g)).toEqual([expect.stringMatching(/^>queen 0\.\d\d<$/)]);
});

test("the pointer finds the nearest point, arrow keys the next one in their direction", () => {
  const data = readEmbedding(figures.embedding([[0, 0], [1, 0], [0, 1], [1, 1]]).payload); // prettier-ignore
  const scene = embeddingScene(data, defaultEmbedding(data), lightTheme, 600);
  expect(pointGrid(scene).nearest(scene.at[2]! + 5, scene.at[3]! - 4)).toBe(1);
  expect(pointGrid(scene).nearest(scene.width / 2, scene.height / 2)).toBe(-1);
  expect([nextPoint(scene, 0, [1, 0]), nextPoint(scene, 0, [0, -1]), nextPoint(scene, 0, [-1, 0])]).toEqual([1, 2, -1]);
});

test("a lasso holds the points inside its line, also of a line that turns back", () => {
  const data = readEmbedding(figures.embedding([[0, 0], [1, 0], [0, 1], [1, 1], [0.5, 0.5]]).payload); // prettier-ignore
  const scene = embeddingScene(data, defaultEmbedding(data), lightTheme, 600);
  const corner = (point: number, dx: number, dy: number): readonly [number, number] => [
    scene.at[2 * point]! + dx,
    scene.at[2 * point + 1]! + dy,
  ];
  const triangle = [corner(0, -9, 9), corner(1, 30, 9), corner(2, -9, -30)];
  expect(insideLasso(scene, triangle)).toEqual([0, 1, 2, 4]);
  expect(insideLasso(scene, [corner(3, -5, -5), corner(3, 5, -5), corner(3, 0, 5)])).toEqual([3]);
});

test("an analogy is answered by the nearest point, and drawn as two arrows", () => {
  const words = ["man", "woman", "king", "queen", "apple"];
  const vectors = [[1, 0, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 0], [0, 0, 0, 1]]; // prettier-ignore
  const { payload } = figures.embedding(vectors, { labels: words, analogies: [["man", "king", "woman"]] });
  const [first, second] = readEmbedding(payload).arrows;
  expect([first, second!.from, second!.to]).toEqual([{ from: 0, to: 2, label: "" }, 1, 3]);
  expect(second!.label).toMatch(/^queen 0\.\d\d$/);
});

test("a trail shows where the points were: the same map for all states", () => {
  manualSeed(5);
  const [first, last] = [randn([30, 6]), randn([30, 6])];
  const data = readEmbedding(figures.embedding(last, { trail: [first, last], trailNames: ["epoch 0"] }).payload);
  expect(data.trail.map(({ name }) => name)).toEqual(["epoch 0", "1"]);
  expect(data.trail[1]!.places).toEqual(data.maps[0]!.places);
  const now = embeddingScene(data, defaultEmbedding(data), lightTheme, 600);
  const then = embeddingScene(data, { ...defaultEmbedding(data), moment: 0 }, lightTheme, 600);
  expect(then.at).not.toEqual(now.at);
  expect(now.locate(0, 7)).toEqual([expect.closeTo(then.at[14]!, 3), expect.closeTo(then.at[15]!, 3)]);
  expect(() => figures.embedding(last, { trail: [randn([3, 6])] })).toThrow(/state 0 of the trail is \[3, 6\]/);
});

test("kinds and values are both there to choose, and no number is no colour of its own", () => {
  const values = [0, 1, 2, 3, Number.NaN];
  const { payload } = figures.embedding(cross, { categories: [..."aabbc"], values });
  const data = readEmbedding(payload);
  const codes = (colorBy: "kind" | "value") =>
    Array.from(embeddingScene(data, { ...defaultEmbedding(data), colorBy }, lightTheme, 600).codes);
  expect(codes("kind")).toEqual([0, 0, 1, 1, 2]);
  expect([codes("value")[0], codes("value")[3], codes("value")[4]]).toEqual([0, 47, 0]);
});

test("kinds can be hidden and words searched", () => {
  const data = readEmbedding(
    figures.embedding(cross, { labels: names, categories: ["a", "a", "b", "b", "c"] }).payload,
  );
  const choices = { ...defaultEmbedding(data), hidden: new Set([0]), search: "north" };
  const scene = embeddingScene(data, choices, lightTheme, 600);
  expect(Array.from(scene.shown)).toEqual([2, 3, 4]);
  expect([...scene.found!]).toEqual([2, 3]);
  const found = (search: string) => [...embeddingScene(data, { ...choices, search }, lightTheme, 600).found!];
  expect([found("/^north$/"), found("/ISH$/"), found("/(/")]).toEqual([[2], [1, 3], []]);
});

test("a point that is looked at has no lines to neighbours that are hidden", () => {
  const data = readEmbedding(figures.embedding(cross, { labels: names }).payload);
  const east = data.labels.indexOf("east");
  const lines = (only: readonly number[]) => {
    const sheet = svgSheet(600, 400);
    paintEmbedding(
      sheet,
      embeddingScene(data, { ...defaultEmbedding(data), only: new Set(only) }, lightTheme, 600),
      east,
    );
    return sheet.toString();
  };
  const eastish = data.labels.indexOf("eastish");
  expect(lines([east, eastish])).toContain(">eastish<");
  expect(lines([east])).not.toContain(">eastish<");
  expect(lines([east]).length).toBeLessThan(lines([east, eastish]).length);
});

test("arrows join points by name, and the still is a small picture", () => {
  const figure = figures.embedding(cross, { labels: names, arrows: [["east", "north", "turn left"]] });
  expect(readEmbedding(figure.payload).arrows).toEqual([{ from: 0, to: 2, label: "turn left" }]);
  expect(figure.toPng().length).toBeLessThan(60_000);
  expect(figure.toSvg()).toContain("turn left");
});

test.each([
  ["labels that do not fit", () => figures.embedding(cross, { labels: ["a"] }), /1 labels for 5 vectors/],
  ["a missing vector", () => figures.embedding([[1, 2], undefined as never]), /vector 1 is undefined/],
  ["rows of different lengths", () => figures.embedding([[1, 2], [1]]), /vector 1 has 1 numbers, the first one 2/],
  [
    "numbers that are not finite",
    () =>
      figures.embedding([
        [1, 2],
        [NaN, 0],
      ]),
    /number 0 of vector 1 is NaN/,
  ],
  ["other than two axes", () => figures.embedding(randn([2, 2, 2])), /\[points, width\], not \[2, 2, 2\]/],
  ["no vectors", () => figures.embedding([]), /no vectors to draw/],
  ["t-SNE of a few", () => figures.embedding(cross, { method: "tsne" }), /at least 6 vectors, not 5/],
  [
    "arrows to nowhere",
    () => figures.embedding(cross, { labels: names, arrows: [["east", "west"]] }),
    /"west", which is not/,
  ],
])("refuses %s", (_, make, message) => {
  expect(make).toThrow(message);
});

test("a point that names a kind or a neighbour that is not there is refused", () => {
  const { payload } = figures.embedding(cross, { categories: ["a", "a", "b", "b", "c"] });
  const broken = JSON.parse(JSON.stringify(payload));
  broken.categories.names = ["a"];
  expect(() => readEmbedding(broken)).toThrow(/categories\.codes/);
});
