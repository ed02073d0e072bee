// TypeScript 7 behind a small window: a project with one root module whose text we change, in the notebook's folder.
// Its native API is named unstable; nothing outside this folder sees it.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { API, type Project, type Snapshot } from "typescript/unstable/async";
import { langOf } from "../cells/dialect.ts";
import { question, type StartedProject } from "./project.ts";

type FileChange = "changed" | "created" | "deleted";

export class Compiler {
  readonly #started: StartedProject;
  readonly #api = new API();
  #snapshot: Snapshot | undefined;
  #root: string;
  #rest: StartedProject["rest"];
  /** Files that TypeScript may know in another state. */
  readonly #stale = new Map<string, FileChange>();

  constructor(started: StartedProject) {
    this.#started = started;
    this.#root = started.root;
    this.#rest = started.rest;
    const { server, early } = started;
    // The API's own client would start a second process; it has not begun to, and ours does all that is asked of it.
    const client = {
      apiRequest(method: string, params: unknown): Promise<unknown> {
        const asked = question(method, params);
        const answer = early.get(asked);
        early.delete(asked);
        if (answer) return answer;
        const requested = server.request(method, params);
        // The long one: what is done here meanwhile must not keep it waiting.
        if (method === "updateSnapshot") server.flush();
        return requested;
      },
      getTimingCollector: () => undefined,
    };
    Object.assign(this.#api, { client });
  }

  /** Path of the module that is being asked about: the one that was updated last. */
  get root(): string {
    return this.#root;
  }

  /** The project as it was opened: its root module has the opening text. To be called first, and once. */
  open(): Promise<Project> {
    return this.#take({ openProjects: [this.#started.config] });
  }

  /** Takes in the declarations that the opening left out. @returns whether there were any, which the next update reads */
  complete(): boolean {
    const rest = this.#rest;
    if (!rest) return false;
    this.#rest = undefined;
    this.#started.files.set(rest.path, rest.text);
    this.stale(rest.path, "changed");
    return true;
  }

  /** Replaces the root module and gives the project as it then is. */
  async update(text: string): Promise<Project> {
    if (!this.#snapshot) await this.open();
    const { root, jsxRoot } = this.#started;
    this.#root = langOf(text) === "tsx" ? jsxRoot : root;
    this.#started.files.set(this.root, text);
    this.stale(this.root, "changed");
    const those = (how: FileChange): string[] =>
      [...this.#stale].flatMap(([path, each]) => (each === how ? [path] : []));
    const fileChanges = { changed: those("changed"), created: those("created"), deleted: those("deleted") };
    this.#stale.clear();
    return this.#take({ fileChanges });
  }

  /** The user's own files that the project reads: no packages, nothing of gradbook's or TypeScript's. */
  async localFiles({ program }: Project): Promise<string[]> {
    const { files, options } = this.#started;
    const ours = options.gradbook === undefined ? undefined : dirname(dirname(options.gradbook));
    return (await program.getSourceFileNames()).filter(
      (path) => !/[\\/]node_modules[\\/]|^bundled:/.test(path) && !files.has(path) && !(ours && path.startsWith(ours)),
    );
  }

  /** Adds a module beside the root. */
  add(module: string, text: string): void {
    this.#started.files.set(join(this.#started.options.folder, module), text);
  }

  /** Puts a module into the folder, in place of what is there, or with undefined takes it out. @returns its path */
  replace(module: string, text: string | undefined): string {
    const path = join(this.#started.options.folder, module);
    const { files } = this.#started;
    const before = files.has(path) || existsSync(path);
    if (text === undefined) files.delete(path);
    else files.set(path, text);
    const after = files.has(path) || existsSync(path);
    if (before || after) this.stale(path, !after ? "deleted" : before ? "changed" : "created");
    return path;
  }

  /** A file is not any more what TypeScript has seen. */
  stale(path: string, how: FileChange): void {
    const known = this.#stale.get(path);
    // What came and went was never seen; what went and came again has changed.
    if (known === "created" && how === "deleted") this.#stale.delete(path);
    else if (known === "created") return;
    else this.#stale.set(path, known === "deleted" && how === "created" ? "changed" : how);
  }

  close(): void {
    this.#started.server.close();
  }

  async #take(change: Parameters<API["updateSnapshot"]>[0]): Promise<Project> {
    const previous = this.#snapshot;
    this.#snapshot = await this.#api.updateSnapshot(change);
    // Nobody waits for memory to be given back.
    previous?.dispose().catch(() => {});
    const project = this.#snapshot.getProject(this.#started.config);
    if (!project) throw new Error("TypeScript did not open the notebook's project.");
    return project;
  }
}
