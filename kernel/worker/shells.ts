// The main shell and its subshells (JEP 91): each is a queue of cells with a count of its own. They share one thread:
// a subshell's cell runs while another cell waits in an `await`, never while it computes. Everything that runs no
// code is answered at once, whatever the shell.
import { randomUUID } from "../host/builtins.ts";
import type { Received } from "../protocol/message.ts";
import { Execution } from "./execution.ts";
import type { ExecutionParts } from "./executionParts.ts";

export class Shells {
  readonly #parts: ExecutionParts;
  readonly #main: Execution;
  readonly #subshells = new Map<string, Execution>();
  #created = 0;

  constructor(parts: ExecutionParts) {
    this.#parts = parts;
    this.#main = new Execution(parts, "");
  }

  /** The shell that a request is for; undefined when there is no such subshell. */
  of({ header }: Received): Execution | undefined {
    const { subshell_id: id } = header;
    return id === undefined || id === null ? this.#main : this.#subshells.get(id);
  }

  create(): string {
    const id = randomUUID();
    this.#created += 1;
    this.#subshells.set(id, new Execution(this.#parts, `${this.#created}.`));
    return id;
  }

  /** What waits in the subshell is aborted; what runs goes on. @returns whether there was one */
  delete(id: unknown): boolean {
    const shell = this.#subshells.get(String(id));
    shell?.abortWaiting();
    return this.#subshells.delete(String(id));
  }

  list(): string[] {
    return [...this.#subshells.keys()];
  }

  /** The shells that run a cell now; the main one first. */
  get running(): Execution[] {
    return [this.#main, ...this.#subshells.values()].filter(({ current }) => current !== undefined);
  }

  /** Cells that are still being checked will not run, in any shell. */
  cancel(): void {
    for (const shell of this.running) shell.cancel();
  }

  /** Aborts everything that waits, in any shell. */
  abortWaiting(): void {
    for (const shell of [this.#main, ...this.#subshells.values()]) shell.abortWaiting();
  }
}
