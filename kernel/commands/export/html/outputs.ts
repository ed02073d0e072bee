// Outputs to HTML: for each the richest of its MIME types that the page can show, figures alive with a still below.
// Text keeps its terminal colours; what is long is folded, what is endless is cut with a sentence that says so.
import type { CodeCell, DisplayOutput, ErrorOutput, MimeData, Output } from "../../../notebook/format.ts";
import type { Labels } from "../labels.ts";
import { dataUrl } from "../resources.ts";
import { ansiToHtml } from "./ansi.ts";
import { escapeHtml, scriptJson } from "./escape.ts";
import type { Highlight } from "./highlight.ts";
import type { Mathematics } from "./mathematics.ts";
import { clean, type Hygiene } from "./sanitize.ts";

export interface OutputOptions {
  readonly labels: Labels;
  readonly hygiene: Hygiene;
  readonly highlight: Highlight;
  readonly mathematics: Mathematics;
  /** Markdown inside an output. */
  readonly markdown: (source: string, cell: CodeCell) => string;
  readonly warn: (problem: string) => void;
}

/** All outputs of `cell`; "" when none of them shows anything. */
export function renderOutputs(cell: CodeCell, options: OutputOptions): string {
  return mergeStreams(cell.outputs)
    .map((output) => renderOutput(output, cell, options))
    .join("\n");
}

/** Neighbouring pieces of the same stream are one text. */
export function mergeStreams(outputs: readonly Output[]): Output[] {
  const merged: Output[] = [];
  for (const output of outputs) {
    const last = merged.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name)
      merged[merged.length - 1] = { ...last, text: last.text + output.text };
    else merged.push(output);
  }
  return merged;
}

function renderOutput(output: Output, cell: CodeCell, options: OutputOptions): string {
  switch (output.output_type) {
    case "stream":
      return terminal(output.text, output.name === "stderr" ? "stream stderr" : "stream", options);
    case "error":
      return failure(output, options);
    default:
      return bundle(output, cell, options);
  }
}

function failure({ ename, evalue, traceback }: ErrorOutput, options: OutputOptions): string {
  const text = traceback.join("\n") || (evalue ? `${ename}: ${evalue}` : ename);
  return terminal(text, "stream error", options);
}

/** Text that a terminal would show, at most `longestText` characters of it. */
function terminal(text: string, kind: string, { labels }: OutputOptions): string {
  const shown = shorten(text.replace(/\n$/, ""), labels);
  const lines = shown.split("\n").length;
  const long = lines > foldedFrom ? ` data-fold="${lines}"` : "";
  return (
    `<div class="${kind}"${long}><pre tabindex="0" role="group" aria-label="${escapeHtml(labels.output)}">` +
    `${ansiToHtml(shown)}</pre></div>`
  );
}

const foldedFrom = 30;
const longestText = 100_000;

/** Lines from both ends, three quarters from the start, and how many lines are missing between them. */
function shorten(text: string, labels: Labels): string {
  if (text.length <= longestText) return text;
  const head = text.slice(0, longestText * 0.75).replace(/\n[^\n]{0,5000}$/, "");
  const tail = text.slice(-longestText * 0.25).replace(/^[^\n]{0,5000}\n/, "");
  const missing = countLines(text) - countLines(head) - countLines(tail);
  return `${head}\n⋯ ${missing.toLocaleString("en")} ${labels.leftOut} ⋯\n${tail}`;
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

/** What an output shows, and what is said about each of its types. */
type Bundle = Pick<DisplayOutput, "data" | "metadata">;

type Show = (value: unknown, output: Bundle, cell: CodeCell, options: OutputOptions) => string;

const picture =
  (type: string): Show =>
  (value, { data, metadata }, _, { labels }) =>
    typeof value === "string"
      ? `<figure class="picture"><img src="${dataUrl(type, value)}" alt="${escapeHtml(altText(data) || labels.image)}"${size(metadata[type])}></figure>`
      : "";

/** Pictures for sharp screens have more pixels than they are to be wide; their metadata say how wide. */
function size(said: unknown): string {
  const { width, height } = (said ?? {}) as { width?: unknown; height?: unknown };
  const attribute = (name: string, value: unknown): string =>
    typeof value === "number" && value > 0 && value < 1e5 ? ` ${name}="${Math.round(value)}"` : "";
  return attribute("width", width) + attribute("height", height);
}

/** In the order of preference. A type that yields "" gives way to the next. */
const shows: readonly (readonly [type: string, Show])[] = [
  ["text/html", (value, _, cell, { hygiene }) => wrapped("html", clean(String(value), cell, hygiene))],
  ["text/markdown", (value, _, cell, { markdown }) => wrapped("prose", markdown(String(value), cell))],
  ["image/svg+xml", picture("image/svg+xml")],
  ["image/png", picture("image/png")],
  ["image/jpeg", picture("image/jpeg")],
  ["image/gif", picture("image/gif")],
  ["image/webp", picture("image/webp")],
  ["text/latex", (value, _, __, { mathematics }) => latex(String(value), mathematics)],
  ["application/json", (value, _, __, options) => json(value, options)],
  ["text/plain", (value, _, __, options) => (value === "" ? "" : terminal(String(value), "stream result", options))],
];

function bundle({ data: all, metadata }: Bundle, cell: CodeCell, options: OutputOptions): string {
  const data = lightTypes(all, options);
  const figure = Object.keys(data).find((type) => figureType.test(type));
  if (figure !== undefined) return liveFigure(figure, { data, metadata }, cell, options);
  for (const [type, show] of shows) {
    const html = Object.hasOwn(data, type) ? show(data[type], { data, metadata }, cell, options) : "";
    if (html !== "") return `<div class="output">${html}</div>`;
  }
  return "";
}

/** A page is for reading: types of many megabytes are left out, and said to be. Plain text is cut instead. */
function lightTypes(data: MimeData, { warn }: OutputOptions): MimeData {
  const light = Object.entries(data).filter(([type, value]) => {
    const length = typeof value === "string" ? value.length : JSON.stringify(value).length;
    if (type === "text/plain" || length <= heaviest) return true;
    warn(`an output of ${Math.round(length / 1e6)} MB (${type}) is left out`);
    return false;
  });
  return Object.fromEntries(light);
}

const heaviest = 8_000_000;

const figureType = /^application\/vnd\.gradbook\.[a-z]+\.v\d+\+json$/;

/** The payload, and below it the still that stays where no script runs: in print, in readers, without JavaScript. */
function liveFigure(type: string, { data, metadata }: Bundle, cell: CodeCell, options: OutputOptions): string {
  const { [type]: payload, ...others } = data;
  const alt = altText(data);
  const still = bundle({ data: alt ? { ...others, "text/plain": alt } : others, metadata }, cell, options);
  const label = escapeHtml(alt || options.labels.figure);
  return (
    `<figure class="figure" data-figure role="group" aria-label="${label}">` +
    `<script type="${type}">${scriptJson(payload)}</script><div class="still">${still}</div></figure>`
  );
}

/** What the figure's author wrote, else the text that stands for it, without the engine's repr of an object. */
export function altText(data: MimeData): string {
  for (const value of Object.values(data)) {
    const alt = typeof value === "object" && value !== null ? (value as { alt?: unknown }).alt : undefined;
    if (typeof alt === "string" && alt !== "") return alt;
  }
  const text = typeof data["text/plain"] === "string" ? data["text/plain"] : "";
  return text.length <= 500 && !/^<.*>$|^\[object /.test(text) ? text : "";
}

const wrapped = (kind: string, html: string): string =>
  html.trim() === ""
    ? ""
    : `<div class="${kind}">${html.replace(/<table/g, '<div class="table"><table').replace(/<\/table>/g, "</table></div>")}</div>`;

function latex(source: string, mathematics: Mathematics): string {
  const tex = source
    .trim()
    .replace(/^\$\$?([\s\S]*?)\$\$?$/, "$1")
    .replace(/^\\\[([\s\S]*)\\\]$/, "$1");
  return mathematics.render(tex, true);
}

function json(value: unknown, { highlight, labels }: OutputOptions): string {
  const text = shorten(JSON.stringify(value, null, 2), labels);
  const long = text.split("\n").length > foldedFrom ? ` data-fold="${text.split("\n").length}"` : "";
  const name = escapeHtml(labels.output);
  return `<div class="stream json"${long}><pre tabindex="0" role="group" aria-label="${name}">${highlight(text, "json")}</pre></div>`;
}
