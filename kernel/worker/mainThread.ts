// The worker's end of the link to the user's thread: sends cells, hears what they show, and stops what cannot listen.
import { Session } from "node:inspector";
import { setTimeout as sleep } from "node:timers/promises";
import type { MessagePort } from "node:worker_threads";
import { failure } from "./failures.ts";
import { MemoryGuard } from "./memoryGuard.ts";
import { stopProgram } from "./programs.ts";
import type { Waiting } from "../link/waiting.ts";
import type { CommRequest, FromMain, ModuleGraph, Outcome, RunRequest, ToMain } from "../link/messages.ts";

/** A thread that can listen answers within this time, in milliseconds. */
const patience = 20;

type Shown = Exclude<FromMain, { type: "ready" | "failed" | "done" | "interrupted" }>;
type Ready = Extract<FromMain, { type: "ready" }>;

export class MainThread {
  readonly #port: MessagePort;
  readonly #waiting: Waiting;
  readonly #inspector = new Session();
  readonly #runs = new Map<number, (outcome: Outcome) => void>();
  readonly #guard: MemoryGuard;
  /** Why we have stopped what runs, when nobody asked us to. */
  #full: string | undefined;
  #heard: (() => void) | undefined;
  /** What the thread offers, once it has loaded the engine. */
  readonly ready: Promise<Ready>;

  /** @param waiting whether a program keeps the thread from hearing @param onShown hears everything that cells show */
  constructor(port: MessagePort, waiting: Waiting, onShown: (message: Shown) => void) {
    this.#port = port;
    this.#waiting = waiting;
    this.#inspector.connectToMainThread();
    this.ready = new Promise((resolve) => {
      port.on("message", (message: FromMain) => {
        if (message.type === "ready") resolve(message);
        else if (message.type === "done") this.#done(message.run, message.outcome);
        else if (message.type === "interrupted") this.#heard?.();
        else if (message.type !== "failed") onShown(message);
      });
    });
    const heap = {
      used: () => this.#heapUsed(),
      // An interrupt may hit the question instead of the cell.
      collect: () => this.evaluate("__gradbookCollect.full()").catch(() => {}),
    };
    const limit = this.ready.then(({ heapLimit }) => heapLimit);
    this.#guard = new MemoryGuard(heap, limit, (problem) => {
      this.#full = problem;
      return this.interrupt();
    });
  }

  /** Runs a cell or the callbacks of a comm; resolves when they have ended, in whatever way. */
  async run(request: RunRequest | CommRequest): Promise<Outcome> {
    await this.ready;
    const outcome = new Promise<Outcome>((resolve) => this.#runs.set(request.run, resolve));
    this.#send(request);
    this.#guard.start();
    return outcome;
  }

  /** This thread has loaded what a first cell needs: the other one may settle for cells. */
  async settle(): Promise<void> {
    await this.ready;
    this.#send({ type: "settle" });
  }

  /** Forgets what cells have put into these slots, and what they did to the engine's names. */
  reset(slots: readonly string[]): void {
    this.#send({ type: "reset", slots });
  }

  /** Answers what the thread asked about an import. */
  imported(id: number, graph: () => ModuleGraph | undefined): void {
    try {
      this.#send({ type: "imported", id, graph: graph() });
    } catch (error) {
      this.#send({ type: "imported", id, error });
    }
  }

  /**
   * The value of an expression among the cells' names, at once, also while a cell runs: it must be short, and change
   * nothing that a cell could notice. @throws Error with what the expression threw
   */
  async evaluate(expression: string): Promise<unknown> {
    await this.ready;
    return new Promise((resolve, reject) => {
      this.#inspector.post("Runtime.evaluate", { expression, returnByValue: true, silent: true }, (error, answer) => {
        const thrown = answer?.exceptionDetails;
        if (error) reject(error);
        else if (thrown) reject(new Error(thrown.exception?.description?.split("\n    at ")[0] ?? thrown.text));
        else resolve(answer.result.value);
      });
    });
  }

  /** Stops what is running, also a loop that never ends. Variables keep their values. */
  async interrupt(): Promise<void> {
    // Until then the thread loads the engine, and that must not be stopped.
    await this.ready;
    const meant = [...this.#runs.keys()];
    const heard = await this.#isHeard({ type: "interrupt", lost: [] });
    void this.#insist(meant);
    if (!heard) await this.#terminate();
  }

  /**
   * A thread that was only slow to listen may have been stopped while it heard the interrupt: then what waits was not told,
   * and would wait for ever. And one that waits for another program hears nothing until that has ended.
   */
  async #insist(meant: readonly number[]): Promise<void> {
    const goesOn = (): boolean => meant.some((run) => this.#runs.has(run));
    for (let tries = 0; tries < 100 && goesOn(); tries += 1) {
      const inProgram = this.#waiting.forProgram;
      // Politely at first.
      if (inProgram) stopProgram(tries < 10 ? "SIGINT" : "SIGKILL");
      await sleep(2 * patience);
      if (inProgram || !goesOn()) continue;
      // Who hears it runs nothing: what has not ended by now has lost its end.
      if (!(await this.#isHeard({ type: "interrupt", lost: meant }))) await this.#terminate();
    }
  }

  /** Ends the process: politely, and if the thread does not listen, at once. */
  async exit(code: number): Promise<never> {
    await Promise.race([this.ready, sleep(3000)]);
    // A cell may start just before the wish is heard: what runs is stopped until it is, and then none starts.
    for (let tries = 0; tries < 50 && !(await this.#isHeard({ type: "interrupt", lost: [], last: true })); tries += 1) {
      if (this.#waiting.forProgram) stopProgram("SIGKILL");
      await this.#terminate();
    }
    // Node waits for debuggers when it ends, and we count as one.
    this.#inspector.disconnect();
    this.#send({ type: "exit", code });
    await sleep(3000);
    process.kill(process.pid, "SIGKILL");
    return new Promise<never>(() => {});
  }

  /** Sends a message that is answered as soon as it is read. */
  async #isHeard(message: ToMain): Promise<boolean> {
    const heard = new Promise<true>((resolve) => (this.#heard = () => resolve(true)));
    this.#send(message);
    return Promise.race([heard, sleep(patience, false)]);
  }

  /** A thread that is in no JavaScript is stopped when it comes back to it: that is not waited for. */
  #terminate(): Promise<void> {
    const terminated = new Promise<void>((resolve) =>
      this.#inspector.post("Runtime.terminateExecution", () => resolve()),
    );
    return Promise.race([terminated, sleep(patience)]);
  }

  #send(message: ToMain): void {
    this.#port.postMessage(message);
  }

  #heapUsed(): Promise<number> {
    return new Promise((resolve) =>
      this.#inspector.post("Runtime.getHeapUsage", (_error: Error | null, answer?: object) =>
        resolve((answer as { readonly usedSize: number } | undefined)?.usedSize ?? 0),
      ),
    );
  }

  #done(run: number, outcome: Outcome): void {
    const stopped = this.#full !== undefined && outcome.status === "error" && outcome.ename === "Interrupted";
    this.#runs.get(run)?.(stopped ? failure("OutOfMemory", this.#full!) : outcome);
    this.#runs.delete(run);
    if (this.#runs.size > 0) return;
    this.#full = undefined;
    this.#guard.stop();
  }
}
