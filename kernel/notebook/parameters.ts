// Parameters as papermill has them: a cell tagged `parameters` holds defaults, and values given from outside go into a
// cell right behind it, tagged `injected-parameters`, which replaces one from an earlier run.
import { createHash } from "node:crypto";
import { NotebookError } from "./error.ts";
import type { Cell, CodeCell, Notebook } from "./format.ts";

export type Parameters = Readonly<Record<string, unknown>>;

/** `name=value` arguments → values: JSON where the text is JSON (`0.1`, `true`, `[1, 2]`), else the text itself. */
export function parseParameters(assignments: readonly string[]): Parameters {
  const parameters: Record<string, unknown> = {};
  for (const assignment of assignments) {
    const [, name, value] = /^([\p{ID_Start}$_][\p{ID_Continue}$]*)=(.*)$/su.exec(assignment) ?? [];
    if (name === undefined || value === undefined)
      throw new NotebookError(
        `A parameter is given as name=value, where name is a TypeScript identifier, not as '${assignment}'.`,
      );
    parameters[name] = valueOf(value);
  }
  return parameters;
}

/** A copy of `notebook` with the parameters set; the notebook itself when there are none. */
export function withParameters(notebook: Notebook, parameters: Parameters): Notebook {
  if (Object.keys(parameters).length === 0) return notebook;
  const cells = notebook.cells.filter((cell) => !isTagged(cell, "injected-parameters"));
  const at = cells.findIndex((cell) => isTagged(cell, "parameters")) + 1;
  return { ...notebook, cells: cells.toSpliced(at, 0, parameterCell(parameters)) };
}

function parameterCell(parameters: Parameters): CodeCell {
  const lines = Object.entries(parameters).map(([name, value]) => `let ${name} = ${JSON.stringify(value)};`);
  const source = lines.join("\n");
  return {
    cell_type: "code",
    id: `parameters-${createHash("sha256").update(source).digest("hex").slice(0, 8)}`,
    metadata: { tags: ["injected-parameters"] },
    source,
    execution_count: null,
    outputs: [],
  };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const isTagged = (cell: Cell, tag: string): boolean => cell.metadata.tags?.includes(tag) ?? false;
