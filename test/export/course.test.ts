// The course as pages in a real browser with the network off: quiet, light, quick, accessible in both themes, every figure alive.
// A run of the tests takes one chapter; `npm run prove -- pages` takes all of them, as single files and as a site, and prints a table.
import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessibilityViolations, launch, open, skipReason } from "../browser.ts";
import { root } from "../house/sources.ts";
import { run, temporaryFolder } from "./page.ts";

const long = process.env.GRADBOOK_LONG === "1";
const notebooks = join(root, "notebooks");
const all = readdirSync(notebooks).filter((name) => name.endsWith(".ipynb"));
const chapters = long ? all : ["03-momentum.ipynb"];
const forms = long ? (["html", "site"] as const) : (["html"] as const);
const themes = long ? (["light", "dark"] as const) : (["dark"] as const);

/** What a chapter may weigh, and how long it may take until it answers. Time counts only in the proof, not in tests. */
const budget = { bytes: 3_000_000, milliseconds: 2000 };

describe.skipIf(skipReason)(`the course in Chromium${skipReason ? ` (skipped: ${skipReason})` : ""}`, () => {
  let browser: Browser;
  const folders = new Map<string, string>();
  const rows: string[] = [];

  beforeAll(async () => {
    browser = await launch();
    for (const form of forms) {
      const folder = join(await temporaryFolder(), form);
      const { err } = await run(...chapters.map((name) => join(notebooks, name)), "--to", form, "-o", folder);
      // Every link and picture of the course comes along.
      if (long) expect(err).toBe("");
      folders.set(form, folder);
    }
  });
  afterAll(async () => {
    await browser?.close();
    if (!long) return;
    const head =
      "| page | MB | figures | answering | on a machine 4 times slower |\n| --- | ---: | ---: | ---: | ---: |";
    console.log([head, ...rows].join("\n"));
  });

  test.each(forms.flatMap((form) => chapters.map((name) => [form, name] as const)))(
    "%s: %s is quiet, light, accessible, and its figures answer",
    { timeout: 180_000 },
    async (form, name) => {
      const path = join(folders.get(form)!, name.replace(".ipynb", ".html"));
      const bytes = weight(path, form);
      expect(bytes).toBeLessThan(budget.bytes);
      const times: number[] = [];
      let figures = 0;
      for (const colorScheme of themes) {
        const { page, troubles } = await open(browser, path, { colorScheme, watchBusy: long });
        if (long) times.push(await answering(page));
        figures = await operateFigures(page);
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
        expect(await accessibilityViolations(page)).toEqual([]);
        expect(troubles).toEqual([]);
        await page.context().close();
      }
      expect(figures).toBeGreaterThan(2);
      if (!long) return;
      const slow = await open(browser, path, { watchBusy: true, slowdown: 4 });
      const slowly = await answering(slow.page);
      await slow.page.context().close();
      const seconds = (time: number): string => `${(time / 1000).toFixed(2)} s`;
      const label = `${form}/${basename(path)}`;
      rows.push(
        `| ${label} | ${(bytes / 1e6).toFixed(2)} | ${figures} | ${seconds(Math.max(...times))} | ${seconds(slowly)} |`,
      );
      expect(Math.max(...times)).toBeLessThan(budget.milliseconds);
    },
  );
});

/** Bytes that the first visit of the page reads: on a site, with what the pages share. */
function weight(path: string, form: "html" | "site"): number {
  const shared = form === "site" ? ["page.css", "site.js", "search.js"] : [];
  return [path, ...shared.map((name) => join(path, "../_static", name))].reduce(
    (sum, file) => sum + statSync(file).size,
    0,
  );
}

/** Brings every figure on the screen and drives it by keyboard; each must say where the cursor is. Returns how many there are. */
async function operateFigures(page: Page): Promise<number> {
  const figures = page.locator("figure[data-figure]");
  const count = await figures.count();
  for (let i = 0; i < count; i += 1) {
    const figure = figures.nth(i);
    await figure.evaluate((element) => {
      // Folded outputs and solutions hold figures too.
      for (let fold = element.closest("details"); fold; fold = fold.parentElement!.closest("details")) fold.open = true;
      element.scrollIntoView();
    });
    await figure.locator(".gb-stage canvas").first().waitFor({ timeout: 20_000 });
    await figure.locator(".gb-stage").first().focus();
    // A key pressed before the figure is drawn moves nothing, so it is pressed until it does.
    const moved = async (): Promise<string | null> => {
      for (const key of ["ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
      return figure.locator(".gb-live").first().textContent();
    };
    await expect.poll(moved, { message: `figure ${i}`, timeout: 20_000 }).toMatch(/\S/);
  }
  return count;
}

/** Milliseconds from the navigation until the page is loaded and its thread has been free for half a second before that long. */
async function answering(page: Page): Promise<number> {
  await page.waitForFunction(() => {
    const { busy } = globalThis as never as { busy: { end: number } };
    return performance.now() - busy.end > 500 && document.readyState === "complete";
  });
  return page.evaluate(() => {
    const { busy } = globalThis as never as { busy: { end: number } };
    const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return Math.max(busy.end, navigation!.domContentLoadedEventEnd);
  });
}
