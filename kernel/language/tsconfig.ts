// The tsconfig.json beside the notebook, with what it extends: the options that a notebook honours, paths made absolute.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";

export interface UserConfig {
  /** As in `compilerOptions`; `paths` apart. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Patterns with the absolute places that stand for them. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
  /** A sentence for the user when the file is there and cannot be read. */
  readonly problem?: string;
}

/** Options that may be set; the others are ours. */
const honoured = new Set([
  "allowJs",
  "checkJs",
  "customConditions",
  "emitDecoratorMetadata",
  "exactOptionalPropertyTypes",
  "experimentalDecorators",
  "jsx",
  "jsxFactory",
  "jsxFragmentFactory",
  "jsxImportSource",
  "lib",
  "noFallthroughCasesInSwitch",
  "noImplicitAny",
  "noImplicitOverride",
  "noImplicitReturns",
  "noImplicitThis",
  "noPropertyAccessFromIndexSignature",
  "noUncheckedIndexedAccess",
  "strict",
  "strictBindCallApply",
  "strictFunctionTypes",
  "strictNullChecks",
  "strictPropertyInitialization",
  "types",
  "useUnknownInCatchVariables",
]);

export function userConfig(folder: string): UserConfig {
  const file = join(folder, "tsconfig.json");
  if (!existsSync(file)) return { options: {}, paths: {} };
  try {
    const { paths = {}, ...options } = optionsOf(file, []);
    const own = Object.entries(options).filter(([name]) => honoured.has(name));
    return { options: Object.fromEntries(own), paths: paths as UserConfig["paths"] };
  } catch (error) {
    const problem = `tsconfig.json cannot be read (${(error as Error).message}); it is ignored. Mend it and restart the kernel.`;
    return { options: {}, paths: {}, problem };
  }
}

interface ConfigFile {
  readonly extends?: string | readonly string[];
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
}

/** @param below files that extend this one */
function optionsOf(file: string, below: readonly string[]): Record<string, unknown> {
  if (below.includes(file)) throw new Error(`${file} extends itself`);
  const { extends: given = [], compilerOptions = {} } = parse(readFileSync(file, "utf8"));
  const options: Record<string, unknown> = {};
  // What comes later in the list wins, and the file itself over all of it.
  for (const base of [given].flat()) Object.assign(options, optionsOf(baseOf(base, file), [...below, file]));
  Object.assign(options, compilerOptions);
  if (compilerOptions.paths) {
    const start = resolve(dirname(file), String(compilerOptions.baseUrl ?? "."));
    const places = Object.entries(compilerOptions.paths as Readonly<Record<string, readonly string[]>>);
    options.paths = Object.fromEntries(
      places.map(([pattern, to]) => [pattern, to.map((each) => resolve(start, each))]),
    );
  }
  return options;
}

/** The file that `extends` names: a path, with or without its ending, or a package's. */
function baseOf(base: string, file: string): string {
  if (/^\.{1,2}(\/|$)/.test(base) || isAbsolute(base)) {
    const path = resolve(dirname(file), base);
    return [path, `${path}.json`].find((each) => each.endsWith(".json") && existsSync(each)) ?? path;
  }
  const { resolve: inPackage } = createRequire(file);
  try {
    return inPackage(base.endsWith(".json") ? base : `${base}/tsconfig.json`);
  } catch {
    return inPackage(base);
  }
}

/** Comments and trailing commas are allowed in this file. */
function parse(text: string): ConfigFile {
  const bare = text
    .replace(/^\uFEFF/, "")
    .replaceAll(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g, "$1")
    .replaceAll(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, "$1");
  return JSON.parse(bare) as ConfigFile;
}
