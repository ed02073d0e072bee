// Code in colour: TextMate grammars through Shiki, as `<span class="t-…">`, so that one page serves both themes.
// Only the grammars that a page needs are loaded.
import type { HighlighterCore, ThemeRegistrationRaw } from "shiki/core";
import { escapeHtml } from "./escape.ts";

/** Code and its language as written after the fence → HTML for the inside of `<code>`. */
export type Highlight = (code: string, language: string) => string;

/** Loads the grammars of `languages`; code in any other language is escaped and left plain. */
export async function loadHighlight(languages: Iterable<string>): Promise<Highlight> {
  const highlighter = await (shared ??= createHighlighter());
  const names = [...new Set([...languages].map(grammarName))].filter((name) => name in grammars);
  await highlighter.loadLanguage(...names.map((name) => grammars[name]!()));
  return (code, language) => {
    const name = grammarName(language);
    return names.includes(name) && code.length < longest ? coloured(highlighter, code, name) : escapeHtml(code);
  };
}

/** One for all chapters, since grammars are large. */
let shared: Promise<HighlighterCore> | undefined;

async function createHighlighter(): Promise<HighlighterCore> {
  const { createHighlighterCore } = await import("shiki/core");
  const { createJavaScriptRegexEngine } = await import("shiki/engine/javascript");
  return createHighlighterCore({ themes: [theme], langs: [], engine: createJavaScriptRegexEngine() });
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

/** Which scopes of the grammars get which class; later lines win. Names and punctuation stay in the colour of the text. */
const classes: readonly (readonly [name: string, scopes: readonly string[]])[] = [
  ["comment", ["comment", "punctuation.definition.comment"]],
  ["string", ["string", "punctuation.definition.string"]],
  ["number", ["constant.numeric", "constant.language", "constant.character.escape"]],
  [
    "keyword",
    ["keyword.control", "keyword.operator.new", "keyword.operator.expression", "storage", "variable.language"],
  ],
  ["type", ["entity.name.type", "entity.other.inherited-class", "support.type", "support.class", "entity.name.tag"]],
  ["function", ["entity.name.function", "support.function"]],
  ["plain", ["meta.template.expression", "keyword.operator", "storage.type.function.arrow"]],
];

// A TextMate theme knows colours only, so each class travels as a colour of its own: its number.
const theme: ThemeRegistrationRaw = {
  name: "classes",
  settings: [
    { settings: { foreground: "#ffffff", background: "#ffffff" } },
    ...classes.map(([, scope], i) => ({ scope: [...scope], settings: { foreground: `#00000${i}` } })),
  ],
};

function coloured(highlighter: HighlighterCore, code: string, lang: string): string {
  const lines = highlighter.codeToTokensBase(code, { lang, theme: "classes" });
  return lines
    .map((line) =>
      line
        .map(({ content, color = "" }) => {
          const name = /^#00000(\d)$/.exec(color) ? classes[Number(color.at(-1))]![0] : "plain";
          return name === "plain" ? escapeHtml(content) : `<span class="t-${name}">${escapeHtml(content)}</span>`;
        })
        .join(""),
    )
    .join("\n");
}
