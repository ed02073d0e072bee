// The names that every cell has from the start: what gradbook exports, types too. The build lists them beside its declarations;
// where it has not, TypeScript is asked.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Compiler } from "./compiler.ts";
import { openingText } from "./project.ts";

/** @param gradbook its declaration file */
export async function preloadedNames(gradbook: string, compiler: Compiler): Promise<readonly string[]> {
  const list = join(dirname(gradbook), "names.json");
  return existsSync(list) ? (JSON.parse(readFileSync(list, "utf8")) as string[]) : exportsOf(compiler);
}

async function exportsOf(compiler: Compiler): Promise<string[]> {
  const { checker } = await compiler.open();
  const local = await checker.getSymbolAtPosition(compiler.root, openingText.lastIndexOf("gradbook"));
  if (!local) return [];
  const exported = await checker.getExportsOfModule(await checker.getAliasedSymbol(local));
  return exported.map(({ name }) => name);
}
