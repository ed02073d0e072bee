// Charts in a page: what the pointer and the keys tell, the controls that a specification binds, and what it may not touch.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { figures } from "../../kernel/api.ts";
import { accessibilityViolations, launch, skipReason } from "../browser.ts";
import { type FigurePage, openFigurePage } from "./figurePage.ts";

const mime = "application/vnd.gradbook.chart.v1+json";
const values = Array.from({ length: 40 }, (_, x) => ({ x, y: x * x, kind: x % 2 ? "odd" : "even" }));
const number = (field: string) => ({ field, type: "quantitative" }) as const;

const bars = {
  data: { values },
  mark: "bar",
  encoding: { x: { field: "kind", type: "nominal" }, y: { aggregate: "count" } },
} as const;
const line = { data: { values }, mark: "line", encoding: { x: number("x"), y: number("y") } } as const;
const bound = {
  data: { values },
  params: [
    { name: "most", value: 10, bind: { input: "range", min: 0, max: 40, step: 1, name: "at most" } },
    { name: "shown", value: "odd", bind: { input: "select", options: ["odd", "even"] } },
  ],
  transform: [{ filter: "datum.x < most && datum.kind == shown" }],
  mark: "point",
  encoding: { x: number("x"), y: number("y") },
} as const;

describe.skipIf(skipReason)(`charts in a page${skipReason ? ` (skipped: ${skipReason})` : ""}`, () => {
  let browser: Browser;
  let figure: FigurePage;
  let page: Page;
  beforeAll(async () => {
    browser = await launch();
    figure = await openFigurePage(browser);
    ({ page } = figure);
  });
  afterAll(() => browser?.close());

  const draw = async (spec: object) => {
    await figure.draw({ mime, payload: figures.chart(spec as never).payload });
    await page.locator(".gb-chart canvas").waitFor();
    return page.locator(".gb-chart canvas");
  };
  const tip = () => page.locator(".gb-tip:not([hidden])").innerText();
  const marks = async (): Promise<string[]> => {
    await page.locator(".gb-stage").focus();
    const said: string[] = [];
    await page.keyboard.press("Home");
    for (let before = ""; ; await page.keyboard.press("ArrowRight")) {
      const now = (await page.locator(".gb-live").textContent())!;
      if (now === before) return said;
      said.push((before = now));
    }
  };

  test("the pointer tells what a mark stands for, in the words of the axes; keys say the same", async () => {
    const canvas = await draw(bars);
    const { x, y, height } = (await canvas.boundingBox())!;
    await page.mouse.move(x + 60, y + height - 80);
    await expect.poll(tip).toMatch(/kind\s*even[^]*Count of Records\s*20/);
    expect(await marks()).toEqual(["kind: even, Count of Records: 20", "kind: odd, Count of Records: 20"]);
    await page.mouse.move(x + 2, y + height + 300);
    await expect.poll(() => page.locator(".gb-tip:not([hidden])").count()).toBe(0);
  });

  test("on a line the nearest of its points is told, not its first", async () => {
    const canvas = await draw(line);
    await page.locator(".gb-stage").focus();
    await page.keyboard.press("End");
    const box = (await page.locator(".gb-tip").boundingBox())!;
    expect(await page.locator(".gb-live").textContent()).toBe("x: 39, y: 1521");
    await page.keyboard.press("Escape");
    const { x, y, height } = (await canvas.boundingBox())!;
    await page.mouse.move(box.x + 6, y + 20);
    await expect.poll(tip).toMatch(/x\s*3\d/);
    await page.mouse.move(x + 60, y + height - 60);
    await expect.poll(tip).toMatch(/x\s*\d\s/);
  });

  test("sliders and choices of the specification work by keyboard, and keep their state through a change of theme", async () => {
    await draw(bound);
    const slider = page.getByRole("slider", { name: "at most" });
    expect(await marks()).toHaveLength(5);
    await slider.focus();
    for (let i = 0; i < 4; i += 1) await page.keyboard.press("ArrowRight");
    await expect.poll(async () => (await marks()).length).toBe(7);
    await page.getByRole("combobox", { name: "shown" }).selectOption("even");
    await expect.poll(async () => (await marks())[0]).toBe("x: 0, y: 0");
    expect(await accessibilityViolations(page)).toEqual([]);

    const before = await page.locator(".gb-chart canvas").elementHandle();
    await slider.focus();
    await figure.setTheme("dark");
    await expect.poll(() => before!.evaluate((canvas) => canvas.isConnected)).toBe(false);
    expect(await slider.inputValue()).toBe("14");
    expect(await slider.evaluate((element) => document.activeElement === element)).toBe(true);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await marks()).toHaveLength(7);

    // What is saved is what is seen.
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save as SVG drawing" }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString().split('aria-roledescription="point"').length - 1).toBe(7);
    await figure.setTheme("light");
    expect(figure.troubles).toEqual([]);
  });

  test("a specification touches nothing of the page: no element is pressed, emptied or listened to, nothing is asked for", async () => {
    await page.evaluate(() => {
      const bait = document.createElement("button");
      bait.id = "bait";
      bait.textContent = "Run";
      bait.addEventListener("click", () => Object.assign(window, { pressed: true }));
      document.body.append(bait);
    });
    const press = { element: "#bait", event: "click" };
    const empty = { element: "#bait", input: "range" };
    const picture = { input: "image", src: "https://example.org/spy.png" };
    const ticking = [{ events: { type: "timer", throttle: 10 }, update: "now()" }];
    const listening = [{ events: "window:keydown!", update: "event.key" }];
    const signals = [
      { name: "a", value: 0, on: ticking, bind: press },
      { name: "b", value: 1, bind: empty },
      { name: "c", value: 1, bind: picture },
      { name: "d", value: "", on: listening },
      { name: "e", value: "", on: [{ events: "#bait:click!", update: "1" }] },
    ];
    const params = [{ name: "p", value: 1, bind: picture }];
    const attack = { ...bars, params, config: { signals, events: { bind: "any", selector: true, timer: true } } };
    // Not by the kernel, which would refuse: by somebody's notebook.
    await figure.draw({ mime, payload: { v: 1, spec: attack } });
    expect(await page.locator(".gb-error").innerText()).toContain("chart.spec…bind.element should be absent");
    for (const signal of signals)
      if (signal.bind && "element" in signal.bind) delete (signal as { bind?: object }).bind;
    await figure.draw({ mime, payload: { v: 1, spec: attack } });
    await page.locator(".gb-chart canvas").waitFor();
    await page.evaluate(() => {
      Object.assign(window, { heard: 0 });
      addEventListener("keydown", (event) => Object.assign(window, { kept: event.defaultPrevented }));
    });
    await page.locator("#bait").focus();
    await page.keyboard.press("x");
    const seen = await page.evaluate(() => {
      const { pressed, kept } = window as never as Record<string, unknown>;
      return { pressed, kept, text: document.querySelector("#bait")!.textContent };
    });
    expect(seen).toEqual({ pressed: undefined, kept: false, text: "Run" });
    expect(await page.locator(".gb-bindings input").count()).toBe(0);
    expect(figure.troubles).toEqual([]);
    await page.evaluate(() => document.querySelector("#bait")!.remove());
  });
});
