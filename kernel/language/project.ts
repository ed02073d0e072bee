// A notebook as TypeScript's project: one root module whose text changes, the modules of earlier cells, and a
// configuration, all in the notebook's folder and none of them on the disk. Opening it is the longest part of a kernel's
// start, so this file loads nothing and begins at once; compiler.ts takes over when the rest is there.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { withoutLibraries } from "./libraries.ts";
import { executable, lineOf, spawnTypeScript } from "./line.ts";
import { TypeScriptServer } from "./server.ts";
import { type UserConfig, userConfig } from "./tsconfig.ts";

export interface ProjectOptions {
  /** The notebook's folder: imports are resolved from here. */
  readonly folder: string;
  /** The declaration file that `gradbook` means. */
  readonly gradbook?: string | undefined;
  /** The file with what it says of charts, where that stands apart. */
  readonly charts?: string | undefined;
  /** The file with what JavaScript itself has; without, TypeScript reads its own. */
  readonly library?: string | undefined;
  /** The folder with Node's declarations in `node/`; without, those of the package @types/node. */
  readonly typeRoot?: string | undefined;
}

/** A project before anybody has opened it: plain data. */
export interface Project {
  readonly options: ProjectOptions;
  /** By path; TypeScript sees what is put here. */
  readonly files: Map<string, string>;
  readonly config: string;
  readonly root: string;
  /** The root module of cells with JSX. */
  readonly jsxRoot: string;
  /** What a file is to say when the declarations shall be there that the opening leaves out; undefined when it left out none. */
  readonly rest: { readonly path: string; readonly text: string } | undefined;
  /** The requests that open it. */
  readonly opening: readonly (readonly [method: string, params: unknown])[];
}

export interface StartedProject extends Project {
  readonly server: TypeScriptServer;
  /** What was asked already, before anybody needed it: answers by question. */
  readonly early: Map<string, Promise<unknown>>;
}

/** What the root module says at first: reads gradbook's declarations and lets its exports be asked for. */
export const openingText = 'import * as gradbook from "gradbook"; gradbook;';

export function describeProject(options: ProjectOptions): Project {
  const { folder, gradbook, charts } = options;
  const user = userConfig(folder);
  // A notebook that chooses its own libraries gets TypeScript's.
  const library = user.options.lib === undefined ? options.library : undefined;
  const root = join(folder, rootName);
  const jsxRoot = join(folder, jsxRootName);
  const config = join(folder, "__gradbook_tsconfig.json");
  const globals = join(folder, globalsName);
  // Node's declarations and those of charts are three quarters of all, and gradbook's do without. What a notebook's own
  // configuration brings may need Node's, and would not say so.
  const node = nodeTypes(options);
  const waits = Object.keys(user.options).length === 0 && library !== undefined && node !== undefined;
  const files = new Map([
    ...(library === undefined ? [] : withoutLibraries(dirname(executable()))),
    [config, JSON.stringify(projectOf(options, user, waits ? [] : ["node"]))],
    [globals, waits ? globalsOf(gradbook, library) : globalsOf(gradbook, library, charts)],
    [root, gradbook === undefined ? "export {};" : openingText],
    [jsxRoot, "export {};"],
  ]);
  const rest = waits ? { path: globals, text: globalsOf(gradbook, library, charts, node) } : undefined;
  const opening = [
    ["initialize", null],
    ["updateSnapshot", { openProjects: [config] }],
  ] as const;
  return { options, files, config, root, jsxRoot, rest, opening };
}

/** Starts TypeScript and lets it open the project, without waiting for it. */
export function startProject(options: ProjectOptions): StartedProject {
  const project = describeProject(options);
  const server = new TypeScriptServer(lineOf(spawnTypeScript(options.folder)), project.files);
  const started = openedBy(project, server, (method, params) => server.request(method, params));
  // Whoever started this may load files now, and come to nothing else for long.
  server.flush();
  return started;
}

/** @param ask gives the answers to the opening's requests */
export function openedBy(
  project: Project,
  server: TypeScriptServer,
  ask: (method: string, params: unknown) => Promise<unknown>,
): StartedProject {
  const early = new Map(
    project.opening.map(([method, params]) => {
      const answer = ask(method, params);
      // Whoever needs the answer will see the error.
      answer.catch(() => {});
      return [question(method, params), answer];
    }),
  );
  return { ...project, server, early };
}

export const question = (method: string, params: unknown): string => `${method} ${JSON.stringify(params)}`;

const rootName = "__gradbook_cell.ts";
const jsxRootName = "__gradbook_cell.tsx";
const globalsName = "__gradbook_globals.d.ts";

/** Names that cells have from the start, besides gradbook's. */
const globalsOf = (gradbook?: string, ...read: readonly (string | undefined)[]): string =>
  [
    ...read.flatMap((file) => (file === undefined ? [] : [`/// <reference path=${JSON.stringify(file)} />`])),
    ...(gradbook === undefined
      ? []
      : [`declare const Deno: import(${JSON.stringify(compatible(gradbook, "deno"))}).DenoInCells;`]),
  ].join("\n");

/** Node's declarations, where the build has put them into one file. */
const nodeTypes = ({ typeRoot }: ProjectOptions): string | undefined =>
  typeRoot === undefined ? undefined : join(typeRoot, "node", "index.d.ts");

/** The declarations of what stands for another kernel's. */
const compatible = (gradbook: string, name: string): string => join(dirname(gradbook), "compat", `${name}.d.ts`);

function projectOf(
  { folder, gradbook, typeRoot }: ProjectOptions,
  { options, paths }: UserConfig,
  types: readonly string[],
): object {
  const roots = typeRoot ?? dirname(dirname(createRequire(import.meta.url).resolve("@types/node/package.json")));
  return {
    compilerOptions: {
      target: "esnext",
      module: "esnext",
      moduleResolution: "bundler",
      lib: ["esnext"],
      strict: true,
      jsx: "preserve",
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      ...options,
      types: [...types, ...((options.types as readonly string[] | undefined) ?? [])],
      typeRoots: [roots, join(folder, "node_modules", "@types")],
      paths: { ...paths, ...(gradbook && { gradbook: [gradbook], tslab: [compatible(gradbook, "tslab")] }) },
    },
    files: [globalsName, rootName, jsxRootName],
  };
}
