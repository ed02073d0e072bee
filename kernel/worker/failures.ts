// Outcomes of cells that did not get as far as running.
import type { CellSyntaxError } from "../cells/cellError.ts";
import { codeFrame } from "../cells/codeFrame.ts";
import { red } from "../cells/paint.ts";
import type { Outcome } from "../link/messages.ts";
import type { ErrorContent } from "../protocol/contents.ts";

/** Where an error of the kernel itself would end up: in the cell, with a request to tell us. */
export function internalError(error: unknown): Outcome {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return failure("KernelError", `gradbook itself failed; please report this.\n${text}`);
}

export function failure(ename: string, evalue: string): { status: "error" } & ErrorContent {
  return { status: "error", ename, evalue, traceback: [`${red(ename)}: ${evalue}`] };
}

export function syntaxFailure(error: CellSyntaxError, source: string, filename: string): Outcome {
  const before = source.slice(0, error.start).split("\n");
  const column = before.at(-1)!.length + 1;
  const frame = codeFrame(source, before.length, column, { filename, width: error.end - error.start });
  return {
    status: "error",
    ename: "SyntaxError",
    evalue: error.message,
    traceback: [`${red("SyntaxError")}: ${error.message}`, "", frame],
  };
}
