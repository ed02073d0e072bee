// Markdown cells to HTML as JupyterLab shows them: GitHub's dialect, mathematics, coloured code, attachments, headings
// with JupyterLab's own anchors (so that links written there work here), and GitHub's alerts as call-outs.
import { Marked, type Token, type Tokens } from "marked";
import type { Cell } from "../../../notebook/format.ts";
import { escapeHtml } from "./escape.ts";
import type { Highlight } from "./highlight.ts";
import { decodeEntities, type Outline } from "./outline.ts";
import { type Mathematics, mathSyntax } from "./mathematics.ts";
import { plainTex } from "./plainTex.ts";
import { clean, Holder, type Hygiene } from "./sanitize.ts";

export interface MarkdownOptions {
  readonly highlight: Highlight;
  readonly mathematics: Mathematics;
  readonly hygiene: Hygiene;
  /** Collects the page's headings and text. */
  readonly outline: Outline;
  /** Accessible name of the link that a heading carries to itself. */
  readonly linkHere: string;
  /** Letters and digits that do not occur in the notebook (see `Holder`). */
  readonly secret: string;
}

/** Renders Markdown of `cell`; headings and text are collected on the way. */
export function renderMarkdown(source: string, cell: Cell, options: MarkdownOptions): string {
  const holder = new Holder(options.secret);
  const marked = new Marked({ gfm: true, extensions: undefined });
  marked.use({
    extensions: mathSyntax((tex, display) => holder.hold(options.mathematics.render(tex, display), plainTex(tex))),
    renderer: {
      code: ({ text, lang }) => codeBlock(text, lang, holder, options),
      heading({ tokens, depth }) {
        return heading(this.parser.parseInline(tokens), plain(tokens), depth, options);
      },
      checkbox: ({ checked }) => `<span class="task">${checked ? "☑" : "☐"}</span> `,
      blockquote({ tokens }) {
        return callout(this.parser.parse(tokens));
      },
      table(token) {
        return table(token, (cells) => this.parser.parseInline(cells));
      },
    },
  });
  const html = marked.parse(source, { async: false });
  options.outline.addHtml(holder.intoPlainHtml(html));
  return clean(html, cell, options.hygiene, holder);
}

function codeBlock(text: string, info: string | undefined, holder: Holder, { highlight }: MarkdownOptions): string {
  const language = /^\S*/.exec(info ?? "")![0];
  const code = holder.hold(highlight(text.replace(/\n$/, ""), language), text);
  return `<div class="code"><pre tabindex="0"><code>${code}</code></pre></div>\n`;
}

function heading(html: string, text: string, depth: number, { outline, linkHere }: MarkdownOptions): string {
  const id = outline.addHeading(depth, text);
  const name = escapeHtml(`${linkHere}: ${text}`);
  const link = `<a class="anchor" href="#${escapeHtml(encodeURIComponent(id))}" aria-label="${name}">#</a>`;
  return `<h${depth} id="${escapeHtml(id)}">${html}${link}</h${depth}>\n`;
}

const alert = /^\s*<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*(?:<br>)?\s*/;

/** `> [!NOTE]` and its siblings, as GitHub and JupyterLab's neighbours write them. */
function callout(inner: string): string {
  const kind = alert.exec(inner)?.[1];
  if (!kind) return `<blockquote>\n${inner}</blockquote>\n`;
  return `<aside class="callout callout-${kind.toLowerCase()}">\n<p>${inner.replace(alert, "")}</aside>\n`;
}

function table({ header, rows, align }: Tokens.Table, inline: (tokens: Token[]) => string): string {
  const row = (cells: Tokens.TableCell[], kind: "th" | "td"): string => {
    const columns = cells.map((cell, i) => {
      // The empty corner of a table names no column.
      const tag = cell.text === "" ? "td" : kind;
      const style = align[i] ? ` style="text-align:${align[i]}"` : "";
      return `<${tag}${tag === "th" ? ' scope="col"' : ""}${style}>${inline(cell.tokens)}</${tag}>`;
    });
    return `<tr>${columns.join("")}</tr>`;
  };
  const body = rows.map((cells) => row(cells, "td")).join("\n");
  return `<div class="table"><table><thead>${row(header, "th")}</thead><tbody>\n${body}</tbody></table></div>\n`;
}

/** The text of tokens, for ids, the table of contents and the search index. */
function plain(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if ("tex" in token) return plainTex(String(token.tex));
      if ("tokens" in token && token.tokens) return plain(token.tokens);
      return token.type === "html" ? "" : decodeEntities("text" in token ? String(token.text) : token.raw);
    })
    .join("");
}
