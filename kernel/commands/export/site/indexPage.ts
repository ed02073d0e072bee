// The first page of a site: what the course is, its chapters, and where to go on reading.
import { escapeHtml } from "../html/escape.ts";
import type { Course, Entry } from "./course.ts";
import { renderSitePage } from "./frame.ts";

export function renderIndex(course: Course): string {
  const { title, labels, entries } = course;
  const main = `<div class="page">
<main id="gradbook-text" tabindex="-1" class="index">
<h1>${escapeHtml(title)}</h1>
<p><a class="go" data-resume href="${escapeHtml(entries[0]!.address)}">${escapeHtml(labels.start)}</a></p>
<ol class="cards">
${entries.map(card).join("\n")}
</ol>
</main>
</div>`;
  return renderSitePage(course, {
    title,
    description: title,
    language: course.language,
    main,
    tools: "",
    trusted: false,
  });
}

function card({ chapter, address, number }: Entry): string {
  const description = chapter.description && `<p>${escapeHtml(chapter.description)}</p>`;
  return (
    `<li data-chapter="${escapeHtml(chapter.name)}" data-number="${number}"><a href="${escapeHtml(address)}">` +
    `${escapeHtml(chapter.title)}</a>${description}</li>`
  );
}
