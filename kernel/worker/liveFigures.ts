// How the states of live figures leave: to everybody as an output that is replaced, now and then and at the end; in between
// only to the pages that draw them as they come. For these an output is dear, and a comm message is not. What is saved and
// who joins late have a whole figure that is some seconds old. It knows no figure and no socket.
import type { ShelfLive } from "../../extension/figures/payload/shelf.ts";
import type { DisplayMessage } from "../display/bundle.ts";

/** An output is at most this old while its figure grows, in milliseconds. */
const oldest = 10_000;

export class LiveFigures {
  readonly #send: (state: ShelfLive) => boolean;
  /** When the output of each growing figure was replaced. */
  readonly #replaced = new Map<string, number>();

  /** @param send gives a state to the pages that draw it, and says whether there are any */
  constructor(send: (state: ShelfLive) => boolean) {
    this.#send = send;
  }

  /** @param publish shows the message to everybody */
  show({ data, metadata = {}, displayId, live }: DisplayMessage, publish: () => void): void {
    if (!live || displayId === undefined) return publish();
    const send = () => this.#send({ type: "live", id: displayId, data, metadata });
    if (live === "last") {
      this.#replaced.delete(displayId);
      publish();
      // For pages that were loaded meanwhile: JupyterLab does not know what this output belongs to.
      send();
      return;
    }
    const now = performance.now();
    if (now - (this.#replaced.get(displayId) ?? -Infinity) < oldest && send()) return;
    this.#replaced.set(displayId, now);
    publish();
  }
}
