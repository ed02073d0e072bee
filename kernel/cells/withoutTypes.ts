// From TypeScript and JSX to JavaScript (oxc-transform, and TypeScript 6 for what that cannot translate), for cells and for
// modules alike. Knows nothing of the top level and what becomes of it.
import { parseSync } from "oxc-parser";
import { transformSync } from "oxc-transform";
import { CellSyntaxError } from "./cellError.ts";
import { type Dialect, type Lang, langOf } from "./dialect.ts";
import { withTypescript6 } from "./typescript6.ts";

/**
 * @param lang which of the two it is, where a file's name says so
 * @throws CellSyntaxError at the user's own position
 */
export function withoutTypes(
  source: string,
  dialect: Dialect,
  lang: Lang = langOf(source),
): { readonly code: string; readonly map: string } {
  const { errors: problems } = parseSync(`cell.${lang}`, source, { lang, sourceType: "module" });
  if (problems[0]) throw syntaxError(problems[0], source);
  const { experimentalDecorators = false, jsx, jsxFactory, jsxFragmentFactory, jsxImportSource } = dialect;
  if ((experimentalDecorators && source.includes("@")) || mergesNamespaces(source))
    return withTypescript6(source, lang, dialect);
  const { code, map, errors } = transformSync(`cell.${lang}`, source, {
    lang,
    sourceType: "module",
    sourcemap: true,
    target: "esnext",
    jsx: {
      // `/** @jsx h */` names a function, and only the classic way calls one.
      runtime: jsx === "react" || /@jsx\s/.test(source) ? "classic" : "automatic",
      ...(jsxFactory && { pragma: jsxFactory }),
      ...(jsxFragmentFactory && { pragmaFrag: jsxFragmentFactory }),
      ...(jsxImportSource && { importSource: jsxImportSource }),
    },
    // Whether an import is a type is known only to the type checker: keep it, and let a missing export be undefined.
    typescript: { onlyRemoveTypeImports: true },
  });
  const nameless = errors.find(({ message }) => /name is required/.test(message));
  if (nameless) throw syntaxError(nameless, source);
  // What is TypeScript and still refused is something that oxc does not translate.
  return errors.length > 0 ? withTypescript6(source, lang, dialect) : { code, map: JSON.stringify(map) };
}

/** What one block of a namespace exports, the others see by its plain name: only TypeScript itself translates that. */
function mergesNamespaces(source: string): boolean {
  const names = [...source.matchAll(/\bnamespace\s+([\p{ID_Continue}$]+)/gu)].map(([, name]) => name);
  return new Set(names).size < names.length;
}

interface Problem {
  readonly message: string;
  readonly labels: readonly { readonly start: number; readonly end: number }[];
}

function syntaxError({ message, labels }: Problem, source: string): CellSyntaxError {
  const at = labels[0] ?? { start: source.length, end: source.length };
  return new CellSyntaxError(message, at.start, at.end);
}
