// Runs compiled cells, one after the other, and says how each ended.
import { Script } from "node:vm";
import type { CompiledCell } from "../cells/compile.ts";
import type { Measure } from "../cells/lineCommands.ts";
import { receiveComm } from "../comms/comms.ts";
import { cellEnded } from "../display/cellEnd.ts";
import { displaysSent, isHandle } from "../display/display.ts";
import { countFormatters, format } from "../display/format.ts";
import type { CommRequest, ExpressionResult, Outcome, RunRequest } from "../link/messages.ts";
import type { ErrorContent } from "../protocol/contents.ts";
import { reportError } from "./errorReport.ts";
import { type Firewall, Interrupted } from "./firewall.ts";
import type { MainLink } from "./link.ts";
import { type Guard, stopwatch, timeIt } from "./measure.ts";
import type { Modules } from "./modules.ts";
import { declareSlots } from "./scope.ts";
import { exposed, sheltered } from "./shelter.ts";
import { registerCell } from "./stack.ts";

/** What a cell's script is called with. */
interface CellKernel {
  readonly import: Modules["import"];
  readonly pick: Modules["pick"];
  readonly live: Modules["live"];
  readonly meta: Modules["meta"];
}

// Kept now, so that cells that change prototypes cannot take it away.
const remove = Function.prototype.call.bind(Set.prototype.delete) as (set: Set<unknown>, member: unknown) => boolean;

type Ended = { readonly value: Awaited<ReturnType<CellFunction>> } | { readonly thrown: unknown };

type CellFunction = (kernel: CellKernel) => Promise<{ readonly value: unknown } | undefined>;

export class Runner {
  readonly #link: MainLink;
  readonly #kernel: CellKernel;
  readonly #firewall: Firewall;
  /** Of the cells that are running: several when subshells take turns at their awaits. */
  readonly #interrupts = new Set<() => void>();
  /** More of them are the user's. */
  readonly #formatters = countFormatters();
  #closed = false;

  /** To be made when the kernel's own formatters are registered. */
  constructor(link: MainLink, modules: Modules, firewall: Firewall) {
    this.#link = link;
    this.#firewall = firewall;
    this.#kernel = {
      import: (specifier, options) => modules.import(specifier, options),
      pick: (module, name) => modules.pick(module, name),
      live: (slot, module, name) => modules.live(slot, module, name),
      get meta() {
        return modules.meta;
      },
    };
  }

  /**
   * Runs one request and tells how it ended, in whatever way. To be called sheltered; what comes after an `await` is in
   * the world of the cells again.
   *
   * An interrupt that stops a loop inside a microtask also drops every microtask that waits. Ours must not be among them:
   * no function below returns a promise from an async function, as that would queue one while the cell runs.
   */
  run(request: RunRequest, done: (outcome: Outcome) => void): void {
    void this.#link.within(request.run, async () => {
      let ended: Ended;
      try {
        ended = { value: await this.#evaluate(request.cell, request.measure) };
      } catch (thrown) {
        ended = { thrown };
      }
      sheltered(() => void this.#finish(request, ended, done));
    });
  }

  /** Calls the notebook's callbacks for a comm message; what they throw is printed as the message's answer. */
  hear({ run, packet }: CommRequest): Outcome {
    return this.#link.within(run, () => {
      try {
        this.#firewall.run(() => exposed(() => receiveComm(packet)));
        return { status: "ok", expressions: {} };
      } catch (thrown) {
        return { status: "error", ...this.#complain(thrown) };
      }
    });
  }

  /** Ends a cell that is waiting; after the last time none begins. Code that is running is stopped by the worker. */
  interrupt(last = false): void {
    this.#closed ||= last;
    for (const interrupt of this.#interrupts) interrupt();
  }

  /** Shows what a cell gave, and evaluates the request's expressions. Without either it ends within the call. */
  async #finish({ expressions }: RunRequest, ended: Ended, done: (outcome: Outcome) => void): Promise<void> {
    let outcome: Outcome;
    try {
      if ("thrown" in ended) throw ended.thrown;
      const given = ended.value?.value;
      const shown = given === undefined || isHandle(given) ? undefined : this.#format(given);
      const value = shown instanceof Promise ? await shown : shown;
      const results: Record<string, ExpressionResult> = {};
      for (const [name, expression] of Object.entries(expressions)) results[name] = await this.#expression(expression);
      outcome = { status: "ok", ...(value && { value }), expressions: results };
    } catch (thrown) {
      outcome = sheltered(() => ({ status: "error", ...reportError(thrown) }));
    }
    const sending = displaysSent();
    if (sending) await sending;
    sheltered(() => {
      cellEnded((error) => this.#complain(error));
      done(outcome);
    });
  }

  /** Formatting may be slow or never end: the firewall guards it too, except where there is nothing to ask and little to say. */
  #format(given: unknown): ReturnType<typeof format> {
    const plain = given === null || (typeof given !== "object" && typeof given !== "function");
    if (plain && countFormatters() === this.#formatters) return format(given);
    return this.#firewall.run(() => format(given));
  }

  async #expression(cell: CompiledCell): Promise<ExpressionResult> {
    try {
      const ended = await this.#evaluate(cell);
      const { data, metadata = {} } = await format(ended?.value);
      return { status: "ok", data, metadata };
    } catch (thrown) {
      return sheltered(() => ({ status: "error", ...reportError(thrown) }));
    }
  }

  async #evaluate(cell: CompiledCell, measure?: Measure): ReturnType<CellFunction> {
    registerCell(cell);
    declareSlots(cell.fresh);
    const stop = measure === "time" ? stopwatch() : undefined;
    let interrupt = (): void => {};
    const interrupted = new Promise<never>((_resolve, reject) => {
      interrupt = () => reject(new Interrupted());
    });
    this.#interrupts.add(interrupt);
    // Nobody may be waiting when it rejects.
    interrupted.catch(() => {});
    try {
      const running = this.#firewall.run(() => {
        if (this.#closed) throw new Interrupted();
        const start = new Script(cell.script, { filename: cell.filename }).runInThisContext() as CellFunction;
        return exposed(() => start(this.#kernel));
      });
      const ended = measure === "timeit" ? running.then((work) => this.#timeIt(work!.value as () => unknown)) : running;
      return await Promise.race([ended, interrupted]);
    } finally {
      remove(this.#interrupts, interrupt);
      if (stop) sheltered(() => this.#link.stream("stdout", `${stop()}\n`));
    }
  }

  async #timeIt(work: () => unknown): Promise<undefined> {
    const guard: Guard = (body) => this.#firewall.run(body);
    this.#link.stream("stdout", `${await timeIt(work, guard)}\n`);
  }

  /** Prints an error that is nobody's outcome. */
  #complain(thrown: unknown): ErrorContent {
    const error = reportError(thrown);
    this.#link.stream("stderr", `${error.traceback.join("\n")}\n`);
    return error;
  }
}
