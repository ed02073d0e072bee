// A rolldown plugin: the licences of all packages that went into a bundle, in one file beside it, as they ask for.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Writes `LICENSES.txt`; `more` names packages whose files are copied rather than bundled. */
export function licences(more = [], fileName = "LICENSES.txt") {
  return {
    name: "licences",
    generateBundle(_, bundle) {
      const folders = new Map(more.map((name) => [name, join("node_modules", name)]));
      for (const chunk of Object.values(bundle))
        for (const id of chunk.moduleIds ?? []) {
          const [folder, name] = /^.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id) ?? [];
          if (name && !id.startsWith("\0")) folders.set(name.replaceAll("\\", "/"), folder);
        }
      const texts = [...folders].toSorted().map(([name, folder]) => licenceOf(name, folder));
      this.emitFile({ type: "asset", fileName, source: texts.join(`\n\n${"─".repeat(80)}\n\n`) });
    },
  };
}

function licenceOf(name, folder) {
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : `Licence: ${license}`;
  return `${name} ${version}\n\n${text}`;
}
