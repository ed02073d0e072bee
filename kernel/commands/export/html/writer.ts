// `--to html`: one self-contained file for each notebook.
import { resolve } from "node:path";
import type { Writer } from "../export.ts";
import { resourcesOf } from "../resources.ts";
import { renderPage } from "./page.ts";

/** Writes `name.html` for every chapter; links between the notebooks become links between the pages. */
export const writeHtml: Writer = async ({ chapters, options, folderOf, warn }) => {
  const pages = new Map(chapters.map((chapter) => [resolve(chapter.path), `${encodeURIComponent(chapter.name)}.html`]));
  const written: string[] = [];
  for (const chapter of chapters) {
    const report = (problem: string): void => warn(chapter, problem);
    const resources = resourcesOf(chapter.path, pages, report);
    const html = await renderPage(chapter, { resources, trusted: options.trusted, warn: report });
    written.push(await folderOf(chapter).write(`${chapter.name}.html`, html));
  }
  return written;
};
