// What JavaScript itself has: TypeScript reads it from eighty files that refer to each other, most of whose text is comments.
// The build makes one file of them (setup/declarations.mjs), which a project can take in instead; then it shall find nothing
// in TypeScript's own. What browsers have stays there, for packages that ask for it.
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The files that there are no more, by path. @param folder of TypeScript's own files */
export function withoutLibraries(folder: string): readonly [path: string, content: string][] {
  try {
    return readdirSync(folder)
      .filter((name) => /^lib\.(es|decorators)[\w.]*\.d\.ts$/.test(name))
      .map((name) => [join(folder, name), ""]);
  } catch {
    // Then TypeScript is not there, which starting it will say.
    return [];
  }
}
