// Printed chapters: real PDF files through a real browser, and clear words when there is none.
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "../../kernel/commands/errors.ts";
import { findChromium } from "../../kernel/commands/export/pdf/chromium.ts";
import { startBrowser } from "../../kernel/commands/export/pdf/devtools.ts";
import { chromiumPath, skipReason } from "../browser.ts";
import { fixtures, markdown, notebookText, run, temporaryFolder } from "./page.ts";

describe.skipIf(skipReason)(`with Chromium${skipReason ? ` (skipped: ${skipReason})` : ""}`, () => {
  test("chapters become tagged A4 pages with an outline of their headings", async () => {
    const folder = await temporaryFolder();
    const long = "What a heading of more than one line says is whole in the outline, with all of its spaces in place";
    const linked = markdown(`# Ünïcode\n\n[next](c.ipynb) [gone](d.ipynb)\n\n## ${long}`);
    await writeFile(join(folder, "ü b.ipynb"), notebookText([linked]));
    await writeFile(join(folder, "c.ipynb"), notebookText([markdown("# C")]));
    const notebooks = [join(fixtures, "04-adam.ipynb"), join(folder, "ü b.ipynb"), join(folder, "c.ipynb")];
    const { out, err } = await run(...notebooks, "--to", "pdf", "-o", folder);
    // Files that are printed together do not miss each other.
    expect(err).toMatch(/the link to d\.ipynb/);
    expect(err).not.toMatch(/the link to c\.ipynb/);
    const titles = [...(await readFile(join(folder, "ü-b.pdf"))).toString("latin1").matchAll(/\/Title <([^>]+)>/g)];
    const outline = titles.map(([, hex]) =>
      Buffer.from(hex!, "hex")
        .swap16()
        .toString("utf16le")
        .replace(/[\u200b\ufeff]/g, ""),
    );
    expect(outline).toContain(long);
    expect(out.split("\n")).toEqual([join(folder, "04-adam.pdf"), join(folder, "ü-b.pdf"), join(folder, "c.pdf")]);
    const pdf = (await readFile(join(folder, "04-adam.pdf"))).toString("latin1");
    expect(pdf.startsWith("%PDF-")).toBe(true);
    const pages = [...pdf.matchAll(/\/Type \/Page\b/g)].length;
    expect(pages).toBeGreaterThan(2);
    expect(pages).toBeLessThan(8);
    expect(pdf).toContain("/MediaBox [0 0 594");
    expect(pdf).toContain("/StructTreeRoot");
    for (const heading of ["Two running means", "Before you run the next cell", "When shapes disagree"])
      expect(pdf).toContain(`/Title (${heading}`);
    expect(pdf).toContain("/Title (Adam, and the bug on the slide)");
  });

  test("the browser leaves no profile and no page behind", async () => {
    const left = async (): Promise<string[]> =>
      (await readdir(tmpdir())).filter((name) => /^gradbook-(browser|pdf)-/.test(name));
    const before = await left();
    const browser = await startBrowser(chromiumPath!);
    await expect(browser.send("No.such")).rejects.toThrow("No.such");
    await browser.close();
    await expect(browser.send("Target.getTargets")).rejects.toThrow("ended");
    expect(await left()).toEqual(before);
  });
});

test("a browser that does not start is named", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "broken");
  await writeFile(path, "#!/bin/sh\nexit 3\n");
  await chmod(path, 0o755);
  const browser = await startBrowser(path);
  await expect(browser.send("Target.getTargets")).rejects.toThrow(`${path} ended before the PDF was finished (code 3)`);
  await browser.close();
});

test("a machine without a browser is told what to do", async () => {
  const folder = await temporaryFolder();
  expect(() => findChromium({ CHROMIUM: join(folder, "none") })).toThrow("which does not exist");
  if (process.platform !== "linux") return;
  expect(() => findChromium({ PATH: folder })).toThrow(UserError);
  expect(() => findChromium({ PATH: folder })).toThrow("install one, or set CHROMIUM");
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "bin", "google-chrome"), "");
  expect(findChromium({ PATH: `${folder}:${join(folder, "bin")}` })).toBe(join(folder, "bin", "google-chrome"));
});
