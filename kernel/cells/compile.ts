// From a cell's text to a script that V8 runs: TypeScript and JSX are taken out where there is any (oxc-transform), then the
// top level is rewritten so that its names outlive the cell, can be declared again, and `await` and `import` work anywhere.
// The result is the text of an async function; the user's thread calls it with what `import` and friends become.
import { parseSync } from "oxc-parser";
import { type Dialect, langOf } from "./dialect.ts";
import type { Names } from "./names.ts";
import { namespaceName } from "./patterns.ts";
import { parseModule, plainModule } from "./plain.ts";
import { rewrite } from "./rewrite.ts";
import { forThisV8 } from "./typescript6.ts";
import { withoutTypes } from "./withoutTypes.ts";

export interface CompiledCell {
  /** Shown in stack traces, as in "In[3]". */
  readonly filename: string;
  /** What the user wrote. */
  readonly source: string;
  /** A script whose value is `async (kernel) => { value } | undefined`; see main/runner.ts for `kernel`. */
  readonly script: string;
  /** Slots the script assigns that nobody has declared yet. */
  readonly fresh: readonly string[];
  /** All top-level names of the cell with their slots. */
  readonly slots: ReadonlyMap<string, string>;
  /** Source maps as JSON, outermost first: script → (script before V8 was helped) → JavaScript → what the user wrote. */
  readonly maps: readonly string[];
}

/** @throws CellSyntaxError at the user's own position */
export function compileCell(source: string, filename: string, names: Names, dialect: Dialect = {}): CompiledCell {
  const plain = plainModule(source, dialect);
  const { code, map } = plain ? { code: source } : withoutTypes(source, dialect);
  const resets = plain ? [] : topLevelEnums(source);
  const { script, scriptMap, slots, fresh } = rewrite(code, plain ?? parseModule(code), resets, names);
  const lowered = forThisV8(script);
  const maps = [lowered?.map, scriptMap, map].filter((each) => each !== undefined);
  return { filename, source, script: lowered?.code ?? script, fresh, slots, maps };
}

/** Enums and namespaces add to what their name held before: a cell that declares one anew must start from nothing. */
function topLevelEnums(source: string): readonly string[] {
  if (!/\b(enum|namespace|module)\b/.test(source)) return [];
  const lang = langOf(source);
  const { program } = parseSync(`cell.${lang}`, source, { lang, sourceType: "module" });
  return program.body.flatMap((statement) => {
    const inner = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (inner?.type === "TSEnumDeclaration") return [inner.id.name];
    return inner?.type === "TSModuleDeclaration" ? (namespaceName(inner) ?? []) : [];
  });
}
