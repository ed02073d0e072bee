// Figures where our extension is not: what each front-end would choose of a bundle, by its own rules, is a good picture and
// a sentence. The rules are restated here in a few lines; JupyterLab and nbconvert are also asked themselves.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, skipReason } from "../browser.ts";
import { type Lab, openNotebook, startLab } from "../e2e/lab.ts";
import { notebookWith } from "../e2e/notebooks.ts";
import { jupyter, pythonEnv, testWithPython } from "../python.ts";
import { bundleOf, sampleNames } from "./samples.ts";

type Data = Readonly<Record<string, unknown>>;

/** GitHub shows static types only; of pictures it shows PNG reliably, and takes scripts, styles and SVG away. */
const github = (data: Data) => ["text/html", "image/png", "text/plain"].find((type) => type in data);

/** VS Code prefers types of vendors that it has a renderer for: Vega-Lite 5 with its renderers' extension, else none. */
const vscode = (data: Data, renderers: boolean) =>
  [...(renderers ? ["application/vnd.vegalite.v5+json"] : []), "text/html", "image/png", "text/plain"].find((type) => type in data); // prettier-ignore

/** nbconvert's LaTeX calls Inkscape for every SVG, even beside a PNG, and fails without it. */
const latex = (data: Data) =>
  "image/svg+xml" in data ? "Inkscape" : ["text/latex", "image/png"].find((type) => type in data);

test.each(sampleNames)("%s: a picture and a sentence by the rules of GitHub, VS Code and LaTeX", async (name) => {
  const { data, metadata } = await bundleOf(name);
  expect([github(data), vscode(data, false), latex(data)]).toEqual(["image/png", "image/png", "image/png"]);
  expect(vscode(data, true)).toBe(name === "chart" ? "application/vnd.vegalite.v5+json" : "image/png");

  const png = Buffer.from(data["image/png"] as string, "base64");
  const { width, height, needs_background: paper } = metadata["image/png"] as Record<string, number | string>;
  // Its header says: at least as many pixels as it is shown with, colours from a palette, hence opaque (no tRNS chunk).
  expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(Number(width));
  expect([png.includes("tRNS"), paper, png.length <= 60_000]).toEqual([false, "light", true]);
  expect([Number(width) <= 800, Number(height) <= 1200]).toEqual([true, true]);

  // VS Code reads it out as the picture's alternative text.
  expect(data["text/plain"]).toMatch(/^[A-Z\d][^\n]{15,500}\.$/);
  expect(Object.keys(data).filter((type) => /html|svg|javascript/.test(type))).toEqual([]);
  expect(JSON.stringify(data).length).toBeLessThan(1_000_000);
});

test("types that hold JSON end in +json, as the notebook format wants", async () => {
  for (const name of sampleNames) {
    const { data } = await bundleOf(name);
    const objects = Object.entries(data).filter(([, value]) => typeof value !== "string");
    expect(objects.map(([type]) => type).filter((type) => !type.endsWith("+json"))).toEqual([]);
  }
});

describe("nbconvert as it comes", () => {
  const convert = async (format: string): Promise<{ text: string; printed: string }> => {
    const folder = mkdtempSync(join(tmpdir(), "gradbook figures "));
    writeFileSync(join(folder, "a.ipynb"), notebookWith(...(await Promise.all(sampleNames.map(bundleOf)))));
    const ending = format === "latex" ? "tex" : "html";
    const { stderr } = spawnSync(jupyter, ["nbconvert", "--to", format, "a.ipynb"], { cwd: folder, env: pythonEnv, encoding: "utf8" }); // prettier-ignore
    return { text: readFileSync(join(folder, `a.${ending}`), "utf8"), printed: stderr };
  };

  testWithPython("HTML: every figure is a picture of the size that it should have", async () => {
    const { text } = await convert("html");
    const images = [...text.matchAll(/<img[^>]*src="data:image\/png;base64,[^>]*>/g)].map(([image]) => image);
    expect(images.length).toBe(sampleNames.length);
    expect(images.every((image) => /width="?\d+/.test(image.replace(/src="[^"]*"/, "")))).toBe(true);
  });

  testWithPython(
    "LaTeX, which PDF is made of: every figure is a picture file, and nothing else is asked for",
    async () => {
      const { text, printed } = await convert("latex");
      expect([...text.matchAll(/\\includegraphics|\\adjustimage/g)].length).toBeGreaterThanOrEqual(sampleNames.length);
      expect(printed).not.toMatch(/inkscape|error/i);
    },
  );
});

describe.skipIf(skipReason)("JupyterLab without our extension", () => {
  let browser: Browser;
  let lab: Lab;
  beforeAll(async () => {
    [browser, lab] = await Promise.all([launch(), startLab({ extension: false })]);
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  testWithPython("figures are pictures, charts are drawn by JupyterLab's own Vega", async () => {
    const shown = sampleNames.filter((name) => !name.includes("-"));
    writeFileSync(join(lab.folder, "plain.ipynb"), notebookWith(...(await Promise.all(shown.map(bundleOf)))));
    const { page } = await openNotebook(browser, lab, "plain.ipynb");
    expect(await page.locator(".gb-figure").count()).toBe(0);
    const pictures = page.locator(".jp-OutputArea-output img");
    await expect.poll(() => pictures.count(), { timeout: 20_000 }).toBe(shown.length - 1);
    const widths = await pictures.evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
    expect(Math.min(...widths)).toBeGreaterThan(600);
    await page.locator(".vega-embed :is(canvas, svg)").first().waitFor({ timeout: 20_000 });
    await page.context().close();
  });
});
