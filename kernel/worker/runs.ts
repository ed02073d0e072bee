// Who asked for what: each piece of work that the user's thread does has a number, by which what it shows finds its way
// back to the request, also long after the request was answered.
import type { RunId } from "../link/messages.ts";
import type { Payload } from "../protocol/contents.ts";
import type { Received } from "../protocol/message.ts";

export interface Run {
  /** Without its content and buffers: they are not needed to answer. */
  readonly request: Received;
  readonly payload: Payload[];
  /** The request wants nothing of it to be shown. */
  readonly silent: boolean;
}

/** A slider sends comm messages by the thousand; what the oldest of them still show has no request any more. */
const remembered = 10_000;

export class Runs {
  readonly #runs = new Map<RunId, Run>();
  readonly #comms: RunId[] = [];
  #next: RunId = 1;

  /** A cell begins: remembered for good, as it may show things at any time. */
  begin(request: Received, payload: Payload[] = []): RunId {
    const run = this.#next++;
    const silent = request.content.silent === true;
    this.#runs.set(run, { request: { ...request, content: {}, buffers: [] }, payload, silent });
    return run;
  }

  /** The callbacks of a comm message begin. */
  beginComm(request: Received): RunId {
    const run = this.begin(request);
    this.#comms.push(run);
    if (this.#comms.length > remembered) this.#runs.delete(this.#comms.shift()!);
    return run;
  }

  of(run: RunId): Run | undefined {
    return this.#runs.get(run);
  }
}
