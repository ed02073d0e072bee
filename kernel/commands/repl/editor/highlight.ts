// TypeScript coloured as it is typed. A scanner of tokens, not a parser: unfinished text must look right too, and the
// answer is needed between two key strokes.
import type { StyleName } from "../terminal/style.ts";

export interface Span {
  readonly text: string;
  readonly style: StyleName | undefined;
}

const keywords = new Set(
  (
    "abstract as asserts async await break case catch class const continue debugger declare default delete do else enum " +
    "export extends false finally for from function get if implements import in infer instanceof interface is keyof let " +
    "namespace new null of private protected public readonly return satisfies set static super switch this throw true " +
    "try type typeof undefined unique using var void while yield"
  ).split(" "),
);

const token = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))`,
    "(?<string>\"(?:[^\"\\\\\\n]|\\\\.)*\"?|'(?:[^'\\\\\\n]|\\\\.)*'?|`(?:[^`\\\\]|\\\\[^])*`?)",
    String.raw`(?<command>^[ \t]*[%.][A-Za-z][^\n]*)`,
    String.raw`(?<number>\b(?:0[xob][\da-f_]+|\d[\d_]*(?:\.[\d_]*)?(?:e[+-]?\d+)?)n?\b)`,
    String.raw`(?<word>[\p{ID_Start}$_][\p{ID_Continue}$]*)(?<called>\s*\()?`,
  ].join("|"),
  "giu",
);

/** The whole text in pieces, each with the name of its colour. */
export function highlight(source: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  const push = (text: string, style: StyleName | undefined): void => {
    if (text !== "") spans.push({ text, style });
  };
  for (const match of source.matchAll(token)) {
    const { comment, string, command, number, word, called = "" } = match.groups!;
    push(source.slice(at, match.index), undefined);
    at = match.index + match[0].length;
    if (word !== undefined) {
      const afterDot = source[match.index - 1] === ".";
      push(word, wordStyle(word, called !== "", afterDot));
      push(called, undefined);
    } else
      push(match[0], comment ? "comment" : string ? "string" : number ? "number" : command ? "command" : undefined);
  }
  push(source.slice(at), undefined);
  return spans;
}

function wordStyle(word: string, called: boolean, afterDot: boolean): StyleName | undefined {
  if (keywords.has(word) && !afterDot) return "keyword";
  if (/^\p{Lu}/u.test(word)) return "type";
  return called ? "call" : undefined;
}
