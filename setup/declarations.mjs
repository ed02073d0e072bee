// Declarations in one piece. A kernel's TypeScript reads gradbook's and Node's declarations at every start, and four
// hundred files take it twice as long as two. So every file becomes a module inside of one file: its imports name those
// modules, all else stays as it was written. Packages that use gradbook get the separate files.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { parseSync } from "oxc-parser";
import { API } from "typescript/unstable/sync";
import { root } from "./house.mjs";
import { makeLean } from "./lean.mjs";

/** Packages that are taken in: their licences belong beside what is built. */
export const declarationPackages = [
  "@types/estree",
  "@types/geojson",
  "@types/node",
  "typescript",
  "undici-types",
  "vega",
  "vega-event-selector",
  "vega-expression",
  "vega-lite",
  "vega-typings",
  "vega-util",
];

/** What cells may import that is ours. */
const entries = { index: "api", "compat/deno": "compat/deno", "compat/tslab": "compat/tslab" };

/**
 * Packages whose declarations only `figures.chart` speaks of: more than all of ours together, so they are a file of their own,
 * which a kernel's TypeScript reads when it comes to it. Until then what names them stands for anything.
 */
const ofCharts = /^vega|^@types\/(?:estree|geojson)$/;

/** Of `dist/types`, writes `whole/index.d.ts`, and `roots/node/index.d.ts`, which stands for @types/node. */
export function bundleDeclarations() {
  const types = join(root, "dist", "types");
  const ours = new Bundle("gradbook");
  for (const [entry, source] of Object.entries(entries)) {
    const name = ours.add(join(types, "kernel", `${source}.d.ts`));
    // What is imported must be a module, and a module cannot declare others.
    const path = `${"../".repeat(entry.split("/").length - 1)}gradbook.d.ts`;
    write(join(types, "whole", `${entry}.d.ts`), `/// <reference path="${path}" />\nexport * from "${name}";\n`);
  }
  write(
    join(types, "whole", "gradbook.d.ts"),
    ours.text((owner) => !ofCharts.test(owner)),
  );
  write(
    join(types, "whole", "charts.d.ts"),
    ours.text((owner) => ofCharts.test(owner)),
  );

  const node = new Bundle("types");
  node.add(createRequire(import.meta.url).resolve("@types/node/index.d.ts"));
  write(join(types, "roots", "node", "index.d.ts"), node.text());
  write(join(types, "whole", "lib.d.ts"), wholeLibrary(join(types, "whole")));

  const large = ["whole/lib.d.ts", "whole/gradbook.d.ts", "whole/charts.d.ts", "roots/node/index.d.ts"];
  makeLean(
    large.map((file) => join(types, file)),
    join(types, "whole", "index.d.ts"),
  );
}

/** What JavaScript has, in the order in which TypeScript reads its eighty files about it. */
function wholeLibrary(folder) {
  const config = join(folder, "lib.tsconfig.json");
  write(config, JSON.stringify({ compilerOptions: { lib: ["esnext"], types: [] }, files: ["index.d.ts"] }));
  const api = new API({});
  try {
    const { program } = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    return program
      .getSourceFileNames()
      .filter((file) => /[\\/]lib\.[^\\/]*\.d\.ts$/.test(file))
      .map((file, i) => {
        const text = program.getSourceFile(file).text.replaceAll(/^\/\/\/ <reference .*$/gm, "");
        return parseSync(file, text).module.hasModuleSyntax
          ? `declare module "node:lib-${i}" {\n${ambient(text)}}`
          : text;
      })
      .join("\n");
  } finally {
    api.close();
    rmSync(config);
  }
}

class Bundle {
  /** Of our modules. TypeScript looks for no file behind a name that begins with `node:`. */
  #prefix;
  #names = new Map();
  #libraries = new Set();
  #parts = [];

  constructor(name) {
    this.#prefix = `node:${name}`;
  }

  /** A declaration file and all that it needs. @returns {string} its module's name */
  add(file) {
    if (this.#names.has(file)) return this.#names.get(file);
    const name = `${this.#prefix}-${this.#names.size}`;
    this.#names.set(file, name);
    const [, owner = ""] = /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[^]*$/.exec(file) ?? [];
    if (owner !== "" && !declarationPackages.includes(owner)) throw new Error(`declarationPackages lacks ${owner}`);
    const written = readFileSync(file, "utf8");
    const text = written
      .replaceAll(reference("path"), (_, path) => (this.add(resolve(dirname(file), path)), ""))
      .replaceAll(reference("lib"), (_, library) => (this.#libraries.add(library), ""))
      .replaceAll(/^\/\/# sourceMappingURL=.*$/gm, "")
      .replaceAll(
        specifier,
        (_, before, quote, path) => `${before}${quote}${this.#target(file, path, before)}${quote}`,
      );
    const isModule = parseSync(file, written).module.hasModuleSyntax;
    this.#parts.push({ owner, text: isModule ? this.#asModule(name, text) : text });
    return name;
  }

  /** Members that a file adds to another's interface can only be added from outside of a module. */
  #asModule(name, text) {
    const imports = (text.match(/^import [^;]*;$/gm) ?? []).join("\n");
    let added = "";
    const rest = text.replaceAll(/^declare module "(node:[^"]+)" (\{\n[^]*?\n\})$/gm, (_, target, body) => {
      added += `declare module "${target}" {\n${imports}\n${body.slice(2)}\n`;
      return "";
    });
    return `declare module "${name}" {\n${ambient(rest)}}\n${added}`;
  }

  /** @param wanted of the packages whose parts are meant; those of no package are ""'s. Default: all */
  text(wanted = () => true) {
    const libraries = [...this.#libraries].map((library) => `/// <reference lib="${library}" />\n`);
    const parts = this.#parts.filter(({ owner }) => wanted(owner)).map(({ text }) => text);
    return [...libraries, ...parts].join("");
  }

  /** What an import says in the bundle. */
  #target(file, path, before) {
    if (builtinModules.includes(path)) return before.startsWith("declare") ? path : `node:${path}`;
    const target = path.startsWith(".") ? sibling(file, path) : packageTypes(file, path);
    // What the examples in comments import is nowhere.
    return target !== undefined && existsSync(target) ? this.add(target) : path;
  }
}

const reference = (kind) => new RegExp(`^/// *<reference +${kind}="([^"]+)".*$`, "gm");
const specifier = /(\bfrom\s+|\b(?:import|require)\s*\(\s*|\bimport\s+|^declare module )(["'])([^"']+)\2/gm;

/** Inside of `declare module` everything is declared already. */
const ambient = (text) =>
  text.replaceAll(/^(export )?(default )?declare /gm, "$1$2").replaceAll(/^export as namespace .*$/gm, "");

function sibling(file, path) {
  const stem = resolve(dirname(file), path.replace(/(?:\.d)?\.[jt]s$/, ""));
  return [`${stem}.d.ts`, join(stem, "index.d.ts")].find((candidate) => existsSync(candidate));
}

/** The declarations of a package, or of the `@types` package that stands for it. */
function packageTypes(file, name) {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    for (const place of [join(folder, "node_modules", name), join(folder, "node_modules", "@types", name)]) {
      if (!existsSync(join(place, "package.json"))) continue;
      const { exports, types } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
      const entry = join(place, exports?.["."]?.types ?? exports?.types ?? types ?? "index.d.ts");
      return entry.endsWith(".d.ts") ? entry : join(entry, "index.d.ts");
    }
  }
  return undefined;
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
