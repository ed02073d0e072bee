// `--to site`: a folder of plain files that is a course: index, chapters in order, search, downloads. It works from any web
// server under any address, from a USB stick (`file://`), and offline after the first visit.
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { formatNotebook } from "../../../notebook/write.ts";
import { asset } from "../assets.ts";
import { chartScript, hasCharts } from "../charts.ts";
import type { SiteFiles } from "../browser/serviceWorker.ts";
import { inOrder } from "../chapter.ts";
import type { Writer } from "../export.ts";
import { renderBody } from "../html/cells.ts";
import { fontRules } from "../html/fonts.ts";
import { labelsFor } from "../labels.ts";
import { resourcesOf } from "../resources.ts";
import { renderChapter } from "./chapterPage.ts";
import { courseOf } from "./course.ts";
import { renderIndex } from "./indexPage.ts";

/** Writes the site into the output folder and returns the path of its index. */
export const writeSite: Writer = async ({ chapters: given, options, folderOf, warn }) => {
  const chapters = inOrder(given);
  const course = courseOf(chapters, options.title);
  const pages = new Map(course.entries.map(({ chapter, address }) => [resolve(chapter.path), address]));
  const folder = folderOf(chapters[0]!);
  const files = new Map<string, string>();
  const search: SearchDocument[] = [];

  for (const entry of course.entries) {
    const { chapter, address } = entry;
    const report = (problem: string): void => warn(chapter, problem);
    const labels = labelsFor(chapter.language);
    const resources = resourcesOf(chapter.path, pages, report);
    const body = await renderBody(chapter, { labels, resources, trusted: options.trusted, warn: report });
    files.set(`${chapter.name}.html`, renderChapter(course, entry, body, options.trusted));
    files.set(`notebooks/${chapter.name}.ipynb`, formatNotebook(chapter.notebook));
    for (const { id, heading, text } of body.sections)
      search.push({
        chapter: chapter.title,
        heading,
        text,
        address: id ? `${address}#${encodeURIComponent(id)}` : address,
      });
  }
  files.set("index.html", renderIndex(course));
  files.set("_static/search.js", `globalThis.gradbookSearch=${JSON.stringify(search)};\n`);
  if ([...files.values()].some(hasCharts)) files.set("_static/charts.js", chartScript());
  files.set("_static/site.js", asset("site.js"));
  files.set(
    "_static/page.css",
    `${fontRules([...files.values()].join("\n"))}\n${asset("page.css")}\n${asset("katex.css")}`,
  );
  files.set("sw.js", serviceWorker(files));
  // The index last: whoever sees it finds everything else.
  for (const [name, content] of files) if (name !== "index.html") await folder.write(name, content);
  return [await folder.write("index.html", files.get("index.html")!)];
};

export interface SearchDocument {
  readonly chapter: string;
  readonly heading: string;
  readonly text: string;
  readonly address: string;
}

/** Keeps all files for the next visit; a changed file changes the name of the cache, and so brings the new ones. */
function serviceWorker(files: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const [name, content] of files) hash.update(name).update(content);
  const site: SiteFiles = {
    version: hash.digest("hex").slice(0, 16),
    files: [...files.keys()].map((name) => encodeURI(name)),
  };
  return `const gradbookSite=${JSON.stringify(site)};\n${asset("serviceWorker.js")}`;
}
