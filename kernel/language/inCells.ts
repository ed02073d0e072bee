// What TypeScript finds wrong with a cell's module, as it looks in a notebook: cells do not know that they are modules, and
// what a cell cannot import today may be there tomorrow.
import { join } from "node:path";
import type { CellDiagnostic } from "./diagnostics.ts";
import { candidates } from "./resolve.ts";
import type { Kind, Session } from "./session.ts";
import { userConfig } from "./tsconfig.ts";

/** TypeScript's number for an import that leads nowhere. */
const cannotFind = 2307;

/** And for an assignment to what was imported. */
const assignsToImport = 2632;

/** What cannot be assigned to, in TypeScript's words and numbers. */
const fixedAs: Partial<Record<Kind, { readonly as: string; readonly code: number }>> = {
  variable: { as: "a constant", code: 2588 },
  function: { as: "a function", code: 2630 },
  class: { as: "a class", code: 2629 },
  enum: { as: "an enum", code: 2628 },
  module: { as: "a namespace", code: 2631 },
};

/** What earlier cells declare is imported behind the user's back: an error about it must not speak of imports. */
export function inWordsOfCells(diagnostic: CellDiagnostic, session: Session): CellDiagnostic {
  if (diagnostic.code !== assignsToImport) return diagnostic;
  const { message } = diagnostic;
  const kind = session.kindOf(/'([^']+)'/.exec(message)?.[1] ?? "");
  const fixed = kind && fixedAs[kind];
  return fixed ? { ...diagnostic, code: fixed.code, message: message.replace("an import", fixed.as) } : diagnostic;
}

/** Where files may appear that an import could not find. @param folder the notebook's */
export function missingFiles(diagnostics: readonly CellDiagnostic[], folder: string): string[] {
  return diagnostics.flatMap(({ code, message }) => {
    const [, specifier] = (code === cannotFind && /'([^']+)'/.exec(message)) || [];
    return specifier === undefined
      ? []
      : [
          ...candidates(specifier, folder, userConfig(folder).paths),
          join(folder, "node_modules", specifier, "package.json"),
        ];
  });
}
