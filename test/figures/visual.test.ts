// What figures look like and how they behave in a page: pictures of all of them in both themes, compared with those that
// were looked at and committed (GRADBOOK_SNAPSHOTS=write writes them anew), read by keyboard, and checked by axe-core.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityViolations, launch, skipReason } from "../browser.ts";
import { root } from "../house/sources.ts";
import { type FigurePage, openFigurePage } from "./figurePage.ts";
import { sample, sampleNames } from "./samples.ts";

const folder = join(root, "test/figures/snapshots");
const write = process.env.GRADBOOK_SNAPSHOTS === "write";

describe.skipIf(skipReason)(`figures in a page${skipReason ? ` (skipped: ${skipReason})` : ""}`, () => {
  let browser: Browser;
  let figure: FigurePage;
  beforeAll(async () => {
    browser = await launch();
    figure = await openFigurePage(browser);
    mkdirSync(folder, { recursive: true });
  });
  afterAll(() => browser?.close());

  test.each(sampleNames)("%s: as it was looked at, in both themes; read by keyboard; axe-clean", async (name) => {
    const { page } = figure;
    const data = await sample(name);
    for (const theme of ["light", "dark"] as const) {
      await figure.setTheme(theme);
      await figure.draw(data);
      if (name === "chart") await page.locator(".gb-chart canvas").waitFor();
      const picture = await page.locator(".gb-figure").screenshot();
      const path = join(folder, `${name}-${theme}.png`);
      if (write || !existsSync(path)) writeFileSync(path, picture);
      const difference = await page.evaluate(
        compare,
        [picture, readFileSync(path)].map((png) => png.toString("base64")),
      );
      expect(difference, `${path}; the share of pixels that differ`).toBeLessThan(0.02);
      expect(await accessibilityViolations(page)).toEqual([]);
    }
    // The theme changes under a figure that stands: it follows.
    await figure.setTheme("light");
    const dark = await page.locator(".gb-figure").evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(dark).toBe("rgb(255, 255, 255)");
    expect(await readByKeyboard(page)).toMatch(/\S/);
    expect(figure.troubles).toEqual([]);
  });

  test.each(sampleNames.filter((name) => !name.includes("-")))(
    "%s: has a table, and saves as PNG, SVG and CSV",
    async (name) => {
      const { page } = figure;
      await figure.draw(await sample(name));
      await page.getByRole("button", { name: "Show the data as a table" }).click();
      expect(await page.locator(".gb-table tbody tr").count()).toBeGreaterThan(1);
      // Rows are alike, and axe-core takes its time over each.
      await page.locator(".gb-table tbody tr:nth-child(n + 12)").evaluateAll((rows) => rows.forEach((row) => row.remove())); // prettier-ignore
      expect(await accessibilityViolations(page)).toEqual([]);
      for (const [label, start] of [
        ["Save as PNG picture", "\u0089PNG"],
        ["Save as SVG drawing", "<svg"],
        ["Save the data as CSV", ""],
      ] as const) {
        const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: label }).click()]); // prettier-ignore
        const content = readFileSync(await file.path(), "latin1");
        expect(content.slice(0, start.length)).toBe(start);
        expect(content.length).toBeGreaterThan(20);
      }
    },
  );
});

/** Goes to the figure by Tab and presses arrow keys; what is then said to screen readers. */
async function readByKeyboard(page: Page): Promise<string> {
  await page.locator(".gb-stage").focus();
  for (const key of ["ArrowRight", "ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
  const said = page.locator(".gb-live");
  await expect.poll(() => said.textContent()).not.toBe("");
  return (await said.textContent())!;
}

/** Runs in the page: the share of pixels that differ by more than what smoothing of edges explains. */
async function compare(pictures: string[]): Promise<number> {
  const [a, b] = await Promise.all(
    pictures.map(async (png) => {
      const image = Object.assign(new Image(), { src: `data:image/png;base64,${png}` });
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const pen = canvas.getContext("2d")!;
      pen.drawImage(image, 0, 0);
      return pen.getImageData(0, 0, image.width, image.height);
    }),
  );
  if (a!.width !== b!.width || a!.height !== b!.height) return 1;
  let different = 0;
  for (let i = 0; i < a!.data.length; i += 4) {
    const apart = [0, 1, 2].some((channel) => Math.abs(a!.data[i + channel]! - b!.data[i + channel]!) > 40);
    if (apart) different += 1;
  }
  return different / (a!.data.length / 4);
}
