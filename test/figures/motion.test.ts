// Points flow from one map to another, unless the reader has asked the system for less motion.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { figures, manualSeed, randn } from "../../kernel/api.ts";
import { messageSymbol } from "../../kernel/display/bundle.ts";
import type { FigureMessage } from "../../kernel/figures/figure.ts";
import { launch, skipReason } from "../browser.ts";
import { openFigurePage } from "./figurePage.ts";

describe.skipIf(skipReason)(`motion${skipReason ? ` (skipped: ${skipReason})` : ""}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test.each([true, false])("is what the reader wants (%j)", async (motion) => {
    const { page, draw, troubles } = await openFigurePage(browser, { motion });
    manualSeed(3);
    const figure = figures.embedding(randn([60, 8]), { method: "tsne" });
    const { data } = (await figure[messageSymbol]()) as FigureMessage;
    const [mime, payload] = Object.entries(data).find(([type]) => type.includes("embedding"))!;
    await draw({ mime, payload });
    const states = await page.evaluate(async (frames) => {
      const canvas = document.querySelector<HTMLCanvasElement>(".gb-figure canvas")!;
      const select = document.querySelector<HTMLSelectElement>(".gb-controls select")!;
      select.value = "1";
      select.dispatchEvent(new Event("change", { bubbles: true }));
      const seen = new Set<string>();
      const until = performance.now() + 5000;
      const before = canvas.toDataURL();
      // To the end of the flow: forty pictures in a row alike, none of them the first.
      for (let alike = 0, last = before; alike < frames && performance.now() < until;) {
        await new Promise(requestAnimationFrame);
        const now = canvas.toDataURL();
        alike = now === last && now !== before ? alike + 1 : 0;
        last = now;
        if (now !== before) seen.add(now);
      }
      return seen.size;
    }, 40);
    expect(troubles).toEqual([]);
    if (motion) expect(states).toBeGreaterThan(2);
    else expect(states).toBe(1);
  });
});
