// `--to script`: one TypeScript module for each notebook.
import type { Writer } from "../export.ts";
import { renderScript } from "./script.ts";

/** Writes `name.ts` for every chapter. */
export const writeScript: Writer = async ({ chapters, folderOf, warn }) => {
  // What notebooks have as globals is exactly what the package exports.
  const globals = new Set(Object.keys(await import("../../../api.ts")));
  const written: string[] = [];
  for (const chapter of chapters) {
    const folder = folderOf(chapter);
    const text = renderScript(chapter, globals, (problem) => warn(chapter, problem), folder.path);
    written.push(await folder.write(`${chapter.name}.ts`, text));
  }
  return written;
};
