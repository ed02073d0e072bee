// Every figure as a reader has it: drawn by the running kernel in real JupyterLab, hovered, operated by keyboard, re-themed,
// saved, reloaded, and still there; and what is seen without our extension.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { accessibilityViolationsIn, launch, skipReason } from "../browser.ts";
import { testWithPython } from "../python.ts";
import { type Lab, openNotebook, startLab } from "./lab.ts";
import { notebookOf } from "./notebooks.ts";

const cells = {
  tensor: "figures.tensor(randn([3, 8, 12]), { axes: ['head', 'row', 'column'] })",
  curves: `const run = train.recorder();
figures.live(run, { total: 300, stepsPerEpoch: 50 });
for (let step = 0; step < 300; step += 1) run.log(step, { loss: 1 / (1 + step), lr: 0.1 });`,
  embedding: "figures.embedding(randn([40, 6]), { labels: Array.from({ length: 40 }, (_, i) => `w${i}`) })",
  attention: "figures.attention(randn([2, 3, 5, 5]).softmax(-1), { queries: ['a', 'b', 'c', 'd', 'e'] })",
  surface: "figures.surface({ x: [-1, 1], y: [-1, 1], z: (x, y) => x * x + y * y, paths: { p: [[1, 1], [0, 0]] } })",
  module: "new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU())",
  chart: `figures.chart({ data: { values: [{ a: "x", b: 1 }, { a: "y", b: 2 }] }, mark: "bar",
  encoding: { x: { field: "a", type: "nominal" }, y: { field: "b", type: "quantitative" } } })`,
};
const kinds = Object.keys(cells) as (keyof typeof cells)[];

describe.skipIf(skipReason)(`figures in JupyterLab${skipReason ? ` (skipped: ${skipReason})` : ""}`, () => {
  let browser: Browser;
  let lab: Lab;
  let page: Page;
  let troubles: readonly string[];
  beforeAll(async () => {
    [browser, lab] = await Promise.all([launch(), startLab()]);
    writeFileSync(join(lab.folder, "figures.ipynb"), notebookOf(...Object.values(cells)));
    const notebook = await openNotebook(browser, lab, "figures.ipynb");
    ({ page, troubles } = notebook);
    const ran = await notebook.runAll();
    expect(ran.flatMap(({ errors }) => errors)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  const figureOf = async (kind: keyof typeof cells): Promise<Locator> => {
    const figure = page.locator(`.jp-Notebook-cell[data-windowed-list-index="${kinds.indexOf(kind)}"] .gb-figure`);
    await figure.scrollIntoViewIfNeeded();
    await expect.poll(() => drawn(figure), { message: kind, timeout: 10_000 }).toBeGreaterThan(3);
    return figure;
  };

  testWithPython.each(kinds)("%s: drawn, hovered, and read by keyboard", async (kind) => {
    const figure = await figureOf(kind);
    const stage = figure.locator(".gb-stage");
    const box = (await stage.locator("canvas").first().boundingBox())!;
    const shown = figure.locator(".gb-tip:not([hidden])");
    await hoverUntil(page, box, shown);
    expect(await shown.textContent()).toMatch(/\S/);
    await stage.focus();
    for (const key of ["ArrowRight", "ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
    await expect.poll(() => figure.locator(".gb-live").textContent()).toMatch(/\S/);
    expect(await accessibilityViolationsIn(page, ".gb-figure")).toEqual([]);
  });

  testWithPython("a live figure follows its recorder in a later cell", async () => {
    const figure = await figureOf("curves");
    expect(await figure.textContent()).toContain("step 299");
    await page.evaluate(appendAndRun, "for (let step = 300; step < 400; step += 1) run.log(step, { loss: 0 });");
    await expect.poll(() => figure.textContent()).toContain("best 0 at step 300");
    await page.evaluate(() => (window as never as LabWindow).jupyterapp.commands.execute("notebook:delete-cell"));
  });

  testWithPython("all follow the theme, to dark and back", async () => {
    await page.mouse.move(2, 2);
    const pictures = new Map<string, string>();
    for (const theme of ["JupyterLab Light", "JupyterLab Dark", "JupyterLab Light"]) {
      await page.evaluate(setTheme, theme);
      const dark = theme.endsWith("Dark");
      await expect.poll(() => page.evaluate(() => document.body.dataset["jpThemeLight"])).toBe(String(!dark));
      for (const kind of kinds) {
        const figure = await figureOf(kind);
        const before = pictures.get(kind);
        const paper = await figure.evaluate((element) => getComputedStyle(element).backgroundColor);
        expect(paper === "rgb(255, 255, 255)").toBe(!dark);
        if (before === undefined) pictures.set(kind, await pictureOf(figure));
        else if (dark) await expect.poll(() => pictureOf(figure), { message: kind }).not.toBe(before);
        else await expect.poll(() => pictureOf(figure), { message: kind }).toBe(before);
      }
      expect(await accessibilityViolationsIn(page, ".gb-figure")).toEqual([]);
    }
  });

  testWithPython("saved, reloaded, and still there, without running anything", async () => {
    await page.evaluate(() => (window as never as LabWindow).jupyterapp.commands.execute("docmanager:save"));
    const saved = JSON.parse(readFileSync(join(lab.folder, "figures.ipynb"), "utf8"));
    const bundles = saved.cells
      .slice(0, kinds.length)
      .map((cell: { outputs: { data: object }[] }) => cell.outputs.flatMap(({ data }) => Object.keys(data ?? {})));
    for (const [i, kind] of kinds.entries()) {
      expect(bundles[i]).toEqual(
        expect.arrayContaining([`application/vnd.gradbook.${kind}.v1+json`, "image/png", "text/plain"]),
      );
    }
    await page.reload();
    await page.locator(".gb-figure").first().waitFor({ timeout: 60_000 });
    for (const kind of kinds) await figureOf(kind);
    expect(troubles).toEqual([]);
  });

  testWithPython(
    "a page loaded during a training shows the rest of it, and saves its end with the picture",
    async () => {
      // The last loss alone is nought; meanwhile every step takes a millisecond.
      const source = `const long = train.recorder();
figures.live(long, { total: 15_000 });
const began = performance.now();
for (let step = 0; step < 15_000; step += 1) {
  while (performance.now() < began + step);
  long.log(step, { loss: step < 14_999 ? 1 : 0 });
}`;
      writeFileSync(join(lab.folder, "reload.ipynb"), notebookOf(source));
      const { page: first } = await openNotebook(browser, lab, "reload.ipynb");
      const figure = first.locator(".gb-figure");
      const run = (id: string) => first.evaluate(command, id);
      // The page that waits for its end is left.
      void run("notebook:run-cell").catch(() => {});
      await expect.poll(() => figure.textContent(), { timeout: 10_000 }).toContain("to go");
      await run("docmanager:save");
      await first.reload();
      await figure.waitFor({ timeout: 60_000 });
      await expect.poll(() => figure.textContent(), { timeout: 30_000 }).toContain("best 0 at step 14999");
      expect(await figure.locator(".gb-progress").isVisible()).toBe(false);
      await run("docmanager:save");
      const saved = JSON.parse(readFileSync(join(lab.folder, "reload.ipynb"), "utf8"));
      const { data, metadata } = saved.cells[0].outputs[0];
      const { state, series } = data["application/vnd.gradbook.curves.v1+json"];
      expect([state, series[0].total, series[0].last]).toEqual(["done", 15_000, { x: 14_999, y: 0 }]);
      expect(data["image/png"]).toMatch(/^iVBOR/);
      expect(metadata["image/png"].width).toBeGreaterThan(100);
      await first.context().close();
    },
  );
});

// What follows runs inside the page.
interface LabWindow {
  readonly jupyterapp: { readonly commands: { execute(id: string, args?: object): Promise<unknown> } };
}

const command = (id: string): Promise<unknown> => (window as never as LabWindow).jupyterapp.commands.execute(id);

const setTheme = (theme: string): Promise<unknown> =>
  (window as never as LabWindow).jupyterapp.commands.execute("apputils:change-theme", { theme });

async function appendAndRun(source: string): Promise<void> {
  const { commands } = (window as never as LabWindow).jupyterapp;
  const panel = (window as never as { jupyterapp: { shell: { currentWidget: LabPanel } } }).jupyterapp.shell
    .currentWidget;
  panel.content.activeCellIndex = panel.content.widgets.length - 1;
  await commands.execute("notebook:insert-cell-below");
  panel.content.activeCell.model.sharedModel.setSource(source);
  await commands.execute("notebook:run-cell");
}
interface LabPanel {
  readonly content: {
    activeCellIndex: number;
    readonly widgets: readonly unknown[];
    readonly activeCell: { readonly model: { readonly sharedModel: { setSource(source: string): void } } };
  };
}

/** How many different colours a figure's largest canvas shows. */
const drawn = (figure: Locator): Promise<number> =>
  figure
    .locator(".gb-stage canvas")
    .first()
    .evaluate(
      (element) => {
        const canvas = element as HTMLCanvasElement;
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
      },
      undefined,
      { timeout: 10_000 },
    );

/** What is drawn, to compare. */
const pictureOf = (figure: Locator): Promise<string> =>
  figure
    .locator(".gb-stage canvas")
    .first()
    .evaluate((element) => (element as HTMLCanvasElement).toDataURL());

/** Moves the pointer over a box until something shows. */
async function hoverUntil(page: Page, box: { x: number; y: number; width: number; height: number }, shown: Locator) {
  for (const down of [0.5, 0.3, 0.7]) {
    for (const across of [0.15, 0.3, 0.45, 0.6]) {
      await page.mouse.move(box.x + across * box.width, box.y + down * box.height);
      await page.waitForTimeout(40);
      if ((await shown.count()) > 0) return;
    }
  }
}
