// `--to html`: one self-contained file for each notebook.
import { resolve } from "node:path";
import type { Writer } from "../export.ts";
import { resourcesOf } from "../resources.ts";
import { renderPage } from "./page.ts";

/** Pages above this many bytes are worth a warning. */
const heavy = 3_000_000;

/** Writes `name.html` for every chapter; links between the notebooks become links between the pages. */
export const writeHtml: Writer = async ({ chapters, options, folderOf, warn }) => {
  const pages = new Map(chapters.map((chapter) => [resolve(chapter.path), `${encodeURIComponent(chapter.name)}.html`]));
  const written: string[] = [];
  for (const chapter of chapters) {
    const report = (problem: string): void => warn(chapter, problem);
    const resources = resourcesOf(chapter.path, pages, report);
    const html = await renderPage(chapter, { resources, trusted: options.trusted, warn: report });
    if (html.length > heavy) report(`the page has ${(html.length / 1e6).toFixed(1)} MB; slow to open on a phone`);
    written.push(await folderOf(chapter).write(`${chapter.name}.html`, html));
  }
  return written;
};
