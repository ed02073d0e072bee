// From a cell's text to a script that V8 runs: TypeScript and JSX are taken out (oxc-transform), then the top level is
// rewritten so that its names outlive the cell, can be declared again, and `await` and `import` work anywhere.
// The result is the text of an async function; the user's thread calls it with what `import` and friends become.
import { transformSync } from "oxc-transform";
import { parseSync } from "oxc-parser";
import { CellSyntaxError } from "./cellError.ts";
import type { Names } from "./names.ts";
import { rewrite } from "./rewrite.ts";

export interface CompiledCell {
  /** Shown in stack traces, as in "In[3]". */
  readonly filename: string;
  /** What the user wrote. */
  readonly source: string;
  /** A script whose value is `async (kernel) => { value } | undefined`; see main/cellScope.ts for `kernel`. */
  readonly script: string;
  /** Slots the script assigns that nobody has declared yet. */
  readonly fresh: readonly string[];
  /** All top-level names of the cell with their slots. */
  readonly slots: ReadonlyMap<string, string>;
  /** Source maps as JSON, outermost first: script → JavaScript → what the user wrote. */
  readonly maps: readonly string[];
}

/** @throws CellSyntaxError at the user's own position */
export function compileCell(source: string, filename: string, names: Names): CompiledCell {
  const { javascript, map } = withoutTypes(source);
  const { script, scriptMap, slots, fresh } = rewrite(javascript, topLevelEnums(source), names);
  return { filename, source, script, fresh, slots, maps: [scriptMap, map] };
}

function withoutTypes(source: string): { readonly javascript: string; readonly map: string } {
  // A cell is TypeScript unless only TSX can read it: `<T>(x)` means different things in the two.
  const attempts = (["ts", "tsx"] as const).map((lang) => () => {
    const parsed = parseSync(`cell.${lang}`, source, { lang, sourceType: "module" });
    return { lang, errors: parsed.errors };
  });
  const asTs = attempts[0]!();
  const chosen = asTs.errors.length > 0 ? ([attempts[1]!()].find(({ errors }) => errors.length === 0) ?? asTs) : asTs;
  const [problem] = chosen.errors;
  if (problem) throw syntaxError(problem, source);
  const { code, map, errors } = transformSync(`cell.${chosen.lang}`, source, {
    lang: chosen.lang,
    sourceType: "module",
    sourcemap: true,
    target: "esnext",
    // Whether an import is a type is known only to the type checker: keep it, and let a missing export be undefined.
    typescript: { onlyRemoveTypeImports: true },
  });
  if (errors[0]) throw syntaxError(errors[0], source);
  return { javascript: code, map: JSON.stringify(map) };
}

interface Problem {
  readonly message: string;
  readonly labels: readonly { readonly start: number; readonly end: number }[];
}

function syntaxError({ message, labels }: Problem, source: string): CellSyntaxError {
  const at = labels[0] ?? { start: source.length, end: source.length };
  return new CellSyntaxError(message, at.start, at.end);
}

/** Enums and namespaces add to what their name held before: a cell that declares one anew must start from nothing. */
function topLevelEnums(source: string): readonly string[] {
  if (!/\b(enum|namespace|module)\b/.test(source)) return [];
  const { program } = parseSync("cell.tsx", source, { lang: "ts", sourceType: "module" });
  return program.body.flatMap((statement) => {
    const inner = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    const named = inner?.type === "TSEnumDeclaration" || inner?.type === "TSModuleDeclaration";
    return named && inner.id.type === "Identifier" ? [inner.id.name] : [];
  });
}
