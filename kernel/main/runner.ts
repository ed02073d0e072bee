// Runs compiled cells, one after the other, and says how each ended.
import { Script } from "node:vm";
import type { CompiledCell } from "../cells/compile.ts";
import type { Measure } from "../cells/lineCommands.ts";
import { receiveComm } from "../comms/comms.ts";
import { cellEnded } from "../display/cellEnd.ts";
import { displaysSent } from "../display/display.ts";
import { format } from "../display/format.ts";
import type { CommRequest, ExpressionResult, Outcome, RunRequest } from "../link/messages.ts";
import { reportError } from "./errorReport.ts";
import { type Firewall, Interrupted } from "./firewall.ts";
import type { MainLink } from "./link.ts";
import { type Guard, stopwatch, timeIt } from "./measure.ts";
import type { Modules } from "./modules.ts";
import { declareSlots } from "./scope.ts";
import { registerCell } from "./stack.ts";

/** What a cell's script is called with. */
interface CellKernel {
  readonly import: Modules["import"];
  readonly pick: Modules["pick"];
  readonly meta: Modules["meta"];
}

type CellFunction = (kernel: CellKernel) => Promise<{ readonly value: unknown } | undefined>;

export class Runner {
  readonly #link: MainLink;
  readonly #kernel: CellKernel;
  readonly #firewall: Firewall;
  /** Of the cells that are running: several when subshells take turns at their awaits. */
  readonly #interrupts = new Set<() => void>();
  #closed = false;

  constructor(link: MainLink, modules: Modules, firewall: Firewall) {
    this.#link = link;
    this.#firewall = firewall;
    this.#kernel = {
      import: (specifier, options) => modules.import(specifier, options),
      pick: (module, name) => modules.pick(module, name),
      get meta() {
        return modules.meta;
      },
    };
  }

  /**
   * Runs one request to its end; never rejects.
   *
   * An interrupt that stops a loop inside a microtask also drops every microtask that waits. Ours must not be among them:
   * no function below returns a promise from an async function, as that would queue one while the cell runs.
   */
  run(request: RunRequest): Promise<Outcome> {
    return this.#link.within(request.run, async () => {
      const outcome = await this.#outcome(request);
      const sending = displaysSent();
      if (sending) await sending;
      cellEnded((error) => console.error(error));
      return outcome;
    });
  }

  /** Calls the notebook's callbacks for a comm message; what they throw is printed as the message's answer. */
  hear({ run, packet }: CommRequest): Outcome {
    return this.#link.within(run, () => {
      try {
        this.#firewall.run(() => receiveComm(packet));
        return { status: "ok", expressions: {} };
      } catch (thrown) {
        const error = reportError(thrown);
        this.#link.stream("stderr", `${error.traceback.join("\n")}\n`);
        return { status: "error", ...error };
      }
    });
  }

  /** Ends a cell that is waiting; after the last time none begins. Code that is running is stopped by the worker. */
  interrupt(last = false): void {
    this.#closed ||= last;
    for (const interrupt of this.#interrupts) interrupt();
  }

  async #outcome({ cell, expressions, measure }: RunRequest): Promise<Outcome> {
    try {
      const ended = await (measure ? this.#measured(cell, measure) : this.#evaluate(cell));
      // Formatting may be slow or never end: the firewall guards it too.
      const value =
        ended && ended.value !== undefined ? await this.#firewall.run(() => format(ended.value)) : undefined;
      const results: Record<string, ExpressionResult> = {};
      for (const [name, expression] of Object.entries(expressions)) results[name] = await this.#expression(expression);
      return { status: "ok", ...(value && { value }), expressions: results };
    } catch (thrown) {
      return { status: "error", ...reportError(thrown) };
    }
  }

  async #expression(cell: CompiledCell): Promise<ExpressionResult> {
    try {
      const ended = await this.#evaluate(cell);
      const { data, metadata = {} } = await format(ended?.value);
      return { status: "ok", data, metadata };
    } catch (thrown) {
      return { status: "error", ...reportError(thrown) };
    }
  }

  async #measured(cell: CompiledCell, how: Measure): ReturnType<CellFunction> {
    if (how === "timeit") {
      const result = await this.#evaluate(cell, async (ended) => {
        const guard: Guard = (body) => this.#firewall.run(body);
        return { value: await timeIt(ended!.value as () => unknown, guard) };
      });
      this.#link.stream("stdout", `${result!.value}\n`);
      return undefined;
    }
    const stop = stopwatch();
    try {
      return await this.#evaluate(cell);
    } finally {
      this.#link.stream("stdout", `${stop()}\n`);
    }
  }

  /** @param measured continues with what the cell gives, and can be interrupted as the cell can */
  async #evaluate(
    cell: CompiledCell,
    measured?: (ended: Awaited<ReturnType<CellFunction>>) => ReturnType<CellFunction>,
  ): ReturnType<CellFunction> {
    registerCell(cell);
    declareSlots(cell.fresh);
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
        return start(this.#kernel);
      });
      return await Promise.race([measured ? running.then(measured) : running, interrupted]);
    } finally {
      this.#interrupts.delete(interrupt);
    }
  }
}
