// Types, completion and documentation for the cells of one notebook, by TypeScript 7 in a process of its own.
// Calls queue up: the root module holds one text at a time. When TypeScript cannot start or dies, cells still run.
import { dirname } from "node:path";
import { langOf } from "../cells/dialect.ts";
import type { ErrorContent } from "../protocol/contents.ts";
import { Compiler } from "./compiler.ts";
import { completeAt, type CompletionResult } from "./completion.ts";
import { affectsLater } from "./declarations.ts";
import { type CellDiagnostic, diagnose, typeError } from "./diagnostics.ts";
import { Documentation } from "./documentation.ts";
import { type Hover, hoverAt, withSource, wordAt } from "./hover.ts";
import { LocalFiles } from "./localFiles.ts";
import { inWordsOfCells, missingFiles } from "./inCells.ts";
import { preloadedNames } from "./preloaded.ts";
import { type ProjectOptions, type StartedProject, startProject } from "./project.ts";
import { Session } from "./session.ts";

export class LanguageService {
  readonly #options: ProjectOptions;
  readonly #preloaded: readonly string[];
  #session: Session;
  readonly #documentation: Documentation;
  readonly #files = new LocalFiles();
  /** Cells so far, and cells that are modules with names: texts by file. */
  readonly #modules = new Map<string, string>();
  readonly #named = new Map<string, string>();
  #compiler: Compiler;
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;
  #version = 0;
  #closed = false;
  #rest: NodeJS.Timeout | undefined;

  private constructor(options: ProjectOptions, compiler: Compiler, preloaded: readonly string[]) {
    this.#options = options;
    this.#compiler = compiler;
    this.#preloaded = preloaded;
    this.#session = new Session(preloaded);
    const { gradbook, typeRoot } = options;
    this.#documentation = new Documentation([
      ...(gradbook ? [dirname(gradbook)] : []),
      ...(typeRoot ? [typeRoot] : []),
    ]);
  }

  /** Starts TypeScript and reads what gradbook exports. Without TypeScript, a service that knows nothing. */
  static start(options: ProjectOptions): Promise<LanguageService> {
    return LanguageService.over(startProject(options));
  }

  /** The same over a project that has been started. */
  static async over(started: StartedProject): Promise<LanguageService> {
    const { options } = started;
    const compiler = new Compiler(started);
    const preloaded = options.gradbook ? await preloadedNames(options.gradbook, compiler).catch(() => []) : [];
    const service = new LanguageService(options, compiler, preloaded);
    // Not while it is opening the project.
    const opened = Promise.allSettled(started.early.values());
    void opened.then(() => service.#completeSoon());
    return service;
  }

  /** Counts up when what a cell sees has changed: earlier cells, files, packages. */
  version(): Promise<number> {
    return this.#inTurn(async () => this.#version, this.#version);
  }

  /** The cell's type errors; undefined when there are none. Changes nothing. */
  check(source: string, filename: string): Promise<ErrorContent | undefined> {
    return this.#inTurn(async (compiler) => {
      const module = this.#session.moduleOf(source);
      if (reaching.test(source)) compiler.complete();
      let project = await compiler.update(module.text);
      let found = await diagnose(project, compiler.root, module);
      // Perhaps it is right, and speaks of what was left out.
      if (found.length > 0 && compiler.complete()) {
        project = await compiler.update(module.text);
        found = await diagnose(project, compiler.root, module);
      }
      this.#completeSoon();
      const diagnostics = found.map((each) => inWordsOfCells(each, this.#session));
      if (/\bimport\b/.test(source)) {
        const { folder } = this.#options;
        this.#files.remember([...(await compiler.localFiles(project)), ...missingFiles(diagnostics, folder)]);
      }
      return diagnostics.length > 0 ? typeError(source, filename, diagnostics) : undefined;
    }, undefined);
  }

  /** The cell runs: later cells see what it declares. */
  async commit(source: string): Promise<void> {
    if (!affectsLater(source)) return;
    const committed = this.#inTurn(async (compiler) => {
      // Nobody may have checked it.
      if (reaching.test(source)) compiler.complete();
      this.#count += 1;
      this.#version += 1;
      const name = `__gradbook_cell_${this.#count}.${langOf(source)}`;
      const text = this.#session.textOf(source);
      this.#modules.set(name, text);
      compiler.add(name, text);
      this.#session.define(source, name);
    }, undefined);
    // TypeScript takes the new module in while the cell runs, so that the next check need not wait for it.
    void this.#inTurn((compiler) => compiler.update(this.#session.moduleOf("").text), undefined);
    return committed;
  }

  /**
   * The cell becomes the module `./name`: later cells can import from it. With type errors it does not, if they count.
   * @returns its type errors; undefined when there are none
   */
  defineModule(
    name: string,
    source: string,
    filename: string,
    types: "error" | "warn" | "off",
  ): Promise<ErrorContent | undefined> {
    return this.#inTurn(async (compiler) => {
      const file = `${name}.${langOf(source)}`;
      const before = [...this.#named].find(([each]) => each.startsWith(`${name}.`));
      const module = this.#session.standaloneOf(source);
      if (before) compiler.replace(before[0], undefined);
      const path = compiler.replace(file, module.text);
      compiler.complete();
      let diagnostics: readonly CellDiagnostic[] = [];
      if (types !== "off") {
        const project = await compiler.update(
          `import ${JSON.stringify(`./${name}`)};\n${this.#session.moduleOf("").text}`,
        );
        diagnostics = await diagnose(project, path, module);
        this.#files.remember(await compiler.localFiles(project));
      }
      if (diagnostics.length > 0 && types === "error") {
        compiler.replace(file, undefined);
        if (before) compiler.replace(...before);
      } else {
        if (before) this.#named.delete(before[0]);
        this.#named.set(file, module.text);
        this.#version += 1;
      }
      return diagnostics.length > 0 ? typeError(source, filename, diagnostics) : undefined;
    }, undefined);
  }

  complete(source: string, offset: number): Promise<CompletionResult> {
    const nothing = { start: offset, end: offset, matches: [] };
    return this.#inTurn((compiler) => {
      compiler.complete();
      return completeAt(compiler, this.#session, source, offset, this.#documentation);
    }, nothing);
  }

  /** @param detail 1 adds the source of what a cell declared */
  inspect(source: string, offset: number, detail: 0 | 1 = 0): Promise<Hover | undefined> {
    return this.#inTurn(async (compiler) => {
      const module = this.#session.moduleOf(source);
      compiler.complete();
      const project = await compiler.update(module.text);
      const earlier = (name: string): string | undefined => this.#session.sourceOf(name);
      const hover = await hoverAt(project, compiler.root, module, source, offset, this.#documentation, earlier);
      const text = detail === 1 ? this.#session.sourceOf(wordAt(source, offset)) : undefined;
      return hover && text !== undefined ? withSource(hover, text) : hover;
    }, undefined);
  }

  /** Packages on disk have changed: TypeScript is started again, and reads them when it is asked next. */
  refresh(): Promise<void> {
    return this.#inTurn(async () => this.#restart(), undefined);
  }

  /** Forgets every cell. */
  reset(): void {
    this.#version += 1;
    this.#session = new Session(this.#preloaded);
    for (const file of this.#named.keys()) this.#compiler.replace(file, undefined);
    this.#named.clear();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#rest);
    this.#compiler.close();
  }

  /** When nobody asks for a moment, TypeScript reads what it was spared at the start. */
  #completeSoon(): void {
    clearTimeout(this.#rest);
    const complete = async (compiler: Compiler): Promise<void> => {
      if (compiler.complete()) await compiler.update(this.#session.moduleOf("").text);
    };
    this.#rest = setTimeout(() => void this.#inTurn(complete, undefined), quiet);
    this.#rest.unref();
  }

  #inTurn<T>(work: (compiler: Compiler) => Promise<T>, otherwise: T): Promise<T> {
    const result = this.#last
      .then(() => {
        for (const [path, how] of this.#files.changes()) {
          this.#compiler.stale(path, how);
          this.#version += 1;
        }
        return work(this.#compiler);
      })
      .catch((error: Error) => {
        if (this.#closed) return otherwise;
        console.error(`gradbook: TypeScript failed and is started again: ${error.message}`);
        this.#restart();
        return otherwise;
      });
    this.#last = result;
    return result;
  }

  #restart(): void {
    this.#version += 1;
    this.#compiler.close();
    this.#compiler = new Compiler(startProject(this.#options));
    this.#compiler.complete();
    for (const [name, text] of [...this.#modules, ...this.#named]) this.#compiler.add(name, text);
  }
}

/**
 * Cells that may depend on what the opening left out and be right without it: what a package or a file says of a type that is
 * missing goes for `any`, and so does what `figures.chart` says of a specification. All others name what they need, and
 * without it are wrong.
 */
const reaching = /\b(?:import|require|declare|reference|figures)\b/;

/** Milliseconds after which nobody is thought to be asking. */
const quiet = 250;
