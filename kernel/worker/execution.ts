// Runs execute requests one after the other: commands, types, compilation, the run itself, and the reply.
// Requests that wait behind a failing cell are aborted, as the protocol asks (`stop_on_error`).
import { CellSyntaxError } from "../cells/cellError.ts";
import { codeFrame } from "../cells/codeFrame.ts";
import { type CompiledCell, compileCell } from "../cells/compile.ts";
import { splitCommands } from "../cells/lineCommands.ts";
import type { Names } from "../cells/names.ts";
import type { LanguageService } from "../language/languageService.ts";
import type { Outcome } from "../link/messages.ts";
import {
  type ErrorContent,
  type ExecuteReply,
  type ExecuteRequest,
  isExecuteRequest,
  type Payload,
} from "../protocol/contents.ts";
import type { Received } from "../protocol/message.ts";
import type { History } from "./history.ts";
import type { IOPub } from "./iopub.ts";
import { LineCommandError, type LineCommands } from "./lineCommands.ts";
import type { MainThread } from "./mainThread.ts";
import { pagedName, pagedHelp } from "./pager.ts";
import type { Runs } from "./runs.ts";
import type { Turn } from "./turn.ts";

export interface ExecutionParts {
  readonly iopub: IOPub;
  readonly main: MainThread;
  readonly names: Promise<Names>;
  readonly language: Promise<LanguageService>;
  readonly history: History;
  readonly commands: LineCommands;
  readonly runs: Runs;
  /** Work on the names of cells, one after the other: two shells may want the same. */
  readonly inTurn: Turn;
  /** Hears of a cell that is about to run. */
  readonly beforeRun: (cell: CompiledCell, code: string) => Promise<void>;
  /** Sends a reply on the shell channel. */
  readonly reply: (request: Received, content: ExecuteReply, metadata: Record<string, unknown>) => Promise<void>;
}

interface Asked {
  readonly request: Received;
  readonly content: ExecuteRequest;
  readonly filename: string;
  readonly payload: Payload[];
  /** To be called when the user's thread has the cell. */
  readonly begun: () => void;
}

export class Execution {
  readonly #parts: ExecutionParts;
  readonly #prefix: string;
  /** Of this shell in the history. */
  readonly #session: number;
  #last: Promise<void> = Promise.resolve();
  /** When the last request that waits has begun to run. */
  #begun: Promise<void> = Promise.resolve();
  #count = 0;
  /** Requests that arrived before this number are aborted. */
  #abortBefore = 0;
  #arrivals = 0;
  #current: Received | undefined;
  /** An interrupt came before the current cell began to run. */
  #cancelled = false;

  /** @param prefix of the numbers in file names: two shells must not give two cells one name */
  constructor(parts: ExecutionParts, prefix: string) {
    this.#parts = parts;
    this.#prefix = prefix;
    this.#session = parts.history.begin();
  }

  /** The request that is running now. */
  get current(): Received | undefined {
    return this.#current;
  }

  get count(): number {
    return this.#count;
  }

  /** Resolves when every request so far runs or has ended: what comes after them may rely on that. */
  get begun(): Promise<void> {
    return this.#begun;
  }

  /** Queues a request; resolves when it has been answered. */
  handle(request: Received): Promise<void> {
    const arrival = this.#arrivals++;
    let begun = (): void => {};
    this.#begun = new Promise((resolve) => (begun = resolve));
    const answered = this.#last
      .then(() => (arrival < this.#abortBefore ? this.#abort(request) : this.#execute(request, begun)))
      .finally(() => {
        this.#current = undefined;
        begun();
      });
    // The next request does not care how this one ended.
    this.#last = answered.catch(() => {});
    return answered;
  }

  /** A cell that is still being checked will not run. The one that runs is stopped by MainThread. */
  cancel(): void {
    this.#cancelled = this.#current !== undefined;
  }

  /** Aborts everything that waits. */
  abortWaiting(): void {
    this.#abortBefore = this.#arrivals;
  }

  async #abort(request: Received): Promise<void> {
    const { iopub, reply } = this.#parts;
    await iopub.status("busy", request.header);
    await reply(request, { status: "aborted", execution_count: this.#count }, {});
    await iopub.status("idle", request.header);
  }

  async #refuse(request: Received): Promise<void> {
    const { iopub, reply } = this.#parts;
    const problem = failure("ProtocolError", "An execute_request needs its code, and user_expressions, as text.");
    await iopub.status("busy", request.header);
    await reply(request, { ...problem, execution_count: this.#count }, {});
    await iopub.status("idle", request.header);
  }

  async #execute(request: Received, begun: () => void): Promise<void> {
    const { iopub, history, reply } = this.#parts;
    const { content } = request;
    if (!isExecuteRequest(content)) return this.#refuse(request);
    const silent = content.silent ?? false;
    const store = !silent && (content.store_history ?? true);
    const started = new Date().toISOString();
    this.#current = request;
    this.#cancelled = false;
    await iopub.status("busy", request.header);
    if (store) {
      this.#count += 1;
      history.add(this.#session, this.#count, content.code);
    }
    const count = this.#count;
    if (!silent) await iopub.publish("execute_input", { code: content.code, execution_count: count }, request.header);

    const payload: Payload[] = [];
    const cell = { request, content, filename: `In[${this.#prefix}${store ? count : count + 1}]`, payload, begun };
    const outcome = await this.#run(cell).catch(internalError);
    const metadata = { started, dependencies_met: true, engine: "gradbook", status: outcome.status };
    if (outcome.status === "ok") {
      const { value, expressions } = outcome;
      if (value && !silent) {
        const { data, metadata: about = {} } = value;
        await iopub.publish("execute_result", { execution_count: count, data, metadata: about }, request.header);
      }
      iopub.flush();
      await reply(request, { status: "ok", execution_count: count, user_expressions: expressions, payload }, metadata);
    } else {
      const { ename, evalue, traceback } = outcome;
      if (content.stop_on_error ?? true) this.abortWaiting();
      if (!silent) await iopub.publish("error", { ename, evalue, traceback }, request.header);
      await reply(request, { status: "error", execution_count: count, ename, evalue, traceback }, metadata);
    }
    await iopub.status("idle", request.header);
  }

  async #run(asked: Asked): Promise<Outcome> {
    const { request, content, payload } = asked;
    const { commands, iopub } = this.#parts;
    const asksAbout = pagedName(content.code);
    if (asksAbout) {
      const data = await pagedHelp(await this.#parts.language, asksAbout);
      payload.push({ source: "page", data, start: 0 });
      return { status: "ok", expressions: {} };
    }
    const { source, commands: lines } = splitCommands(content.code);
    try {
      for (const command of lines) {
        const { text, page } = commands.run(command);
        if (text) iopub.stream("stdout", `${text}\n`, request.header);
        if (page) payload.push({ source: "page", data: { "text/plain": page }, start: 0 });
      }
    } catch (error) {
      if (error instanceof LineCommandError) return failure("UsageError", error.message);
      throw error;
    }
    if (source.trim() === "") return { status: "ok", expressions: {} };

    const begin = await this.#parts.inTurn(() => this.#prepare(source, asked));
    return begin();
  }

  /** Compiles, checks and sends a cell; gives what waits for its end. */
  async #prepare(
    source: string,
    { request, content, filename, payload, begun }: Asked,
  ): Promise<() => Outcome | Promise<Outcome>> {
    const { commands, main, iopub, runs } = this.#parts;
    const names = await this.#parts.names;
    let cell: CompiledCell;
    const expressions: Record<string, CompiledCell> = {};
    try {
      cell = compileCell(source, filename, names);
      for (const [name, code] of Object.entries(content.user_expressions ?? {})) {
        expressions[name] = compileCell(code, `${filename}.${name}`, names);
      }
    } catch (error) {
      if (error instanceof CellSyntaxError) return () => syntaxFailure(error, content.code, filename);
      throw error;
    }
    const language = await this.#parts.language;
    const wrong = commands.types === "off" ? undefined : await language.check(source, filename);
    if (wrong && commands.types === "error") return () => ({ status: "error", ...wrong });
    if (wrong) iopub.stream("stderr", `${wrong.traceback.join("\n")}\n`, request.header);
    await this.#parts.beforeRun(cell, content.code);
    if (this.#cancelled) return () => failure("Interrupted", "The cell was interrupted before it ran.");
    names.keep(cell.slots);
    void language.commit(source);
    const run = runs.begin(request, payload);
    const ended = main.run({ type: "run", run, cell, expressions, allowInput: content.allow_stdin ?? false });
    begun();
    return () => ended;
  }
}

/** Where an error of the kernel itself would end up: in the cell, with a request to tell us. */
function internalError(error: unknown): Outcome {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return failure("KernelError", `gradbook itself failed; please report this.\n${text}`);
}

function failure(ename: string, evalue: string): { status: "error" } & ErrorContent {
  return { status: "error", ename, evalue, traceback: [`\u001b[31m${ename}\u001b[39m: ${evalue}`] };
}

function syntaxFailure(error: CellSyntaxError, source: string, filename: string): Outcome {
  const before = source.slice(0, error.start).split("\n");
  const column = before.at(-1)!.length + 1;
  const frame = codeFrame(source, before.length, column, { filename, width: error.end - error.start });
  return {
    status: "error",
    ename: "SyntaxError",
    evalue: error.message,
    traceback: [`\u001b[31mSyntaxError\u001b[39m: ${error.message}`, "", frame],
  };
}
