// Runs code so that it can be stopped. The worker's inspector session terminates whatever this thread executes; inside
// an inspector call of our own that ends as an error of the call, and everything around it goes on undisturbed.
import { Session } from "node:inspector";
import { Script } from "node:vm";
import { shelterHere } from "./shelter.ts";

/** Code was stopped by an interrupt. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor() {
    super("The cell was interrupted. Variables keep the values they had.");
  }
}

type Ended<T> = { readonly value: T } | { readonly thrown: unknown };

export class Firewall {
  readonly #session = new Session();
  #task: (() => void) | undefined;

  readonly #onStopped: () => void;

  /** @param onStopped hears of code that an interrupt has ended, before anybody else */
  constructor(onStopped: () => void) {
    this.#onStopped = onStopped;
    this.#session.connect();
    // A constant of the script scope: nothing that a cell does can change what the expression below calls.
    const declare = new Script(
      "const __gradbookRun = (() => { let task; return { set: (next) => (task = next), run: () => task() }; })(); __gradbookRun",
      { filename: "gradbook:run" },
    );
    const hook = declare.runInThisContext() as { set(task: () => void): void };
    hook.set(() => this.#task?.());
  }

  /** @throws what `body` throws, or Interrupted */
  run<T>(body: () => T): T {
    let ended: Ended<T> | undefined;
    this.#task = () => {
      try {
        ended = { value: body() };
      } catch (thrown) {
        ended = { thrown };
      }
    };
    const back = shelterHere();
    // The call is synchronous: its callback runs before `post` returns.
    this.#session.post("Runtime.evaluate", { expression: "__gradbookRun.run()" });
    this.#task = undefined;
    back();
    if (ended === undefined) {
      this.#onStopped();
      throw new Interrupted();
    }
    if ("thrown" in ended) throw ended.thrown;
    return ended.value;
  }
}
