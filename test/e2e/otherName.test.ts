// Two versions side by side: a notebook whose kernel is registered under a name of its own has the panel, the figures and the
// export menu like any other. What kernels are ours is told by their specs, not by their names.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { launch, skipReason } from "../browser.ts";
import { testWithPython } from "../python.ts";
import { type Lab, openNotebook, startLab } from "./lab.ts";

const patient = { timeout: 15_000 };
const kernel = "gradbook-next.2";
const cell = (id: string, source: string) => ({
  cell_type: "code",
  id,
  metadata: {},
  source,
  outputs: [],
  execution_count: null,
});
const notebook = {
  cells: [cell("a", "const weights = randn([6, 8]);\nfigures.tensor(weights, { title: 'Of the other kernel' })")],
  metadata: { kernelspec: { name: kernel, display_name: `TypeScript (${kernel})`, language: "typescript" } },
  nbformat: 4,
  nbformat_minor: 5,
};

describe.skipIf(skipReason)(`a kernel of another name${skipReason ? ` (skipped: ${skipReason})` : ""}`, () => {
  let browser: Browser;
  let lab: Lab;
  beforeAll(async () => {
    [browser, lab] = await Promise.all([launch(), startLab({ kernel })]);
    writeFileSync(join(lab.folder, "other.ipynb"), JSON.stringify(notebook));
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  testWithPython("has the panel, the figures and the export menu", { timeout: 90_000 }, async () => {
    const { page, troubles, runAll } = await openNotebook(browser, lab, "other.ipynb");
    expect(await page.locator(".jp-Toolbar-kernelName").first().innerText()).toContain(`TypeScript (${kernel})`);
    const [ran] = await runAll();
    expect(ran!.errors).toEqual([]);
    await page.locator(".jp-OutputArea .gb-figure canvas").first().waitFor(patient);
    await page.evaluate(() => {
      const { jupyterapp } = window as unknown as {
        jupyterapp: { commands: { execute(id: string): Promise<unknown> } };
      };
      void jupyterapp.commands.execute("gradbook:open-panel");
    });
    await expect.poll(() => page.locator(".gb-shelf").innerText(), patient).toMatch(/weights\s+\[6, 8\] float32/);
    await page.locator(".lm-MenuBar-itemLabel", { hasText: /^File$/ }).click();
    await page.locator(".lm-Menu-itemLabel", { hasText: "Save and Export Notebook As" }).hover();
    const item = page.locator(".lm-Menu-itemLabel", { hasText: "HTML with Living Figures" });
    await item.waitFor(patient);
    const [saved] = await Promise.all([page.waitForEvent("download"), item.click()]);
    expect(saved.suggestedFilename()).toBe("other.html");
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});
