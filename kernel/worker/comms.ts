// Comm messages between the sockets and the notebook. Which comms are open is known here too, so that the front-end's
// question is answered while a cell runs.
import type { CommPacket } from "../comms/comms.ts";
import type { Outcome } from "../link/messages.ts";
import type { Content, Received } from "../protocol/message.ts";
import type { IOPub, Parent } from "./iopub.ts";
import type { MainThread } from "./mainThread.ts";
import type { Runs } from "./runs.ts";

export interface CommParts {
  readonly iopub: IOPub;
  readonly main: MainThread;
  readonly runs: Runs;
}

const kinds = { comm_open: "open", comm_msg: "message", comm_close: "close" } as const;
const types = { open: "comm_open", message: "comm_msg", close: "comm_close" } as const;

export function isCommMessage(type: string): type is keyof typeof kinds {
  return Object.hasOwn(kinds, type);
}

export class Comms {
  readonly #parts: CommParts;
  /** Target names by id. */
  readonly #open = new Map<string, string>();

  constructor(parts: CommParts) {
    this.#parts = parts;
  }

  /** The answer to comm_info_request. */
  info({ target_name: wanted }: Content): Content {
    const found = [...this.#open].filter(([, target]) => wanted === undefined || wanted === null || target === wanted);
    return { status: "ok", comms: Object.fromEntries(found.map(([id, target]) => [id, { target_name: target }])) };
  }

  /** Gives a message of the front-end to the notebook; resolves when its callbacks have run. */
  async receive(request: Received): Promise<Outcome | undefined> {
    const { comm_id: id, target_name: target, data = {} } = request.content;
    const kind = kinds[request.header.msg_type as keyof typeof kinds];
    if (typeof id !== "string") return undefined;
    if (kind === "open" && typeof target === "string") this.#open.set(id, target);
    if (kind === "close") this.#open.delete(id);
    const packet: CommPacket = {
      kind,
      id,
      ...(typeof target === "string" && { target }),
      data,
      metadata: request.metadata,
      buffers: request.buffers,
    };
    const run = this.#parts.runs.beginComm(request);
    return this.#parts.main.run({ type: "comm", run, packet });
  }

  /** Broadcasts a message of the notebook. */
  send({ kind, id, target, data, metadata, buffers }: CommPacket, parent: Parent): void {
    if (kind === "open") this.#open.set(id, target ?? "");
    if (kind === "close") this.#open.delete(id);
    const content = { comm_id: id, data, ...(kind === "open" && { target_name: target }) };
    void this.#parts.iopub.publish(types[kind], content, parent, metadata, buffers);
  }
}
