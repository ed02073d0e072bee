// Where the files of a data package lie.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The folder `data` of an npm package. @throws Error with the command that installs it, when it is not there */
export function dataFolder(name: string): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "data");
  } catch {
    throw new Error(
      `The data package ${name} is not installed here: run \`npm install ${name}\` in the notebook's folder.`,
    );
  }
}
