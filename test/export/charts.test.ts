// Charts in exported pages: drawn offline, under the page's own policy, which forbids to make code of text; and only pages
// with a chart carry the library.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { figures } from "../../kernel/api.ts";
import { messageSymbol } from "../../kernel/display/bundle.ts";
import { accessibilityViolations, launch, open, skipReason } from "../browser.ts";
import { bundleOf } from "../figures/samples.ts";
import { code, exported, shown } from "./page.ts";

describe.skipIf(skipReason)("charts in exported pages", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test("a chart is drawn, by keyboard too, with the network off", async () => {
    const { data } = await bundleOf("chart");
    const { folder } = await exported([code("chart", [shown(data)])]);
    const { page, troubles } = await open(browser, join(folder, "a.html"));
    await page.locator(".gb-chart canvas").waitFor({ timeout: 20_000 });
    await page.locator(".gb-stage").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.locator(".gb-live").textContent()).toContain("letter: ");
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("a slider of the specification moves the chart there too", async () => {
    const x = { field: "x", type: "quantitative" } as const;
    const chart = figures.chart({
      data: { values: [{ x: 1 }, { x: 2 }, { x: 3 }] },
      params: [{ name: "most", value: 1, bind: { input: "range", min: 1, max: 3, step: 1 } }],
      transform: [{ filter: "datum.x <= most" }],
      mark: "point",
      encoding: { x },
    });
    const { folder } = await exported([code("chart", [shown((await chart[messageSymbol]()).data)])]);
    const { page, troubles } = await open(browser, join(folder, "a.html"));
    await page.getByRole("slider", { name: "most" }).focus({ timeout: 20_000 });
    for (const [key, last] of [
      ["ArrowRight", "x: 2"],
      ["ArrowRight", "x: 3"],
    ] as const) {
      await page.getByRole("slider", { name: "most" }).press(key);
      await expect
        .poll(async () => {
          await page.locator(".gb-stage").press("End");
          return page.locator(".gb-live").textContent();
        })
        .toBe(last);
    }
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("a page without a chart has no chart library in it", async () => {
    const { data } = await bundleOf("tensor");
    const { folder } = await exported([code("tensor", [shown(data)])]);
    const path = join(folder, "a.html");
    expect(readFileSync(path, "utf8")).not.toContain("gradbookCharts=");
    expect(statSync(path).size).toBeLessThan(900_000);
  });
});
