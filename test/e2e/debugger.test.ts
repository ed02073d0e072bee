// The debugger as a student uses it: the bug button, a click beside a line, a run that stops there, its variables, steps.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { launch, skipReason } from "../browser.ts";
import { testWithPython } from "../python.ts";
import { type Lab, openNotebook, startLab } from "./lab.ts";

const name = "debug-me.ipynb";
/** A page of a busy machine takes its time. */
const patient = { timeout: 30_000 };
const cell = `const weights = ones([2, 3]);
let total = 0;
function add(item: number): number {
  const twice = 2 * item;
  return total + twice;
}
for (const item of [1, 2]) {
  total = add(item);
}
total`;

describe.skipIf(skipReason)(`the debugger${skipReason ? ` (skipped: ${skipReason})` : ""}`, () => {
  let browser: Browser;
  let lab: Lab;
  beforeAll(async () => {
    [browser, lab] = await Promise.all([launch(), startLab()]);
    const metadata = {
      kernelspec: { name: "gradbook", display_name: "TypeScript (gradbook)", language: "typescript" },
    };
    const source = cell.split(/(?<=\n)/);
    const cells = [{ cell_type: "code", id: "a", metadata: {}, source, outputs: [], execution_count: null }];
    writeFileSync(join(lab.folder, name), JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  testWithPython("stops at a breakpoint, shows variables, steps and goes on", { timeout: 120_000 }, async () => {
    const { page, troubles } = await openNotebook(browser, lab, name);
    await switchOn(page);

    // Line 5, the `return`.
    await beside(page, 5).click();
    await expect.poll(() => page.locator(".jp-DebuggerBreakpoint").count(), patient).toBe(1);

    void execute(page, "notebook:run-cell");
    const frames = page.locator(".jp-DebuggerCallstackFrame");
    await frames.first().waitFor();
    await expect.poll(() => frames.allInnerTexts(), patient).toHaveLength(2);
    expect(await frames.first().innerText()).toMatch(/add/);
    expect(await highlighted(page)).toContain("return total + twice;");
    await expect.poll(() => variables(page), patient).toMatch(/item[^]*1[^]*twice[^]*2/);

    await execute(page, "debugger:next");
    await expect.poll(() => highlighted(page), patient).not.toContain("return total + twice;");

    // Where the breakpoint is met again, one round later.
    await execute(page, "debugger:continue");
    await expect.poll(() => variables(page), patient).toMatch(/item[^]*2[^]*twice[^]*4/);
    await execute(page, "debugger:continue");
    await expect.poll(() => page.locator(".jp-OutputArea-output").allInnerTexts(), patient).toEqual(["6"]);
    await expect.poll(() => frames.count(), patient).toBe(0);

    // Not stopped: the notebook's own variables.
    await expect.poll(() => variables(page), patient).toContain("Tensor [2, 3] float32");
    expect(troubles).toEqual([]);
  });
});

/**
 * Clicks the bug until it is pressed. On a busy machine the first click can come before JupyterLab has asked the kernel
 * whether it debugs, and the sidebar, which opens by itself, can be closed again by the layout being restored.
 */
async function switchOn(page: Page): Promise<void> {
  const bug = page.locator(".jp-DebuggerBugButton").first();
  await bug.and(page.locator(":not([aria-disabled=true])")).waitFor({ timeout: 60_000 });
  await page.evaluate(() => (window as unknown as { jupyterapp: { restored: Promise<void> } }).jupyterapp.restored);
  const pressed = async () => (await bug.getAttribute("aria-pressed")) === "true";
  await expect
    .poll(async () => (await pressed()) || (await bug.click(), await pressed()), { timeout: 60_000, interval: 3_000 })
    .toBe(true);
  await execute(page, "debugger:show-panel");
  await page.locator(".jp-DebuggerSidebar").waitFor();
}

/** The gutter where a click sets a breakpoint. @param line from 1 */
const beside = (page: Page, line: number) =>
  page.locator(".jp-CodeCell .cm-breakpoint-gutter .cm-gutterElement").nth(line);

const highlighted = (page: Page): Promise<string> =>
  page.locator(".jp-CodeCell .jp-DebuggerEditor-highlight").first().innerText();

const variables = (page: Page): Promise<string> => page.locator(".jp-DebuggerVariables").first().innerText();

/** Runs a command of JupyterLab; does not wait for what it starts. */
async function execute(page: Page, command: string): Promise<void> {
  await page.evaluate((id) => {
    const { jupyterapp } = window as unknown as { jupyterapp: { commands: { execute(id: string): unknown } } };
    void jupyterapp.commands.execute(id);
  }, command);
}
