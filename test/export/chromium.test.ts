// Exported pages in a real browser with the network off: quiet, usable, accessible, in both themes.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attacks } from "./attacks.ts";
import { accessibilityViolations, launch, open, skipReason } from "../browser.ts";
import { code, exported, fixtures, markdown, run, shown, temporaryFolder } from "./page.ts";

describe.skipIf(skipReason)(`in Chromium${skipReason ? ` (skipped: ${skipReason})` : ""}`, () => {
  let browser: Browser;
  let adam: string;

  beforeAll(async () => {
    browser = await launch();
    const folder = await temporaryFolder();
    await run(join(fixtures, "04-adam.ipynb"), "-o", folder);
    adam = join(folder, "04-adam.html");
  });
  afterAll(() => browser?.close());

  test.each(["light", "dark"] as const)("a page is quiet and axe-clean in the %s theme", async (colorScheme) => {
    for (const width of [1280, 390]) {
      const { page, troubles } = await open(browser, adam, { colorScheme, width });
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(troubles).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await page.context().close();
    }
  });

  test("its fonts are there: text, code and mathematics are set in them", async () => {
    const { page } = await open(browser, adam);
    await page.evaluate(() => document.fonts.ready);
    const loaded = await page.evaluate(() =>
      [...document.fonts].filter((font) => font.status === "loaded").map((font) => font.family.replaceAll('"', "")),
    );
    for (const family of ["Source Serif 4", "Source Sans 3", "Source Code Pro", "KaTeX_Main", "KaTeX_Math"])
      expect(loaded).toContain(family);
    const failed = await page.evaluate(() => [...document.fonts].filter((font) => font.status === "error").length);
    expect(failed).toBe(0);
    await page.context().close();
  });

  test("every piece of mathematics has the fonts that it asks for", async () => {
    const tex = [
      "\\mathbb{R}\\mathcal{L}\\mathfrak{g}\\mathscr{F}\\mathsf{T}\\mathtt{x}\\mathbf{w}\\boldsymbol{\\theta}\\mathit{ab}",
      "\\text{a \\textbf{b} \\textit{c}}\\bigl(\\Bigl(\\biggl(\\Biggl(\\frac{1}{2}",
      "\\left(\\sum_{i}\\int_0^1\\begin{pmatrix}1\\\\2\\\\3\\\\4\\\\5\\end{pmatrix}\\right)",
    ];
    const { folder, page: parsed } = await exported(tex.map((source) => markdown(`$$${source}$$`)));
    expect(parsed.querySelectorAll(".wrong-tex").map((wrong) => wrong.text)).toEqual([]);
    const { page } = await open(browser, join(folder, "a.html"));
    const missing = await page.evaluate(() => {
      const faces = new Set([...document.fonts].map((face) => face.family.replaceAll('"', "")));
      const asked = [...document.querySelectorAll(".katex-html *")].map(
        (element) => getComputedStyle(element).fontFamily.split(",")[0]!,
      );
      return [...new Set(asked)].filter((family) => family.startsWith("KaTeX") && !faces.has(family));
    });
    expect(missing).toEqual([]);
    await page.context().close();
  });

  test("the colours follow the system, the switch goes round, and the choice is kept", async () => {
    const { page, troubles } = await open(browser, adam, { colorScheme: "dark" });
    const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    const button = page.getByRole("button", { name: /^Colours/ });
    await button.click();
    expect(await button.getAttribute("aria-label")).toBe("Colours: light");
    const light = await ground();
    expect(light).not.toBe(dark);
    await page.reload();
    expect(await ground()).toBe(light);
    await button.click();
    expect(await ground()).toBe(dark);
    await button.click();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBeUndefined();
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("code is copied, long output unfolds, solutions open, all by keyboard", async () => {
    const { page, troubles } = await open(browser, adam);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.locator(".code .copy").first().press("Enter");
    await page.getByText("Copied").waitFor();
    const all = page.getByRole("button", { name: "Show all (60)" });
    const height = (): Promise<number> => page.evaluate(() => document.querySelector("[data-fold] pre")!.clientHeight);
    const before = await height();
    await all.press("Enter");
    expect(await height()).toBeGreaterThan(2 * before);
    const solution = page.getByText("three times too");
    expect(await solution.isVisible()).toBe(false);
    await page.locator("details.solution > summary").press("Enter");
    expect(await solution.isVisible()).toBe(true);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("the first stop of the Tab key leads to the text, and headings link to themselves", async () => {
    const { page } = await open(browser, adam);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the text");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
    await page.getByRole("link", { name: "When shapes disagree", exact: true }).click();
    expect(page.url()).toMatch(/#When-shapes-disagree$/);
    await page.context().close();
  });

  test("on a narrow screen the contents are folded above the text, and open to a tap; on a wide one they stand beside it", async () => {
    const { page, troubles } = await open(browser, adam, { width: 390 });
    const link = page.getByRole("link", { name: "Two running means", exact: true });
    const title = page.getByRole("heading", { level: 1 });
    expect(await link.isVisible()).toBe(false);
    expect((await title.boundingBox())!.y).toBeLessThan(200);
    await page.getByText("On this page").click();
    await link.click();
    expect(page.url()).toMatch(/#Two-running-means$/);
    await page.setViewportSize({ width: 1400, height: 900 });
    await expect.poll(() => link.isVisible()).toBe(true);
    expect((await link.boundingBox())!.x).toBeGreaterThan(900);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("without JavaScript the page is whole", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
    const page = await context.newPage();
    await page.goto(`file://${encodeURI(adam)}`);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("Adam");
    expect(await page.locator("figure .still img").first().isVisible()).toBe(true);
    expect(await page.locator(".contents a").count()).toBe(3);
    await context.close();
  });

  test("nothing of a hostile notebook runs or reaches out", async () => {
    const mutating = [
      '<noscript><p title="</noscript><img src=x onerror=attack()>"></noscript>',
      "<svg><style><img src=x onerror=attack()></style></svg>",
      "<math><mi><table><mglyph><style><!--</style><img title='--><img src=x onerror=attack()>'></mglyph></table></mi></math>",
      "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=attack()>",
    ];
    const all = [...attacks, ...mutating].map((html) => html.replaceAll("attack()", "alert(1)"));
    const { folder } = await exported(
      all.flatMap((html) => [
        markdown(`a\n\n${html}\n\n$x$ ${html}`),
        code("", [
          shown({ "text/html": html }),
          shown({
            "image/svg+xml": `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`,
          }),
        ]),
      ]),
    );
    const { page, troubles } = await open(browser, join(folder, "a.html"));
    await page.waitForTimeout(200);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("the page's policy stops what a sanitiser would have missed", async () => {
    const { folder, html } = await exported([markdown("PLACE")]);
    const path = join(folder, "missed.html");
    await writeFile(path, html.replace("PLACE", "<img src=x onerror=alert(1)><script>alert(2)</script>"));
    const { page, troubles } = await open(browser, path);
    await page.waitForTimeout(200);
    expect(troubles.filter((trouble) => trouble.startsWith("dialog"))).toEqual([]);
    expect(troubles.filter((trouble) => /Content Security Policy/.test(trouble)).length).toBeGreaterThan(1);
    await page.context().close();
  });
});
