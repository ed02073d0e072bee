// What stands around the figures, as a student meets it: settings, the panel while a cell runs, array files, the course
// in the launcher, and all of it in Notebook 7.
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { formatNpy } from "../../engine/io/npy.ts";
import { formatNpz } from "../../engine/io/npz.ts";
import { formatSafetensors } from "../../engine/io/safetensors.ts";
import { accessibilityViolations, launch, open, skipReason } from "../browser.ts";
import { testWithPython } from "../python.ts";
import { type Lab, openNotebook, startLab } from "./lab.ts";

const patient = { timeout: 15_000 };
const name = "panel-me.ipynb";
const cells = [
  `const weights = randn([6, 8], { requiresGrad: true });
const model = new nn.Sequential(new nn.Linear(2, 4), new nn.Tanh());
const run = train.recorder();`,
  `let state: Tensor = zeros([1]);
const end = Date.now() + 7000;
for (let i = 0; Date.now() < end; i += 1) {
  if (i % 5000 === 0) run.log(i, { loss: 1 / (1 + i) });
  if (i === 1000) state = zeros([5, 7]);
}`,
];

describe.skipIf(skipReason)(`the extension${skipReason ? ` (skipped: ${skipReason})` : ""}`, () => {
  let browser: Browser;
  let lab: Lab;
  beforeAll(async () => {
    [browser, lab] = await Promise.all([launch(), startLab()]);
    writeFileSync(join(lab.folder, name), JSON.stringify(notebook(cells)));
    const grid = { dtype: "float32", shape: [3, 4], data: Float32Array.from({ length: 12 }, (_, i) => i - 5) } as const;
    const counts = { dtype: "int32", shape: [5], data: Int32Array.of(1, 2, 3, 4, 5) } as const;
    const both = new Map<string, typeof grid | typeof counts>([
      ["layer.weight", grid],
      ["<img src=x onerror=alert(1)>", counts],
    ]);
    writeFileSync(join(lab.folder, "a.safetensors"), formatSafetensors(both, { format: "pt" }));
    writeFileSync(join(lab.folder, "b.npy"), formatNpy(grid));
    writeFileSync(join(lab.folder, "c.npz"), formatNpz(new Map([["first", grid]])));
    writeFileSync(join(lab.folder, "broken.safetensors"), "no tensors here");
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  testWithPython("the panel follows a running cell and opens a figure of its own", { timeout: 90_000 }, async () => {
    const { page, troubles } = await openNotebook(browser, lab, name);
    await execute(page, "gradbook:open-panel");
    const panel = page.locator(".gb-shelf");
    await expect.poll(() => panel.innerText(), patient).toContain("Nothing yet");

    await execute(page, "notebook:run-all-cells");
    await expect.poll(() => panel.innerText(), patient).toMatch(/state\s+\[5, 7\] float32/);
    expect(await kernelStatus(page)).toBe("busy");
    expect(await panel.innerText()).toMatch(/weights\s+\[6, 8\] float32\s+192 B · requires grad · made in In\[1\]/);

    // By keyboard: down from the first row, and open.
    await panel.locator(".gb-shelf-row").first().focus();
    await page.keyboard.press("End");
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent ?? "")).toContain("state");
    await panel.locator('.gb-shelf-row[data-path="run"]').press("Enter");
    const tab = page.locator(".gb-tab");
    await tab.locator(".gb-figure canvas").first().waitFor();
    expect(await tab.locator(".gb-tab-status").innerText()).toContain("Live");
    // The same figure, redrawn while the loop runs.
    const step = () => tab.locator(".gb-series small").first().textContent();
    const early = await step();
    await expect.poll(step, patient).not.toBe(early);
    expect(await kernelStatus(page)).toBe("busy");

    await panel.locator(".gb-shelf-search").fill("6, 8");
    await expect.poll(() => panel.locator(".gb-shelf-row b").allInnerTexts(), patient).toEqual(["weights"]);
    await panel.locator(".gb-shelf-search").fill("");
    await panel.locator("select").selectOption("module");
    await expect.poll(() => panel.locator(".gb-shelf-row b").allInnerTexts(), patient).toEqual(["model"]);
    await panel.locator("select").selectOption("all");

    for (const theme of ["JupyterLab Dark", "JupyterLab Light"]) {
      await execute(page, "apputils:change-theme", { theme });
      await expect.poll(() => page.evaluate(() => document.body.dataset["jpThemeName"]), patient).toBe(theme);
      await page.waitForTimeout(300);
      await picture(page, `panel-${theme}`);
      expect(await accessibilityViolations(page, ".gb-shelf")).toEqual([]);
      expect(await accessibilityViolations(page, ".gb-tab")).toEqual([]);
    }

    // A new kernel knows nothing of the old one's values.
    await expect.poll(() => kernelStatus(page), patient).toBe("idle");
    await page.evaluate(restartKernel);
    await expect.poll(() => panel.innerText(), patient).toContain("Nothing yet");
    await expect.poll(() => tab.locator(".gb-tab-status").innerText(), patient).toContain("This is the last state.");
    expect(await tab.locator(".gb-figure canvas").count()).toBeGreaterThan(0);
    // The name comes back, and the tab is alive again.
    await execute(page, "notebook:run-all-cells");
    await expect.poll(() => tab.locator(".gb-tab-status").innerText(), patient).toContain("Live");
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  testWithPython("settings reach the figures and the kernel", { timeout: 60_000 }, async () => {
    const { page, troubles } = await openNotebook(browser, lab, name);
    await execute(page, "settingeditor:open", { query: "gradbook" });
    const setting = (key: string) => page.locator(`[id="jp-SettingsEditor-@gradbook/jupyterlab:plugin_${key}"]`);
    await setting("palette").selectOption({ label: "magma" });
    await setting("tensorCells").fill("256");
    await setting("tensorCells").press("Tab");
    await expect.poll(() => page.evaluate(() => document.body.dataset["gbPalette"]), patient).toBe("magma");
    await picture(page, "settings");
    await execute(page, "docmanager:open", { path: name });
    await page.evaluate(setFirstCell, "figures.tensor(arange(10_000).reshape([100, 100]))");
    await execute(page, "notebook:run-cell");
    const figure = page.locator(".jp-OutputArea .gb-figure").first();
    await figure.waitFor(patient);
    // No more than 256 of the 10,000 elements.
    expect(await figure.locator(".gb-note").innerText()).toMatch(/255 of 10\s000 values/);
    const before = await figure.locator("canvas").first().evaluate(middle);
    await execute(page, "settingeditor:open", { query: "gradbook" });
    await setting("palette").selectOption({ label: "viridis" });
    await execute(page, "docmanager:open", { path: name });
    await expect.poll(() => figure.locator("canvas").first().evaluate(middle), patient).not.toEqual(before);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  testWithPython("array files are listed and drawn; a broken one says what is wrong", { timeout: 60_000 }, async () => {
    const { page, troubles } = await openNotebook(browser, lab, name);
    await execute(page, "docmanager:open", { path: "a.safetensors" });
    const file = page.locator(".gb-file:visible");
    await file.locator(".gb-figure canvas").first().waitFor();
    expect(await file.innerText()).toContain("layer.weight");
    expect(await file.innerText()).toContain("format: pt");
    await file.locator(".gb-shelf-row").nth(1).click();
    await expect.poll(() => file.locator(".gb-figure").innerText(), patient).toContain("<img src=x onerror=alert(1)>");
    expect(await accessibilityViolations(page, ".gb-file")).toEqual([]);
    await picture(page, "file");
    for (const [path, text] of [
      ["b.npy", "[3, 4] float32"],
      ["c.npz", "first"],
      ["broken.safetensors", "header promises"],
    ] as const) {
      await execute(page, "docmanager:open", { path });
      await expect.poll(() => page.locator(".gb-file:visible").innerText(), patient).toContain(text);
    }
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  testWithPython("of a file of 600 MB only what is looked at is read", { timeout: 60_000 }, async () => {
    writeLarge(join(lab.folder, "large.safetensors"));
    const { page, troubles } = await openNotebook(browser, lab, name);
    const asked: string[] = [];
    let read = 0;
    page.on("response", (response) => {
      if (!response.url().includes("large.safetensors")) return;
      asked.push(`${response.status()} ${new URL(response.url()).search}`);
      if (response.url().includes("/files/")) read += Number(response.headers()["content-length"] ?? Infinity);
    });
    await execute(page, "docmanager:open", { path: "large.safetensors" });
    const file = page.locator(".gb-file:visible");
    await expect.poll(() => file.locator(".gb-shelf-row").allInnerTexts(), patient).toHaveLength(3);
    await file.locator(".gb-figure canvas").first().waitFor();
    const row = (label: string) => file.locator(".gb-shelf-row", { hasText: label });
    await row("last").click();
    await expect.poll(() => file.locator(".gb-subtitle").innerText(), patient).toContain("2 values from 5 to 7");
    await row("middle").click();
    await expect.poll(() => file.getByRole("alert").innerText(), patient).toContain("This would read 600 MB; up to 256 MB are read here"); // prettier-ignore
    await row("first").click();
    await expect.poll(() => file.locator(".gb-subtitle").innerText(), patient).toContain("3 values");
    expect(read).toBeLessThan(200_000);
    expect(asked.filter((line) => /content=1/.test(line))).toEqual([]);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  testWithPython("the launcher opens the course; a selected value opens as a figure", { timeout: 60_000 }, async () => {
    const { page, troubles } = await openNotebook(browser, lab, name);
    await execute(page, "notebook:run-cell");
    await expect.poll(() => page.locator(".jp-InputPrompt").first().innerText(), patient).toMatch(/\d/);
    await page.evaluate(setFirstCell, "weights");
    await execute(page, "gradbook:open-figure");
    await page.locator(".gb-tab .gb-figure canvas").first().waitFor(patient);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await execute(page, "gradbook:copy-png");
    await expect
      .poll(() => page.evaluate(async () => (await navigator.clipboard.read())[0]?.types), patient)
      .toEqual(["image/png"]);

    await execute(page, "launcher:create");
    await page.locator('.jp-LauncherCard[title="The chapters of the course"]').click();
    await page.locator(".jp-MarkdownViewer:visible h1").first().waitFor(patient);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  testWithPython("commands, menus and shortcuts do what they say", { timeout: 60_000 }, async () => {
    const { page, troubles } = await openNotebook(browser, lab, name);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    // Without a figure there is a hint.
    await execute(page, "gradbook:save-png");
    await expect.poll(() => page.locator(".Toastify").innerText(), patient).toContain("Click on a figure first.");
    await page.evaluate(setFirstCell, "figures.tensor(tensor([[1, 2], [3, 4]]), { title: 'Four' })");
    await execute(page, "notebook:run-cell");
    const figure = page.locator(".jp-OutputArea .gb-figure").first();
    await figure.locator(".gb-stage").click(patient);

    for (const [command, file, start] of [
      ["gradbook:save-png", "Four.png", "\u0089PNG"],
      ["gradbook:save-svg", "Four.svg", "<svg"],
      ["gradbook:save-csv", "Four.csv", "dim 0,dim 1,value"],
    ] as const) {
      const [saved] = await Promise.all([page.waitForEvent("download"), execute(page, command)]);
      expect(saved.suggestedFilename()).toBe(file);
      expect(readFileSync(await saved.path(), "latin1").slice(0, start.length)).toBe(start);
    }
    await execute(page, "gradbook:copy-svg");
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText()), patient).toMatch(/^<svg/);

    const menu = async (label: string) => {
      await page.locator(".lm-MenuBar-itemLabel", { hasText: new RegExp(`^${label}$`) }).click();
      const texts = await page.locator(".lm-Menu-itemLabel").allInnerTexts();
      await page.keyboard.press("Escape");
      return texts;
    };
    expect(await menu("Edit")).toEqual(expect.arrayContaining(["Copy Figure as PNG", "Save Figure's Data as CSV"]));
    expect(await menu("Help")).toEqual(expect.arrayContaining(["Course", "How to Export This Notebook"]));
    expect(await menu("View")).toContain("Tensors & Runs");
    await figure.locator(".gb-title").click({ button: "right" });
    await expect.poll(() => page.locator(".lm-Menu-itemLabel").allInnerTexts()).toContain("Save Figure as SVG");
    await page.keyboard.press("Escape");

    await execute(page, "apputils:activate-command-palette");
    await page.keyboard.type("gradbook");
    const offered = page.locator(".lm-CommandPalette-item .lm-CommandPalette-itemLabel");
    await expect
      .poll(() => offered.allInnerTexts(), patient)
      .toEqual(expect.arrayContaining(["Tensors & Runs", "Copy Figure as PNG", "Save Figure's Data as CSV", "Course"]));
    await page.keyboard.press("Escape");

    await page.locator(".jp-Notebook .cm-content").first().click();
    await page.keyboard.press("Alt+Shift+T");
    await page.locator(".gb-shelf:visible").waitFor(patient);
    await page.evaluate(setFirstCell, "weights");
    await execute(page, "notebook:enter-edit-mode");
    await page.locator(".jp-Notebook .cm-content").first().press("Alt+Shift+F");
    await page.locator(".gb-tab-status").waitFor(patient);
    await execute(page, "gradbook:open-chapter");
    await expect.poll(() => page.locator(".jp-Dialog").innerText(), patient).toContain("Course chapter");
    await page.keyboard.press("Escape");
    await execute(page, "gradbook:export-hints");
    await expect.poll(() => page.locator(".Toastify").innerText(), patient).toContain("gradbook export notebook.ipynb");
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  testWithPython("a notebook is saved as a page from JupyterLab's own menu", { timeout: 60_000 }, async () => {
    const { page, troubles } = await openNotebook(browser, lab, name);
    await page.evaluate(setFirstCell, "figures.tensor(tensor([[1, 2], [3, 4]]), { title: 'In the page' })");
    await execute(page, "notebook:run-cell");
    await page.locator(".jp-OutputArea .gb-figure").first().waitFor(patient);
    await page.locator(".lm-MenuBar-itemLabel", { hasText: /^File$/ }).click();
    await page.locator(".lm-Menu-itemLabel", { hasText: "Save and Export Notebook As" }).hover();
    const item = page.locator(".lm-Menu-itemLabel", { hasText: "HTML with Living Figures" });
    await item.waitFor(patient);
    await page.waitForTimeout(300);
    await picture(page, "export-menu");
    const [saved] = await Promise.all([page.waitForEvent("download"), item.click()]);
    expect(saved.suggestedFilename()).toBe("panel-me.html");
    const path = join(lab.folder, "saved.html");
    await saved.saveAs(path);
    const exported = await open(browser, path);
    await exported.page.locator(".gb-stage canvas").first().waitFor(patient);
    expect(await exported.page.locator("figure[data-figure]").first().innerText()).toContain("In the page");
    expect([...troubles, ...exported.troubles]).toEqual([]);
    await exported.page.context().close();
    await page.context().close();
  });

  testWithPython("Notebook 7 has the panel and its figures too", { timeout: 60_000 }, async () => {
    const context = await browser.newContext({ viewport: { width: 1300, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${lab.url}/notebooks/${name}?token=test`);
    await page.waitForFunction(() => {
      const { jupyterapp } = window as unknown as Partial<LabWindow>;
      return jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === "idle";
    });
    await execute(page, "gradbook:open-panel");
    const panel = page.locator(".gb-shelf");
    await panel.waitFor(patient);
    await execute(page, "notebook:run-cell");
    await panel.locator('.gb-shelf-row[data-path="weights"]').click(patient);
    await page.locator(".gb-tab .gb-figure canvas").first().waitFor(patient);
    await expect.poll(async () => (await page.locator(".gb-tab").boundingBox())?.height, patient).toBeGreaterThan(250);
    await page.waitForTimeout(400);
    await picture(page, "notebook7");
    await context.close();
  });
});

interface LabWindow {
  readonly jupyterapp: {
    readonly commands: { execute(id: string, args?: object): Promise<unknown> };
    readonly shell: {
      readonly currentWidget: {
        readonly sessionContext?: {
          readonly session: { readonly kernel: { readonly status: string; restart(): Promise<void> } | null } | null;
        };
        readonly content: {
          readonly activeCell: { readonly model: { readonly sharedModel: { setSource(text: string): void } } };
          activeCellIndex: number;
        };
      } | null;
      widgets(area: string): Iterable<LabWindow["jupyterapp"]["shell"]["currentWidget"]>;
    };
  };
}

const notebook = (sources: readonly string[]) => ({
  cells: sources.map((source, i) => ({
    cell_type: "code",
    id: `c${i}`,
    metadata: {},
    source: source.split(/(?<=\n)/),
    outputs: [],
    execution_count: null,
  })),
  metadata: { kernelspec: { name: "gradbook", display_name: "TypeScript (gradbook)", language: "typescript" } },
  nbformat: 4,
  nbformat_minor: 5,
});

/** Three tensors, the one in the middle of 600 MB of zeros, which take no room on the disk. */
function writeLarge(path: string): void {
  const size = 600_000_000;
  const text = JSON.stringify({
    first: { dtype: "F32", shape: [3], data_offsets: [0, 12] },
    middle: { dtype: "U8", shape: [size], data_offsets: [12, 12 + size] },
    last: { dtype: "F32", shape: [2], data_offsets: [12 + size, 20 + size] },
  }).padEnd(256);
  const head = Buffer.concat([Buffer.alloc(8), Buffer.from(text), Buffer.from(Float32Array.of(1, 2, 3).buffer)]);
  head.writeBigUInt64LE(256n);
  const file = openSync(path, "w");
  writeSync(file, head, 0, head.length, 0);
  writeSync(file, Buffer.from(Float32Array.of(5, 7).buffer), 0, 8, head.length + size);
  closeSync(file);
}

/** Runs a command of JupyterLab; does not wait for what it starts. */
async function execute(page: Page, command: string, args: object = {}): Promise<void> {
  await page.evaluate(
    ([id, given]) => {
      void (window as unknown as LabWindow).jupyterapp.commands.execute(id, given);
    },
    [command, args] as const,
  );
}

/** For looking at: kept with the results. */
const picture = (page: Page, label: string): Promise<unknown> =>
  page.screenshot({ path: join(import.meta.dirname, "..", ".results", `${label}.png`) });

// What follows runs inside the page.
const kernelStatus = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const { shell } = (window as unknown as LabWindow).jupyterapp;
    const notebooks = [...shell.widgets("main")].filter((widget) => widget?.sessionContext);
    return notebooks[0]?.sessionContext?.session?.kernel?.status;
  });

async function restartKernel(): Promise<void> {
  const { shell } = (window as unknown as LabWindow).jupyterapp;
  const [panel] = [...shell.widgets("main")].filter((widget) => widget?.sessionContext);
  await panel!.sessionContext!.session!.kernel!.restart();
}

function setFirstCell(text: string): void {
  const { shell } = (window as unknown as LabWindow).jupyterapp;
  const [panel] = [...shell.widgets("main")].filter((widget) => widget?.sessionContext);
  const { content } = panel!;
  content.activeCellIndex = 0;
  content.activeCell.model.sharedModel.setSource(text);
}

/** Colours along the middle of a canvas. */
function middle(canvas: Element): number[] {
  const { width, height } = canvas as HTMLCanvasElement;
  return [...(canvas as HTMLCanvasElement).getContext("2d")!.getImageData(width >> 2, height >> 2, 8, 1).data];
}
