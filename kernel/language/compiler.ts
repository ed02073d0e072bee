// TypeScript 7 behind a small window: a project with one root module whose text we change, in the notebook's folder.
// Its native API is named unstable; nothing outside this folder sees it.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import type { ChildProcess } from "node:child_process";
import { API, type Project, type Snapshot } from "typescript/unstable/async";

const root = "__gradbook_cell.ts";

export interface CompilerOptions {
  /** The notebook's folder: imports are resolved from here. */
  readonly folder: string;
  /** The declaration file that `gradbook` means. */
  readonly gradbook?: string | undefined;
}

export class Compiler {
  readonly #folder: string;
  readonly #files = new Map<string, string>();
  readonly #api: API;
  #snapshot: Snapshot | undefined;

  constructor({ folder, gradbook }: CompilerOptions) {
    this.#folder = folder;
    this.#files.set(this.#config, JSON.stringify(projectOf(folder, gradbook)));
    this.#files.set(this.#path(root), "export {};");
    // Only our own files are served from here; all others TypeScript reads itself, which is ten times quicker.
    this.#api = new API({
      cwd: folder,
      fs: {
        readFile: (path) => this.#files.get(path),
        fileExists: (path) => (this.#files.has(path) ? true : undefined),
      },
    });
  }

  /** Path of the module that is being asked about. */
  get root(): string {
    return this.#path(root);
  }

  /** Replaces the root module and gives the project as it then is. */
  async update(text: string): Promise<Project> {
    this.#files.set(this.root, text);
    const previous = this.#snapshot;
    this.#snapshot = await this.#api.updateSnapshot(
      previous ? { fileChanges: { changed: [this.root] } } : { openProjects: [this.#config] },
    );
    await previous?.dispose();
    const project = this.#snapshot.getProject(this.#config);
    if (!project) throw new Error("TypeScript did not open the notebook's project.");
    return project;
  }

  /** Adds a module beside the root. */
  add(module: string, text: string): void {
    this.#files.set(this.#path(module), text);
  }

  /** Ends TypeScript's process, whatever it is doing: asked politely in the middle of a request it would live on. */
  close(): void {
    const { client } = this.#api as unknown as { readonly client: { readonly process?: ChildProcess } };
    // A request that was about to be written has nobody to go to, and that is meant.
    client.process?.stdin?.on("error", () => undefined);
    client.process?.kill("SIGKILL");
  }

  get #config(): string {
    return this.#path("__gradbook_tsconfig.json");
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

/** Options that a tsconfig.json beside the notebook may set; the others are ours. */
const honoured = new Set([
  "strict",
  "noImplicitAny",
  "strictNullChecks",
  "noUncheckedIndexedAccess",
  "exactOptionalPropertyTypes",
  "paths",
  "types",
  "lib",
  "jsx",
  "jsxImportSource",
  "experimentalDecorators",
]);

function projectOf(folder: string, gradbook: string | undefined): object {
  const own = userOptions(folder);
  const nodeTypes = dirname(dirname(createRequire(import.meta.url).resolve("@types/node/package.json")));
  return {
    compilerOptions: {
      target: "esnext",
      module: "esnext",
      moduleResolution: "bundler",
      lib: ["esnext"],
      types: ["node"],
      strict: true,
      jsx: "preserve",
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      ...own,
      typeRoots: [nodeTypes, join(folder, "node_modules", basename(nodeTypes))],
      paths: { ...(own.paths as object), ...(gradbook && { gradbook: [gradbook] }) },
    },
    files: [root],
  };
}

function userOptions(folder: string): Readonly<Record<string, unknown>> {
  const file = join(folder, "tsconfig.json");
  if (!existsSync(file)) return {};
  try {
    // Comments and trailing commas are allowed in this file.
    const text = readFileSync(file, "utf8")
      .replaceAll(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g, "$1")
      .replaceAll(/,(\s*[}\]])/g, "$1");
    const options = (JSON.parse(text) as { compilerOptions?: Record<string, unknown> }).compilerOptions ?? {};
    return Object.fromEntries(Object.entries(options).filter(([name]) => honoured.has(name)));
  } catch (error) {
    console.error(`gradbook: ${file} cannot be read (${(error as Error).message}); it is ignored.`);
    return {};
  }
}
