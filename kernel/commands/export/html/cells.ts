// The blocks of a chapter to HTML: prose, code with its outputs, exercises as boxes, solutions folded.
import type { Cell, CodeCell } from "../../../notebook/format.ts";
import type { Block, CellView, Chapter, Visibility } from "../chapter.ts";
import type { Labels } from "../labels.ts";
import { escapeHtml } from "./escape.ts";
import { loadHighlight } from "./highlight.ts";
import { type MarkdownOptions, renderMarkdown } from "./markdown.ts";
import { loadMathematics } from "./mathematics.ts";
import { type Heading, Outline, type Section } from "./outline.ts";
import { type OutputOptions, renderOutputs } from "./outputs.ts";
import type { Resources } from "../resources.ts";
import { createHash } from "node:crypto";

export interface Body {
  readonly html: string;
  readonly headings: readonly Heading[];
  /** The text by section, for the search. */
  readonly sections: readonly Section[];
}

export interface BodyOptions {
  readonly labels: Labels;
  readonly resources: Resources;
  readonly trusted: boolean;
  readonly warn: (problem: string) => void;
}

/** The chapter's text as HTML, with its headings. The same chapter always gives the same bytes. */
export async function renderBody(chapter: Chapter, { labels, resources, trusted, warn }: BodyOptions): Promise<Body> {
  const outline = new Outline();
  const highlight = await loadHighlight(languagesOf(chapter));
  const mathematics = await loadMathematics();
  const hygiene = { trusted, resources, missingImage: labels.missingImage, image: labels.image };
  const markdown: MarkdownOptions = {
    highlight,
    mathematics,
    hygiene,
    outline,
    linkHere: labels.linkHere,
    secret: secretOf(chapter),
  };
  const outputs: OutputOptions = {
    labels,
    hygiene,
    highlight,
    mathematics,
    warn,
    markdown: (source, cell) => renderMarkdown(source, cell, { ...markdown, outline: new Outline() }),
  };
  const page: PageOptions = { labels, markdown, outputs, language: chapterLanguage(chapter) };
  const html = chapter.blocks.map((block) => renderBlock(block, page)).join("\n");
  mathematics.problems.forEach(warn);
  const { headings } = outline;
  const title = headings.some(({ depth }) => depth === 1) ? "" : `<h1>${escapeHtml(chapter.title)}</h1>\n`;
  return { html: title + html, headings, sections: outline.sections() };
}

interface PageOptions {
  readonly labels: Labels;
  readonly markdown: MarkdownOptions;
  readonly outputs: OutputOptions;
  /** What the code cells are written in. */
  readonly language: string;
}

function renderBlock(block: Block, page: PageOptions): string {
  const { labels } = page;
  switch (block.kind) {
    case "cell":
      return renderCell(block.cell, block.view, page);
    case "exercise":
      return box("exercise", `${labels.exercise} ${block.number}`, renderCell(block.cell, block.view, page));
    case "check": {
      // Most chapters have one; names of regions have to differ.
      const name = block.number === 1 ? labels.check : `${labels.check} ${block.number}`;
      return box("check", name, renderCell(block.cell, block.view, page));
    }
    case "solution": {
      const cells = block.cells.map(({ cell, view }) => renderCell(cell, view, page)).join("\n");
      return `<details class="solution"><summary>${escapeHtml(labels.solution)}</summary>\n${cells}\n</details>`;
    }
  }
}

const box = (kind: string, name: string, html: string): string =>
  `<section class="${kind}" aria-label="${escapeHtml(name)}"><p class="box-name">${escapeHtml(name)}</p>\n${html}\n</section>`;

function renderCell(cell: Cell, view: CellView, page: PageOptions): string {
  if (cell.cell_type === "code") return renderCode(cell, view, page);
  const prose = `<div class="prose">${renderMarkdown(cell.source, cell, page.markdown)}</div>`;
  return foldable(view.input, page.labels.showText, prose);
}

function renderCode(cell: CodeCell, view: CellView, page: PageOptions): string {
  const { labels } = page;
  const parts: string[] = [];
  if (cell.source.trim() !== "") {
    if (view.input !== "absent") page.markdown.outline.addText(cell.source);
    const code = page.markdown.highlight(cell.source.replace(/\n+$/, ""), page.language);
    const name = escapeHtml(labels.code);
    const html = `<div class="code"><pre tabindex="0" role="group" aria-label="${name}"><code>${code}</code></pre></div>`;
    parts.push(foldable(view.input, labels.showCode, html));
  }
  const outputs = view.output === "absent" ? "" : renderOutputs(cell, page.outputs);
  if (outputs !== "") parts.push(foldable(view.output, labels.showOutput, `<div class="outputs">${outputs}</div>`));
  const html = parts.filter((part) => part !== "").join("\n");
  return html && `<div class="cell">\n${html}\n</div>`;
}

function foldable(visibility: Visibility, name: string, html: string): string {
  if (visibility === "absent" || html === "") return "";
  if (visibility === "shown") return html;
  return `<details class="fold"><summary>${escapeHtml(name)}</summary>\n${html}\n</details>`;
}

function chapterLanguage({ notebook }: Chapter): string {
  return notebook.metadata.language_info?.name ?? "typescript";
}

function languagesOf(chapter: Chapter): Set<string> {
  const languages = new Set([chapterLanguage(chapter)]);
  for (const cell of chapter.notebook.cells) {
    if (cell.cell_type !== "code")
      for (const fence of cell.source.matchAll(/^ *(?:```+|~~~+) *(\w+)/gm)) languages.add(fence[1]!);
    else if (cell.outputs.some((output) => "data" in output && "application/json" in output.data))
      languages.add("json");
  }
  return languages;
}

/** A text cannot contain its own hash. */
function secretOf(chapter: Chapter): string {
  const hash = createHash("sha256");
  for (const cell of chapter.notebook.cells) hash.update(JSON.stringify(cell));
  return `held${hash.digest("hex").slice(0, 24)}`;
}
