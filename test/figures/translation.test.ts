// Figures in another language: with a translator that marks all it is given, no word of ours stands in a figure unmarked,
// neither in its controls and sentences nor in its pictures; and the words of the data stay as they are.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, skipReason } from "../browser.ts";
import { type FigurePage, openFigurePage } from "./figurePage.ts";
import { sample, sampleNames } from "./samples.ts";

/** Names of types, files and methods, which no language changes; and what Vega writes. */
const names = /Count of Records|NaN|PNG|SVG|CSV|PCA|float32|float64/g;

describe.skipIf(skipReason)(`another language${skipReason ? ` (skipped: ${skipReason})` : ""}`, () => {
  let browser: Browser;
  let figure: FigurePage;
  beforeAll(async () => {
    browser = await launch();
    figure = await openFigurePage(browser);
  });
  afterAll(() => browser?.close());

  test.each(sampleNames)("%s: every word of ours has been translated", async (name) => {
    const { page } = figure;
    const data = await sample(name);
    const found = await page.evaluate(drawMarked, data);
    // The longest first: what the data says itself is taken out of what is written.
    const own = wordsIn(data.payload).toSorted((a, b) => b.length - a.length);
    const ours = (text: string) => own.reduce((rest, word) => rest.replaceAll(word, ""), text.replace(names, ""));
    const left = found.filter((text) => !text.includes("«") && /[a-z]{2}/i.test(ours(text)));
    expect(left).toEqual([]);
    expect(found.some((text) => text.includes("«"))).toBe(true);
  });
});

/** Every text of a payload, except the sentences that the kernel makes. */
function wordsIn(value: unknown, key = ""): string[] {
  if (typeof value === "string") return ["alt", "note", "data"].includes(key) || value === "" ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => wordsIn(inner, name));
}

/** Runs in the page: what is written in the figure's elements and on its canvases, when the translator adds « and ». */
async function drawMarked({ mime, payload }: { mime: string; payload: unknown }): Promise<string[]> {
  const { gradbook, charts } = window as never as {
    gradbook: typeof import("../../extension/figures/view/mount.ts");
    charts: typeof import("../../extension/figures/chart/vega.ts");
  };
  const trans = {
    __: (text: string, ...args: string[]) => `«${text.replace(/%(\d)/g, (_, n: string) => args[Number(n) - 1]!)}»`,
  };
  const written: string[] = [];
  const { prototype } = CanvasRenderingContext2D;
  const { fillText } = prototype;
  prototype.fillText = function (this: CanvasRenderingContext2D, ...args) {
    written.push(args[0]);
    fillText.apply(this, args);
  };
  const place = document.createElement("div");
  document.querySelector("main > div")!.replaceChildren(place);
  const handle = gradbook.mountFigure(place, mime, payload, { trans, charts: () => Promise.resolve(charts.chartLibrary) }); // prettier-ignore
  for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) written.push(walker.currentNode.textContent!);
  for (const element of place.querySelectorAll("[title], [placeholder], button[aria-label], input[aria-label]"))
    for (const key of ["title", "placeholder", "aria-label"]) written.push(element.getAttribute(key) ?? "");
  prototype.fillText = fillText;
  handle.dispose();
  return written;
}
