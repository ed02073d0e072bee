// `--to pdf`: the same page as `--to html`, printed by a browser: numbered pages, an outline from the headings, tags for
// screen readers, everything folded unfolded.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Chapter } from "../chapter.ts";
import type { Writer } from "../export.ts";
import { escapeHtml } from "../html/escape.ts";
import { renderPage } from "../html/page.ts";
import { resourcesOf } from "../resources.ts";
import { findChromium } from "./chromium.ts";
import { type Browser, startBrowser } from "./devtools.ts";

/** Writes `name.pdf` for every chapter. */
export const writePdf: Writer = async ({ chapters, options, folderOf, warn }) => {
  const browser = await startBrowser(findChromium());
  const workshop = await mkdtemp(join(tmpdir(), "gradbook-pdf-"));
  // A browser prints links with their whole address, so one from PDF to PDF would name a folder of this machine.
  const along = new Map(chapters.map(({ path }) => [resolve(path), undefined]));
  try {
    const written: string[] = [];
    for (const chapter of chapters) {
      const report = (problem: string): void => warn(chapter, problem);
      const resources = resourcesOf(chapter.path, along, report);
      const page = join(workshop, "page.html");
      await writeFile(page, await renderPage(chapter, { resources, trusted: options.trusted, warn: report }));
      written.push(await folderOf(chapter).write(`${chapter.name}.pdf`, await print(browser, page, chapter)));
    }
    return written;
  } finally {
    await browser.close();
    await rm(workshop, { recursive: true, force: true });
  }
};

/**
 * Resolves when all there is to see is there: fonts, pictures, and everything that folds is open. The outline is made of
 * the headings' lines, and a space at the end of one is lost: with a space without width behind it, it is not at the end.
 * Headings that are short surely have one line.
 */
const prepare = `(async () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
    if (heading.textContent.length < 40) continue;
    const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll(" ", " \u200b");
  }
  await document.fonts.ready;
  await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
})()`;

async function print(browser: Browser, file: string, chapter: Chapter): Promise<Buffer> {
  const { targetId } = await browser.send<{ targetId: string }>("Target.createTarget", { url: "about:blank" });
  const attached = await browser.send<{ sessionId: string }>("Target.attachToTarget", { targetId, flatten: true });
  const session = attached.sessionId;
  await browser.send("Page.enable", {}, session);
  await browser.send("Emulation.setEmulatedMedia", { media: "print" }, session);
  const loaded = browser.once("Page.loadEventFired", session);
  await browser.send("Page.navigate", { url: pathToFileURL(file).href }, session);
  await loaded;
  await browser.send("Runtime.evaluate", { expression: prepare, awaitPromise: true }, session);
  const { data } = await browser.send<{ data: string }>(
    "Page.printToPDF",
    {
      printBackground: true,
      preferCSSPageSize: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
      displayHeaderFooter: true,
      headerTemplate: "<span></span>",
      footerTemplate: footer(chapter.title),
    },
    session,
  );
  await browser.send("Target.closeTarget", { targetId });
  return Buffer.from(data, "base64");
}

/** The browser fills in elements of class `pageNumber`; page styles do not reach here. */
const footer = (title: string): string =>
  `<div style="width:100%;margin:0 20mm;display:flex;justify-content:space-between;font:8pt sans-serif;color:#666">` +
  `<span>${escapeHtml(title)}</span><span class="pageNumber"></span></div>`;
