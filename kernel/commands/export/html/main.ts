// A chapter's article with its table of contents; the same on single pages and on sites.
import type { Labels } from "../labels.ts";
import type { Body } from "./cells.ts";
import { renderContents } from "./contents.ts";
import { escapeHtml } from "./escape.ts";

/** `before` stands left of the text where there is room, `after` below it. */
export function renderMain(body: Body, labels: Labels, { before = "", after = "" } = {}): string {
  const name = escapeHtml(labels.contents);
  const contents = renderContents(body.headings);
  const nav =
    contents &&
    `<nav class="contents" aria-label="${name}"><details open><summary>${name}</summary>${contents}</details></nav>`;
  return `<div class="page">
${before}
${nav}
<main id="gradbook-text" tabindex="-1">
<article>
${body.html}
</article>
${after}
</main>
</div>`;
}
