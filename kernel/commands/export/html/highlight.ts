// Code in colour: TextMate grammars through Shiki, as `<span class="t-…">`, so that one page serves both themes.
// Only the grammars that a page needs are loaded.
import type { HighlighterCore } from "shiki/core";
import { escapeHtml } from "./escape.ts";

/** Code and its language as written after the fence → HTML for the inside of `<code>`. */
export type Highlight = (code: string, language: string) => string;

/** Loads the grammars of `languages`; code in any other language is escaped and left plain. */
export async function loadHighlight(languages: Iterable<string>): Promise<Highlight> {
  const { createHighlighterCore, createCssVariablesTheme } = await import("shiki/core");
  const { createJavaScriptRegexEngine } = await import("shiki/engine/javascript");
  const names = [...new Set([...languages].map(grammarName))].filter((name) => name in grammars);
  const highlighter = await createHighlighterCore({
    themes: [createCssVariablesTheme({ name: "classes", variablePrefix: "" })],
    langs: await Promise.all(names.map((name) => grammars[name]!())),
    engine: createJavaScriptRegexEngine(),
  });
  return (code, language) => {
    const name = grammarName(language);
    return names.includes(name) && code.length < longest ? coloured(highlighter, code, name) : escapeHtml(code);
  };
}

/** Beyond this, colours cost more time and bytes than they help. */
const longest = 100_000;

const grammars: Record<string, () => Promise<typeof import("shiki/langs/typescript.mjs")>> = {
  typescript: () => import("shiki/langs/typescript.mjs"),
  javascript: () => import("shiki/langs/javascript.mjs"),
  python: () => import("shiki/langs/python.mjs"),
  bash: () => import("shiki/langs/bash.mjs"),
  json: () => import("shiki/langs/json.mjs"),
};

const aliases: Record<string, string> = { ts: "typescript", js: "javascript", py: "python", sh: "bash", shell: "bash" };

function grammarName(language: string): string {
  const name = language.toLowerCase();
  return aliases[name] ?? name;
}

function coloured(highlighter: HighlighterCore, code: string, lang: string): string {
  const lines = highlighter.codeToTokensBase(code, { lang, theme: "classes" });
  return lines
    .map((line) =>
      line
        .map(({ content, color }) => {
          const kind = /var\(--token-([a-z-]+)\)/.exec(color ?? "")?.[1];
          return kind ? `<span class="t-${kind}">${escapeHtml(content)}</span>` : escapeHtml(content);
        })
        .join(""),
    )
    .join("\n");
}
