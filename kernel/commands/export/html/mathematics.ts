// TeX to HTML and MathML by KaTeX, and where TeX begins and ends in Markdown, by the rules of Jupyter:
// $…$, $$…$$, \(…\), \[…\] and bare \begin{…}…\end{…}.
import type { TokenizerAndRendererExtension, Tokens } from "marked";
import { escapeHtml } from "./escape.ts";

export interface Mathematics {
  /** TeX without its delimiters → HTML. TeX that KaTeX does not know is shown as its source, marked as wrong. */
  render(tex: string, display: boolean): string;
  /** What was wrong, in the order it was met. */
  readonly problems: string[];
}

/** Macros (`\newcommand`) live as long as the returned object: one notebook. */
export async function loadMathematics(): Promise<Mathematics> {
  const { default: katex } = await import("katex");
  const macros = {};
  const problems: string[] = [];
  return {
    problems,
    render(tex, displayMode) {
      try {
        // Limits and `trust: false` keep hostile TeX from filling memory or making links.
        const options = { displayMode, macros, globalGroup: true, maxSize: 40, maxExpand: 1000, trust: false };
        const html = katex.renderToString(redefinable(tex), { ...options, strict: "ignore" });
        return displayMode ? `<div class="formula" tabindex="0">${html}</div>` : html;
      } catch (error) {
        const message = (error as Error).message.replace(/^KaTeX parse error: /, "");
        problems.push(`mathematics: ${message}`);
        const tag = displayMode ? "div" : "span";
        return `<${tag} class="wrong-tex" title="${escapeHtml(message)}"><code>${escapeHtml(tex)}</code></${tag}>`;
      }
    },
  };
}

/** As in LaTeX proper and MathJax, an author may give a name that KaTeX has, such as `\R`, a meaning of their own. */
const redefinable = (tex: string): string =>
  tex.replace(/\\newcommand\s*\{?(\\[a-zA-Z]+)\}?/g, "\\providecommand{$1}{}\\renewcommand{$1}");

interface MathToken extends Tokens.Generic {
  readonly tex: string;
  readonly display: boolean;
}

/** Marked extensions that recognise TeX; `render` gives what stands in its place. */
export function mathSyntax(render: (tex: string, display: boolean) => string): TokenizerAndRendererExtension[] {
  const renderer = (token: Tokens.Generic): string => render((token as MathToken).tex, (token as MathToken).display);
  return [
    {
      name: "displayMath",
      level: "block",
      start: (source) => source.match(/^ {0,3}(?:\$\$|\\\[|\\begin\{)/m)?.index,
      tokenizer: (source) => blockToken(source),
      renderer,
    },
    {
      name: "inlineMath",
      level: "inline",
      start: (source) => source.match(/\$|\\\\?[([]|\\begin\{/)?.index,
      tokenizer: (source) => inlineToken(source),
      renderer,
    },
  ];
}

function blockToken(source: string): MathToken | undefined {
  const match =
    /^ {0,3}\$\$([\s\S]+?)\$\$ *(?:\n|$)/.exec(source) ??
    /^ {0,3}\\{1,2}\[([\s\S]+?)\\{1,2}\] *(?:\n|$)/.exec(source) ??
    environment(source);
  return match ? { type: "displayMath", raw: match[0], tex: match[1]!.trim(), display: true } : undefined;
}

function inlineToken(source: string): MathToken | undefined {
  const display =
    /^\$\$([\s\S]+?)\$\$/.exec(source) ?? /^\\{1,2}\[([\s\S]+?)\\{1,2}\]/.exec(source) ?? environment(source);
  if (display) return { type: "inlineMath", raw: display[0], tex: display[1]!.trim(), display: true };
  // As in Pandoc: no space inside the dollars, no digit after them (and no code), so that "$5 and $6" stays text.
  const inline =
    /^\$(?![\s$])((?:\\[\s\S]|[^\\$`])*?)(?<!\s)\$(?!\d)/.exec(source) ?? /^\\{1,2}\(([\s\S]+?)\\{1,2}\)/.exec(source);
  return inline ? { type: "inlineMath", raw: inline[0], tex: inline[1]!.trim(), display: false } : undefined;
}

/** `\begin{x}…\end{x}`, kept whole, since the environment is part of the TeX. */
function environment(source: string): [string, string] | undefined {
  const match = /^ {0,3}(\\begin\{([a-zA-Z]+\*?)\}[\s\S]+?\\end\{\2\}) *(?:\n|$)?/.exec(source);
  return match ? [match[0], match[1]!] : undefined;
}
