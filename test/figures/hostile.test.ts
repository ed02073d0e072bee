// Payloads that somebody made to do harm, thousands for every kind of figure: each is drawn in real Chromium or becomes a
// sentence; none runs, none reaches the network, none reaches a prototype, none stops the page (which would end the
// test's time).
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { figures, manualSeed, nn, randn } from "../../kernel/api.ts";
import { launch, skipReason } from "../browser.ts";
import { type FigurePage, openFigurePage } from "./figurePage.ts";
import { mutate, random } from "./mutate.ts";

manualSeed(1);
const vectors = randn([12, 5]);
const good = {
  tensor: figures.tensor(randn([3, 4, 5]), { title: "t", mask: randn([3, 4, 5]).gt(1), minus: randn([3, 4, 5]) })
    .payload,
  curves: figures.curves({ loss: [3, 2, 1], lr: [1, 2] }, { stepsPerEpoch: 2, marks: [{ x: 1, label: "m" }] }).payload,
  attention: figures.attention(randn([2, 2, 3, 4]).softmax(-1), { queries: [..."abc"], keys: [..."wxyz"] }).payload,
  embedding: figures.embedding(vectors, {
    labels: [..."abcdefghijkl"],
    categories: [..."aabbccddeeff"],
    trail: [vectors],
    arrows: [["a", "b", "c"]],
  }).payload,
  surface: figures.surface({ x: [-1, 0, 1], y: [-1, 1], z: [[1, 2, 3], [2, 1, 0]], paths: { p: [[0, 0], [1, 1]] } }).payload, // prettier-ignore
  module: figures.module(new nn.Sequential(new nn.Linear(2, 3), new nn.BatchNorm1d(3))).payload,
  chart: figures.chart({
    data: { values: [{ a: 1, b: "x" }] },
    transform: [{ calculate: "datum.a * 2", as: "c" }],
    params: [{ name: "p", value: 1, bind: { input: "range", min: 0, max: 2 } }],
    mark: { type: "bar", tooltip: true },
    encoding: { x: { field: "b", type: "nominal" }, y: { field: "c", type: "quantitative" } },
  }).payload,
};
const kinds = Object.keys(good) as (keyof typeof good)[];
const each = 1500;
const seed = Number(process.env.GRADBOOK_SEED ?? 20_261_123);

describe.skipIf(skipReason)(`hostile payloads, seed ${seed}`, () => {
  let browser: Browser;
  let figurePage: FigurePage;
  beforeAll(async () => {
    browser = await launch();
    figurePage = await openFigurePage(browser);
  });
  afterAll(() => browser?.close());

  test.each(kinds)(`%s: ${each} of them, and the page lives`, { timeout: 120_000 }, async (kind) => {
    const next = random(seed + kinds.indexOf(kind));
    const mime = `application/vnd.gradbook.${kind}.v1+json`;
    const batch = 50;
    let drawn = 0;
    for (let at = 0; at < each; at += batch) {
      // As text, as a notebook has them: JSON.parse makes `__proto__` an own field, as an attacker would.
      const texts = Array.from({ length: batch }, () => mutate(good[kind], next));
      const found = await figurePage.page.evaluate(drawAll, { mime, texts });
      expect(found, `seed ${seed}, ${kind}, from ${at}`).toMatchObject({ silent: [], harmful: 0 });
      drawn += found.drawn;
    }
    const harm = await figurePage.page.evaluate(() => ({
      ran: (window as never as { hacked?: unknown }).hacked,
      polluted: ({} as { polluted?: unknown }).polluted,
    }));
    expect(harm).toEqual({ ran: undefined, polluted: undefined });
    expect(figurePage.troubles).toEqual([]);
    // Some mutations harm nothing: those are drawn.
    expect(drawn).toBeGreaterThan(each / 50);
  });
});

/** Runs in the page: mounts the payloads, all in sight, lets them paint, and sees that each is a picture or a sentence. */
async function drawAll({ mime, texts }: { mime: string; texts: readonly string[] }) {
  const { gradbook, charts } = window as never as {
    gradbook: typeof import("../../extension/figures/view/mount.ts");
    charts: typeof import("../../extension/figures/chart/vega.ts");
  };
  const main = document.querySelector("main > div")!;
  const mounted = texts.map((text) => {
    const place = document.createElement("div");
    place.style.cssText = "position:absolute;top:0;left:0;width:600px";
    main.append(place);
    const options = { charts: () => Promise.resolve(charts.chartLibrary) };
    return { place, text, handle: gradbook.mountFigure(place, mime, JSON.parse(text), options) };
  });
  for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
  const harmful = document.querySelectorAll("main :is(script, iframe, object, embed, img, a, base, meta, link)").length;
  const result = { drawn: 0, harmful, silent: [] as string[] };
  for (const { place, text, handle } of mounted) {
    const failed = place.querySelector('[role="alert"]');
    if (!failed && place.querySelector(".gb-stage")) result.drawn += 1;
    else if (!failed?.textContent) result.silent.push(text.slice(0, 2000));
    handle.dispose();
  }
  main.replaceChildren();
  return result;
}
