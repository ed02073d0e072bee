// A real Chromium; for exported pages with the network off. It notes every request, console message and error.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";

const paths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Undefined where there is no Chromium: tests are skipped then, except in CI. */
export const chromiumPath = [process.env.CHROMIUM, ...paths].find((path) => path && existsSync(path));

export const skipReason = chromiumPath || process.env.CI ? false : "no Chromium on this machine (set CHROMIUM)";

export async function launch(): Promise<Browser> {
  if (!chromiumPath) throw new Error("No Chromium: install it, or set CHROMIUM to its path.");
  return chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
}

export interface Opened {
  readonly page: Page;
  /** Everything that left the page for the network, was written to its console, or went wrong. */
  readonly troubles: string[];
}

export interface Circumstances {
  readonly colorScheme?: "light" | "dark";
  readonly width?: number;
  /** Keeps in `busy.end` when the page's thread last ended a task of more than 50 ms. */
  readonly watchBusy?: boolean;
  /** How many times slower the machine seems to be. */
  readonly slowdown?: number;
}

/** Opens a file in a window of its own, offline. */
export async function open(
  browser: Browser,
  path: string,
  { colorScheme = "light", width = 1280, watchBusy = false, slowdown = 1 }: Circumstances = {},
): Promise<Opened> {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, offline: true });
  const page = await context.newPage();
  if (watchBusy) await page.addInitScript(noteLongTasks);
  if (slowdown > 1)
    await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  const troubles: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) troubles.push(`request to ${request.url()}`);
  });
  page.on("dialog", (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(pathToFileURL(path).href);
  return { page, troubles };
}

/** Runs inside the page, before its own scripts. */
function noteLongTasks(): void {
  const busy = { end: 0 };
  Object.assign(globalThis, { busy });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) busy.end = Math.max(busy.end, startTime + duration);
  }).observe({ type: "longtask", buffered: true });
}

const axe = join(import.meta.dirname, "../node_modules/axe-core/axe.min.js");

/**
 * What axe-core finds wrong on the page as it is now, or in the parts that a selector names. The test brings axe past
 * the page's own policy.
 */
export async function accessibilityViolations(page: Page, within = "html"): Promise<unknown[]> {
  await page.evaluate(await readFile(axe, "utf8"));
  // Without `preload` axe does not try to fetch the style sheets, which files may not.
  return page.evaluate(
    `axe.run(${JSON.stringify(within)}, { preload: false }).then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]))`,
  );
}

/** The same for a part of a page that is not all ours, such as JupyterLab's. */
export async function accessibilityViolationsIn(page: Page, selector: string): Promise<unknown[]> {
  await page.evaluate(await readFile(axe, "utf8"));
  return page.evaluate(
    `axe.run({ include: [[${JSON.stringify(selector)}]] }, { preload: false }).then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]))`,
  );
}
