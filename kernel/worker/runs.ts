// Who asked for what: each piece of work that the user's thread does has a number, by which what it shows finds its way
// back to the request, also long after the request was answered.
import type { RunId } from "../link/messages.ts";
import type { Payload } from "../protocol/contents.ts";
import type { Received } from "../protocol/message.ts";

export interface Run {
  /** Without its buffers: they are not needed to answer. */
  readonly request: Received;
  readonly payload: Payload[];
}

/** A slider sends comm messages by the thousand; output later than this many requests has no request any more. */
const remembered = 10_000;

export class Runs {
  readonly #runs = new Map<RunId, Run>();
  #next: RunId = 1;

  begin(request: Received, payload: Payload[] = []): RunId {
    const run = this.#next++;
    this.#runs.set(run, { request: { ...request, content: {}, buffers: [] }, payload });
    this.#runs.delete(run - remembered);
    return run;
  }

  of(run: RunId): Run | undefined {
    return this.#runs.get(run);
  }
}
