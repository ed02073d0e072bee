// One self-contained page: a chapter with everything it needs inside, for a mail attachment or a USB stick.
import { asset } from "../assets.ts";
import type { Chapter } from "../chapter.ts";
import { type Labels, labelsFor } from "../labels.ts";
import { type Resources } from "../resources.ts";
import { type Body, renderBody } from "./cells.ts";
import { renderContents } from "./contents.ts";
import { escapeHtml, scriptJson } from "./escape.ts";
import { fontRules } from "./fonts.ts";
import { policyMeta } from "./policy.ts";

export interface PageOptions {
  readonly resources: Resources;
  /** Keeps scripts and remote content of the notebook. */
  readonly trusted: boolean;
  readonly warn: (problem: string) => void;
}

/** The whole HTML file for one chapter. */
export async function renderPage(chapter: Chapter, options: PageOptions): Promise<string> {
  const labels = labelsFor(chapter.language);
  const body = await renderBody(chapter, { ...options, labels });
  const main = renderMain(chapter, body, labels);
  const styles = [asset("page.css"), main.includes("katex") ? asset("katex.css") : ""];
  const scripts = [asset("page.js")].map(inline);
  const early = inline(asset("theme.js"));
  return `<!doctype html>
<html lang="${escapeHtml(chapter.language)}">
<head>
<meta charset="utf-8">
${policyMeta([early, ...scripts], { site: false, trusted: options.trusted })}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="gradbook">
<meta name="description" content="${escapeHtml(chapter.description || chapter.title)}">
<title>${escapeHtml(chapter.title)}</title>
<script>${early}</script>
<style>
${fontRules(main)}
${styles.join("\n")}
</style>
</head>
<body>
${renderBar(labels, `<span class="brand">${escapeHtml(chapter.title)}</span>`)}
${main}
<script type="application/json" data-labels>${scriptJson(labels)}</script>
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}

/** The strip at the top: what leads home, then `tools`, then the switch for the colours (filled in by page.js). */
export function renderBar(labels: Labels, home: string, tools = ""): string {
  return `<a class="skip" href="#gradbook-text">${escapeHtml(labels.skip)}</a>
<header class="bar">${home}<div class="tools">${tools}<span data-theme-switch></span></div></header>`;
}

/** Article and table of contents, without anything that depends on site or single page. */
export function renderMain(chapter: Chapter, body: Body, labels: Labels, { before = "", after = "" } = {}): string {
  const contents = renderContents(body.headings);
  const nav =
    contents &&
    `<nav class="contents" aria-label="${escapeHtml(labels.contents)}"><p>${escapeHtml(labels.contents)}</p>${contents}</nav>`;
  return `<div class="page">
${before}
${nav}
<main id="gradbook-text" tabindex="-1" data-chapter="${escapeHtml(chapter.name)}">
<article>
${body.html}
</article>
${after}
</main>
</div>`;
}

/** Script text that can stand between `<script>` tags. */
export const inline = (script: string): string => script.replace(/<(?=\/script|!--|script)/gi, "\\x3C");
