// One chapter of a site, with its neighbours and its notebook to download.
import type { Body } from "../html/cells.ts";
import { escapeHtml } from "../html/escape.ts";
import { renderMain } from "../html/main.ts";
import { type Labels, labelsFor } from "../labels.ts";
import type { Course, Entry } from "./course.ts";
import { chapterLinks, renderSitePage } from "./frame.ts";

export function renderChapter(course: Course, entry: Entry, body: Body, trusted: boolean): string {
  const { chapter } = entry;
  const labels = labelsFor(chapter.language);
  const name = escapeHtml(labels.chapters);
  const chapters = `<nav class="chapters" id="gradbook-chapters" popover aria-label="${name}">${chapterLinks(course, entry)}</nav>`;
  const menu = `<button type="button" class="tool menu" popovertarget="gradbook-chapters">${name}</button>`;
  const file = `notebooks/${encodeURIComponent(chapter.name)}.ipynb`;
  const download = `<a class="tool" href="${escapeHtml(file)}" download>${escapeHtml(labels.download)}</a>`;
  return renderSitePage(course, {
    title: `${chapter.title} · ${course.title}`,
    description: chapter.description,
    language: chapter.language,
    main: renderMain(body, labels, { before: chapters, after: neighbours(entry, labels) }),
    tools: menu + download,
    trusted,
    entry,
  });
}

function neighbours({ previous, next }: Entry, labels: Labels): string {
  const link = (entry: Entry | undefined, kind: "previous" | "next"): string =>
    entry === undefined
      ? ""
      : `<a class="${kind}" rel="${kind === "next" ? "next" : "prev"}" href="${escapeHtml(entry.address)}">` +
        `<span>${escapeHtml(labels[kind])}</span> ${escapeHtml(entry.chapter.title)}</a>`;
  const links = link(previous, "previous") + link(next, "next");
  const name = escapeHtml(`${labels.previous} / ${labels.next}`);
  return links && `<nav class="turn" aria-label="${name}">${links}</nav>`;
}
