// The table of contents of one page: its second- and third-level headings as nested lists.
import { escapeHtml } from "./escape.ts";
import type { Heading } from "./outline.ts";

/** Nested lists of links, or "" when the page has fewer than two sections. */
export function renderContents(headings: readonly Heading[]): string {
  const listed = headings.filter(({ depth }) => depth === 2 || depth === 3);
  if (listed.length < 2) return "";
  const sections: { head: Heading; inner: Heading[] }[] = [];
  for (const heading of listed) {
    const last = sections.at(-1);
    if (heading.depth === 3 && last) last.inner.push(heading);
    else sections.push({ head: heading, inner: [] });
  }
  const item = ({ head, inner }: { head: Heading; inner: Heading[] }): string => {
    const nested = inner.length > 0 ? `<ol>${inner.map((it) => `<li>${link(it)}</li>`).join("")}</ol>` : "";
    return `<li>${link(head)}${nested}</li>`;
  };
  return `<ol>${sections.map(item).join("\n")}</ol>`;
}

const link = ({ id, text }: Heading): string =>
  `<a href="#${escapeHtml(encodeURIComponent(id))}">${escapeHtml(text)}</a>`;
