// Type errors as people read them: the line, a mark under the place, what is wrong, and TypeScript's number for it.
import type { Diagnostic, Project } from "typescript/unstable/async";
import { codeFrame } from "../cells/codeFrame.ts";
import { red } from "../cells/paint.ts";
import type { ErrorContent } from "../protocol/contents.ts";
import type { CellModule } from "./session.ts";

export interface CellDiagnostic {
  /** UTF-16 indexes into the cell. */
  readonly start: number;
  readonly end: number;
  readonly code: number;
  readonly message: string;
}

/**
 * Fine in a notebook: packages without types (7016), JSX without types (7026), variables whose type comes with a later
 * cell (7005, 7034), and `import x = require()`, which works in cells (1202).
 */
const tolerated = new Set([7016, 7026, 7005, 7034, 1202]);
const errorCategory = 1;

/** Modules that are their own address need no file: `import("data:text/javascript,…")`. */
const withoutFile = /^Cannot find module 'data:/;

/** The errors that lie in what the user wrote. */
export async function diagnose(project: Project, file: string, { offset, end }: CellModule): Promise<CellDiagnostic[]> {
  const { program } = project;
  // Asked together: the one way there and back is as long as the checking.
  const [syntactic, semantic] = await Promise.all([
    program.getSyntacticDiagnostics(file),
    program.getSemanticDiagnostics(file),
  ]);
  const all = syntactic.length > 0 ? syntactic : semantic;
  return all
    .filter(
      ({ category, code, pos, text }) =>
        category === errorCategory && !tolerated.has(code) && !withoutFile.test(text) && pos >= offset && pos <= end,
    )
    .map((diagnostic) => ({
      start: diagnostic.pos - offset,
      end: Math.min(diagnostic.end, end) - offset,
      code: diagnostic.code,
      message: flatten(diagnostic),
    }));
}

/** Diagnostics as the protocol's error. */
export function typeError(source: string, filename: string, diagnostics: readonly CellDiagnostic[]): ErrorContent {
  const [first] = diagnostics;
  const blocks = diagnostics.flatMap(({ start, end, code, message }) => {
    const { line, column } = positionOf(source, start);
    const frame = codeFrame(source, line, column, { filename, width: end - start });
    return ["", `${red(`TS${code}`)}: ${message}`, frame];
  });
  const count = diagnostics.length;
  const headline = `${red("TypeCheckError")}: this cell was not run, as its types do not fit${count > 1 ? ` (${count} errors)` : ""}.`;
  return { ename: "TypeCheckError", evalue: `TS${first!.code}: ${first!.message}`, traceback: [headline, ...blocks] };
}

/** What is said where type errors keep no cell from running: the same without the headline. */
export const typeWarning = ({ traceback }: ErrorContent): string =>
  `${traceback.slice(1).join("\n").trimStart().replaceAll("\n\n", "\n")}\n`;

/**
 * The engine's types make a parameter a sentence when shapes do not go together: "matmul: [2, 3] @ [5, 4]: …". Then the
 * sentence says it all, and what is not assignable to it need not be read.
 */
const sentence = /is not assignable to (?:parameter of )?type '(?:.* & )?"(\w[^"]*: [^"]* [^"]*)"'\.$/;

function flatten({ text, messageChain = [] }: Diagnostic, depth = 0): string {
  const said = sentence.exec(text)?.[1];
  if (said !== undefined) return `${said}.`;
  const inner = messageChain.map((link) => `\n${"  ".repeat(depth + 1)}${flatten(link, depth + 1)}`);
  return `${text}${inner.join("")}`;
}

function positionOf(source: string, index: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, index).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
