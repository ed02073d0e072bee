// One self-contained page: a chapter with everything it needs inside, for a mail attachment or a USB stick.
import { asset } from "../assets.ts";
import { chartScript, hasCharts } from "../charts.ts";
import type { Chapter } from "../chapter.ts";
import { labelsFor } from "../labels.ts";
import type { Resources } from "../resources.ts";
import { renderBody } from "./cells.ts";
import { renderDocument } from "./document.ts";
import { escapeHtml } from "./escape.ts";
import { fontRules } from "./fonts.ts";
import { renderMain } from "./main.ts";

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
  const main = renderMain(body, labels);
  const mathematics = main.includes("katex") ? asset("katex.css") : "";
  return renderDocument({
    language: chapter.language,
    title: chapter.title,
    description: chapter.description,
    labels,
    styles: `<style>\n${fontRules(main)}\n${asset("page.css")}\n${mathematics}\n</style>`,
    home: `<span class="brand">${escapeHtml(chapter.title)}</span>`,
    main,
    inlineScripts: [...(hasCharts(main) ? [chartScript()] : []), asset("page.js")],
    trusted: options.trusted,
  });
}
