// Runs execute requests one after the other: commands, types, compilation, the run itself, and the reply.
// Requests that wait behind a failing cell are aborted, as the protocol asks (`stop_on_error`).
import { CellSyntaxError } from "../cells/cellError.ts";
import { type CompiledCell, compileCell } from "../cells/compile.ts";
import { asFunction, misplaced, type SplitCell, splitCommands } from "../cells/lineCommands.ts";
import { asObject } from "../cells/objectLiteral.ts";
import { moduleNameOf } from "../cells/moduleCell.ts";
import { typeWarning } from "../language/diagnostics.ts";
import type { Outcome } from "../link/messages.ts";
import { isExecuteRequest, type Payload } from "../protocol/contents.ts";
import type { Received } from "../protocol/message.ts";
import { Checks } from "./checks.ts";
import { commandHost } from "./commandHost.ts";
import { CommandError } from "./commands/command.ts";
import { runCommand } from "./commands/table.ts";
import type { Asked, ExecutionParts } from "./executionParts.ts";
import { failure, internalError, syntaxFailure } from "./failures.ts";
import { defineModule } from "./modules/moduleCell.ts";
import { pagedName, pagedHelp } from "./pager.ts";

export class Execution {
  readonly #parts: ExecutionParts;
  readonly #checks: Checks;
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
  /** Requests that wait for their turn. */
  readonly #waiting: Received[] = [];
  #current: Received | undefined;
  /** Aborted when an interrupt comes before the current cell has begun to run. */
  #interrupted = new AbortController();

  /** @param prefix of the numbers in file names: two shells must not give two cells one name */
  constructor(parts: ExecutionParts, prefix: string) {
    this.#parts = parts;
    this.#checks = new Checks(parts.language, parts.settings);
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
    this.#waiting.push(request);
    const answered = this.#last
      .then(() => {
        this.#waiting.shift();
        return arrival < this.#abortBefore ? this.#abort(request) : this.#execute(request, begun);
      })
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
    this.#interrupted.abort();
  }

  /** Aborts everything that waits. */
  abortWaiting(): void {
    this.#abortBefore = this.#arrivals;
  }

  async #abort(request: Received): Promise<void> {
    const { iopub, reply } = this.#parts;
    void iopub.status("busy", request.header);
    void reply(request, { status: "aborted", execution_count: this.#count }, {});
    await iopub.status("idle", request.header);
  }

  async #refuse(request: Received): Promise<void> {
    const { iopub, reply } = this.#parts;
    const problem = failure("ProtocolError", "An execute_request needs its code, and user_expressions, as text.");
    void iopub.status("busy", request.header);
    void reply(request, { ...problem, execution_count: this.#count }, {});
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
    this.#interrupted = new AbortController();
    if (store) {
      this.#count += 1;
      history.add(this.#session, this.#count, content.code);
      history.saveSoon();
    }
    const count = this.#count;
    const filename = `In[${this.#prefix}${store ? count : count + 1}]`;
    this.#checks.begin(request, filename);
    iopub.begin(request.header, silent ? undefined : { code: content.code, execution_count: count });

    const payload: Payload[] = [];
    const { signal } = this.#interrupted;
    const cell = { request, content, filename, payload, signal, begun };
    const outcome = await this.#run(cell).catch(internalError);
    const metadata = { started, dependencies_met: true, engine: "gradbook", status: outcome.status };
    if (outcome.status === "ok") {
      const { value, expressions } = outcome;
      if (value && !silent) {
        const { data, metadata: about = {} } = value;
        void iopub.publish("execute_result", { execution_count: count, data, metadata: about }, request.header);
      }
      iopub.flush();
      void reply(request, { status: "ok", execution_count: count, user_expressions: expressions, payload }, metadata);
    } else {
      const { ename, evalue, traceback } = outcome;
      // As with ipykernel, who looks on in silence stops nobody.
      if (!silent && (content.stop_on_error ?? true)) this.abortWaiting();
      if (!silent) void iopub.publish("error", { ename, evalue, traceback }, request.header);
      void reply(request, { status: "error", execution_count: count, ename, evalue, traceback }, metadata);
    }
    await iopub.status("idle", request.header);
  }

  async #run(asked: Asked): Promise<Outcome> {
    const { content, payload } = asked;
    const asksAbout = pagedName(content.code);
    if (asksAbout) {
      const data = await pagedHelp(await this.#parts.language, asksAbout);
      payload.push({ source: "page", data, start: 0 });
      return { status: "ok", expressions: {} };
    }
    const split = splitCommands(content.code);
    try {
      const host = commandHost(this.#parts, asked);
      for (const command of split.commands) await runCommand(command, host);
    } catch (error) {
      if (error instanceof CommandError) return failure(error.name, error.message);
      throw error;
    }
    const wrong = misplaced(split);
    if (wrong) return failure("UsageError", wrong);
    if (split.source.trim() === "") return { status: "ok", expressions: {} };

    const module = moduleNameOf(split.source);
    if (module !== undefined) {
      return this.#parts.inTurn(() => defineModule(this.#parts, asked, module, split.source));
    }
    const begin = await this.#parts.inTurn(() => this.#prepare(split, asked));
    return begin();
  }

  /** Compiles, checks and sends a cell; gives what waits for its end. */
  async #prepare(
    split: SplitCell,
    { request, content, filename, payload, signal, begun }: Asked,
  ): Promise<() => Outcome | Promise<Outcome>> {
    const { settings, main, iopub, language, runs } = this.#parts;
    const measure = split.measure?.how;
    const source = measure === "timeit" ? asFunction(split.source, split.measure!.cell) : asObject(split.source);
    const names = await this.#parts.names;
    await this.#checks.asked;
    let cell: CompiledCell;
    const expressions: Record<string, CompiledCell> = {};
    try {
      cell = compileCell(source, filename, names, this.#parts.dialect);
      for (const [name, code] of Object.entries(content.user_expressions ?? {})) {
        expressions[name] = compileCell(code, `${filename}.${name}`, names);
      }
    } catch (error) {
      if (error instanceof CellSyntaxError) return () => syntaxFailure(error, content.code, filename);
      throw error;
    }
    const silent = content.silent ?? false;
    if (!silent) {
      for (const notice of this.#parts.notices.splice(0)) iopub.stream("stderr", `${notice}\n`, request.header);
    }
    const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    // TypeScript may think for long; an interrupt does not wait for it.
    const wrong = await Promise.race([this.#checks.errors(request, source, filename), stopped]);
    if (signal.aborted) return () => failure("Interrupted", "The cell was interrupted before it ran.");
    if (wrong && settings.types === "error") return () => ({ status: "error", ...wrong });
    if (wrong && !silent) iopub.stream("stderr", typeWarning(wrong), request.header);
    await this.#parts.beforeRun(cell, content.code);
    if (signal.aborted) return () => failure("Interrupted", "The cell was interrupted before it ran.");
    names.keep(cell.slots);
    void language.then((service) => service.commit(source));
    const run = runs.begin(request, payload);
    const allowInput = content.allow_stdin ?? false;
    const ended = main.run({ type: "run", run, cell, expressions, allowInput, ...(measure && { measure }) });
    begun();
    iopub.handedOver();
    // Behind the commit of this one, whose names it may use.
    const next = `In[${this.#prefix}${this.#count + 1}]`;
    void language.then(() => this.#waiting[0] && this.#checks.begin(this.#waiting[0], next));
    return () => ended;
  }
}
