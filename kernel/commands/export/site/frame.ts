// What every page of a site has around its text: the bar with the chapters, the search and the way home.
import { hasCharts } from "../charts.ts";
import { renderDocument } from "../html/document.ts";
import { escapeHtml, scriptJson } from "../html/escape.ts";
import type { Course, Entry } from "./course.ts";

export interface SitePage {
  readonly title: string;
  readonly description: string;
  readonly language: string;
  readonly main: string;
  readonly tools: string;
  readonly trusted: boolean;
  /** Absent on the index. */
  readonly entry?: Entry;
}

/** The whole file of one page of the site. */
export function renderSitePage(course: Course, page: SitePage): string {
  const { labels } = course;
  const site = { course: course.key, chapter: page.entry?.chapter.name ?? null };
  const search = `<button type="button" class="tool" data-search>${escapeHtml(labels.search)}</button>`;
  return renderDocument({
    ...page,
    labels,
    styles: '<link rel="stylesheet" href="_static/page.css">',
    home: `<a class="brand" href="index.html">${escapeHtml(course.title)}</a>`,
    tools: search + page.tools,
    linkedScripts: [...(hasCharts(page.main) ? ["_static/charts.js"] : []), "_static/site.js"],
    data: `<script type="application/json" data-site>${scriptJson(site)}</script>`,
  });
}

/** The chapters as a list of links, each with a place for the mark that it was read. */
export function chapterLinks(course: Course, current?: Entry): string {
  const items = course.entries.map((entry) => {
    const { chapter, address } = entry;
    const here = entry === current ? ' aria-current="page"' : "";
    return `<li data-chapter="${escapeHtml(chapter.name)}"><a href="${escapeHtml(address)}"${here}>${escapeHtml(chapter.title)}</a></li>`;
  });
  return `<ol>${items.join("\n")}</ol>`;
}
