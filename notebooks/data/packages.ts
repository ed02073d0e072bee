// Where the files of a data package lie.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The folder `data` of an npm package. @throws Error with the command that installs it, when it is not there */
export const dataFolder = (name: string): string => join(packageFolder(name), "data");

/** The folder of an npm package. @throws Error with the command that installs it, when it is not there */
export function packageFolder(name: string): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    throw new Error(
      `The data package ${name} is not installed here: run \`npm install ${name}\` in the notebook's folder.`,
    );
  }
}
