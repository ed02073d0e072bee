// The course as a student meets it: real JupyterLab, real Chromium, every cell of every chapter run.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { launch, skipReason } from "../browser.ts";
import { root } from "../house/sources.ts";
import { testWithPython } from "../python.ts";
import { type Lab, openNotebook, startLab } from "./lab.ts";

const chapters = readdirSync(join(root, "notebooks")).filter((name) => name.endsWith(".ipynb"));

describe.skipIf(skipReason)(`in JupyterLab${skipReason ? ` (skipped: ${skipReason})` : ""}`, () => {
  let browser: Browser;
  let lab: Lab;
  beforeAll(async () => {
    [browser, lab] = await Promise.all([launch(), startLab()]);
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  testWithPython.each(chapters)(
    "%s runs without an error, and its figures are drawn",
    { timeout: 240_000 },
    async (name) => {
      const notebook = await openNotebook(browser, lab, name);
      const cells = await notebook.runAll();
      expect(cells.flatMap(({ errors }) => errors)).toEqual([]);
      expect(cells.filter(({ count }) => count === null)).toEqual([]);

      const withFigure = cells.filter(({ mimes }) => mimes.some((mime) => mime.startsWith("application/vnd.gradbook")));
      expect(withFigure.length).toBeGreaterThan(3);
      for (const { index } of withFigure) {
        await notebook.show(index);
        const canvas = notebook.page.locator(`.jp-Cell[data-windowed-list-index="${index}"] .gb-figure canvas`).first();
        await canvas.waitFor({ state: "attached", timeout: 10_000 });
        await expect
          .poll(() => canvas.evaluate(colours), { message: `cell ${index}`, timeout: 10_000 })
          .toBeGreaterThan(3);
      }
      expect(notebook.troubles).toEqual([]);
      await notebook.page.context().close();
    },
  );
});

/** How many different colours a canvas shows: one when nothing was drawn. */
function colours(canvas: Element): number {
  const { width, height } = canvas as HTMLCanvasElement;
  const { data } = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
  return new Set(new Uint32Array(data.buffer)).size;
}
