// The course site: files in a folder that work from a stick, from a server, and without a network.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readNotebook } from "../../kernel/notebook/read.ts";
import { accessibilityViolations, launch, open, skipReason } from "../browser.ts";
import { code, fixtures, markdown, notebookText, parsePage, run, stream, tagged, temporaryFolder } from "./page.ts";

let site: string;

beforeAll(async () => {
  const folder = await temporaryFolder();
  site = join(folder, "out site");
  const write = (name: string, cells: object[], gradbook: object): Promise<void> =>
    writeFile(join(folder, name), notebookText(cells, { gradbook }));
  await write("10-last.ipynb", [markdown("# Last\n\nThe *zyzzyva* beetle."), code("1", [stream("x\n")])], {});
  await write("2-middle.ipynb", [markdown("# Middle\n\n## Größe\n\nüber $\\alpha$\n\n## B\n\nb")], {});
  await write("first.ipynb", [markdown("# First"), markdown("secret", tagged("solution"))], {
    order: 1,
    course: "Nets",
    description: "Where it starts.",
  });
  await run(folder, join(fixtures, "04-adam.ipynb"), "--to", "site", "--hide-solutions", "-o", site);
});

const parsed = async (name: string): Promise<ReturnType<typeof parsePage>> =>
  parsePage(await readFile(join(site, name), "utf8"));

describe("as files", () => {
  test("the index lists the chapters by their order, then by number, with what they say of themselves", async () => {
    const index = await parsed("index.html");
    expect(index.querySelector("h1")!.text).toBe("Nets");
    const addresses = index.querySelectorAll(".cards a").map((link) => link.getAttribute("href"));
    expect(addresses).toEqual(["first.html", "04-adam.html", "2-middle.html", "10-last.html"]);
    expect(index.querySelector(".cards p")!.text).toBe("Where it starts.");
    expect(index.querySelectorAll(".cards li").map((card) => card.getAttribute("data-number"))).toEqual([
      "1",
      "4",
      "2",
      "10",
    ]);
  });

  test("each chapter leads to its neighbours and to its notebook, which is of the same edition", async () => {
    const middle = await parsed("2-middle.html");
    expect(middle.querySelector(".turn .previous")!.getAttribute("href")).toBe("04-adam.html");
    expect(middle.querySelector(".turn .next")!.getAttribute("href")).toBe("10-last.html");
    expect((await parsed("10-last.html")).querySelector(".turn .next")).toBeNull();
    const first = await parsed("first.html");
    const file = first.querySelector("a[download]")!.getAttribute("href")!;
    const notebook = await readNotebook(join(site, file));
    expect(notebook.cells.map(({ source }) => source)).toEqual(["# First"]);
  });

  test("nothing lies outside the folder's plan, and nothing points outside it", async () => {
    const names = await readdir(site, { recursive: true });
    const chapters = ["04-adam", "10-last", "2-middle", "first"];
    const planned = chapters.flatMap((name) => [`${name}.html`, `notebooks/${name}.ipynb`]);
    planned.push(
      "_static",
      "_static/page.css",
      "_static/search.js",
      "_static/site.js",
      "index.html",
      "notebooks",
      "sw.js",
    );
    expect(names.toSorted()).toEqual(planned.toSorted());
    for (const name of names.filter((file) => extname(file) === ".html")) {
      const page = await parsed(name);
      for (const element of page.querySelectorAll("[src], link[href]")) {
        const address = element.getAttribute("src") ?? element.getAttribute("href")!;
        expect(address.startsWith("data:") || names.includes(address)).toBe(true);
      }
    }
  });
});

describe.skipIf(skipReason)(`in Chromium${skipReason ? ` (skipped: ${skipReason})` : ""}`, () => {
  let browser: Browser;
  let server: Server | undefined;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test("search finds words, beginnings, misspellings and letters without their marks, from a file", async () => {
    const { page, troubles } = await open(browser, join(site, "04-adam.html"));
    await page.keyboard.press("/");
    const field = page.getByRole("searchbox", { name: "Search the course" });
    const results = page.locator("dialog.search li");
    for (const words of ["zyzzyva", "zyzz", "zyzyva beetle"]) {
      await field.fill(words);
      await results.filter({ hasText: "Last" }).first().waitFor();
    }
    await field.fill("nowhere");
    await page.getByText("Nothing found for “nowhere”").waitFor();
    await field.fill("grosse uber");
    await results.filter({ hasText: "Größe" }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/2-middle\.html#Gr/);
    expect(await page.locator("h2").first().isVisible()).toBe(true);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test("arrow keys walk through the results and Escape closes them", async () => {
    const { page } = await open(browser, join(site, "index.html"));
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("searchbox").fill("step");
    await page.locator("dialog.search li a").first().waitFor();
    await page.keyboard.press("ArrowDown");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("A");
    await page.keyboard.press("Escape");
    expect(await page.locator("dialog.search").isVisible()).toBe(false);
    await page.context().close();
  });

  test("chapters read to the end are ticked, and the index offers to go on", async () => {
    const { page } = await open(browser, join(site, "10-last.html"));
    await page.locator('[data-chapter="10-last"] .tick').waitFor({ state: "attached" });
    await page.locator("a.brand").click();
    await page.locator('.cards [data-chapter="10-last"] .tick').waitFor();
    expect(await page.locator(".cards .tick").count()).toBe(1);
    expect(await page.locator("[data-resume]").textContent()).toBe("Continue reading: Last");
    await page.context().close();
  });

  test.each(["light", "dark"] as const)("index, chapter and search are axe-clean, %s", async (colorScheme) => {
    for (const [name, width] of [
      ["index.html", 1280],
      ["04-adam.html", 1600],
      ["04-adam.html", 390],
    ] as const) {
      const { page, troubles } = await open(browser, join(site, name), { colorScheme, width });
      const check = async (): Promise<void> => expect(await accessibilityViolations(page)).toEqual([]);
      await check();
      if (width < 400 && name !== "index.html") {
        await page.getByRole("button", { name: "Chapters" }).click();
        await check();
        await page.keyboard.press("Escape");
      }
      await page.getByRole("button", { name: "Search" }).click();
      await page.getByRole("searchbox").fill("step");
      if (name !== "index.html") await page.locator("dialog.search li a").first().waitFor();
      await check();
      expect(troubles).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await page.context().close();
    }
  });

  test("after one visit to a server everything works offline, search included", async () => {
    const types: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
    server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url!, "http://x").pathname);
      readFile(join(site, path.endsWith("/") ? `${path}index.html` : path)).then(
        (content) => response.setHeader("content-type", types[extname(path)] ?? "text/html").end(content),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
    const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(root);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await new Promise((resolve) => server!.close(resolve).closeAllConnections());
    for (const name of ["", "10-last.html", "2-middle.html"]) {
      await page.goto(root + name);
      expect(await page.locator("h1").count()).toBe(1);
    }
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("searchbox").fill("zyzzyva");
    await page.locator("dialog.search li a").first().waitFor();
    await context.close();
  });
});
