// A cell that is a module: checked and compiled now, run by the first cell that imports it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CellSyntaxError } from "../../cells/cellError.ts";
import { type CompiledModule, compileModule } from "../../cells/module.ts";
import { problemWithName } from "../../cells/moduleCell.ts";
import { typeWarning } from "../../language/diagnostics.ts";
import type { Outcome } from "../../link/messages.ts";
import type { Asked, ExecutionParts } from "../executionParts.ts";
import { failure, syntaxFailure } from "../failures.ts";

/** @param name as it was typed */
export async function defineModule(
  { dialect, settings, iopub, language, modules, beforeRun }: ExecutionParts,
  { request, content, filename, signal }: Asked,
  name: string,
  source: string,
): Promise<Outcome> {
  const problem = problemWithName(name);
  if (problem !== undefined) return failure("ModuleNameError", problem);
  let compiled: CompiledModule;
  try {
    compiled = compileModule(source, filename, dialect);
  } catch (error) {
    if (error instanceof CellSyntaxError) return syntaxFailure(error, content.code, filename);
    throw error;
  }
  const print = (text: string): void => {
    if (!content.silent) iopub.stream("stderr", text, request.header);
  };
  const wrong = await (await language).defineModule(name, source, filename, settings.types);
  if (wrong && settings.types === "error") return { status: "error", ...wrong };
  if (wrong) print(typeWarning(wrong));
  const hidden = [`${name}.ts`, `${name}.tsx`].find((file) => existsSync(join(process.cwd(), file)));
  if (hidden) print(`From now on './${name}' means this cell, and no longer the file ${hidden}.\n`);
  await beforeRun(compiled, content.code);
  if (signal.aborted) return failure("Interrupted", "The cell was interrupted before it ran.");
  modules.define(name, compiled);
  return { status: "ok", expressions: {} };
}
