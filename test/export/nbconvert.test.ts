// The template for people who use nbconvert: the same page, nothing from a network, figures with their data.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { accessibilityViolations, launch, open, skipReason } from "../browser.ts";
import { code, fixtures, markdown, notebookText, parsePage, shown, tagged, temporaryFolder } from "./page.ts";

const root = join(import.meta.dirname, "../..");
const nbconvert = join(root, ".venv", "bin", "jupyter-nbconvert");
const missing = existsSync(nbconvert) || process.env.CI ? skipReason : "no .venv with nbconvert";

function convert(path: string): void {
  const templates = `--TemplateExporter.extra_template_basedirs=${join(root, "dist", "nbconvert")}`;
  execFileSync(nbconvert, ["--to", "html", "--template", "gradbook", templates, path], { stdio: "pipe" });
}

describe.skipIf(missing)(`nbconvert --template gradbook${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    browser = await launch();
    folder = await temporaryFolder();
    await copyFile(join(fixtures, "04-adam.ipynb"), join(folder, "04-adam.ipynb"));
    convert(join(folder, "04-adam.ipynb"));
  });
  afterAll(() => browser?.close());

  test("a page is quiet, accessible, and complete in both themes", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page, troubles } = await open(browser, join(folder, "04-adam.html"), { colorScheme });
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(troubles).toEqual([]);
      expect(await page.locator(".katex").count()).toBeGreaterThan(8);
      expect(await page.locator(".katex-error").count()).toBe(0);
      expect(await page.locator("aside.callout-note").count()).toBe(1);
      expect(await page.locator(".contents a").allTextContents()).toEqual([
        "Two running means",
        "Before you run the next cell",
        "When shapes disagree",
      ]);
      expect(await page.getByText("secret()").count()).toBe(0);
      await page.context().close();
    }
  });

  test("figures keep their data and their picture", async () => {
    const page = parsePage(await readFile(join(folder, "04-adam.html"), "utf8"));
    const figures = page.querySelectorAll("figure[data-figure]");
    expect(figures.map((figure) => figure.getAttribute("aria-label"))).toEqual([
      "Loss falls from 1.0 to 0.05 in 200 steps.",
      "Tensor of 16 by 2 weights between -0.9 and 1.1.",
    ]);
    for (const figure of figures) {
      expect(JSON.parse(figure.querySelector("script")!.text)).toMatchObject({ v: 1 });
      expect(figure.querySelector(".still img")!.getAttribute("src")).toMatch(/^data:image\/png;base64,/);
    }
  });

  test("tags mean what they mean in our own exporter, and pictures are as wide as they say", async () => {
    await writeFile(
      join(folder, "tags.ipynb"),
      notebookText([
        markdown("E1", tagged("exercise")),
        markdown("S1", tagged("solution")),
        code("folded", [], tagged("hide-input")),
        code("gone", [], tagged("remove-input")),
        markdown("absent", tagged("remove-cell")),
        code(
          "1",
          [{ ...shown({ "image/png": "iVBORw==" }), metadata: { "image/png": { width: 352 } } }],
          tagged("check"),
        ),
      ]),
    );
    convert(join(folder, "tags.ipynb"));
    const page = parsePage(await readFile(join(folder, "tags.html"), "utf8"));
    expect(page.querySelector(".exercise .prose")!.text.trim()).toBe("E1");
    expect(page.querySelector("details.solution .prose")!.text.trim()).toBe("S1");
    expect(page.querySelectorAll("details.fold pre").map((pre) => pre.text.trim())).toEqual(["folded"]);
    expect(page.querySelectorAll(".check")).toHaveLength(1);
    expect(page.querySelector(".check img")!.getAttribute("width")).toBe("352");
    expect(page.querySelector("article")!.text).not.toMatch(/gone|absent/);
  });
});
