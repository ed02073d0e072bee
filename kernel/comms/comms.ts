// Comms: named two-way channels between a notebook and its front-end, as widgets use them
// (https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages). Either side opens one, both send,
// either closes. The kernel installs how messages leave; this file knows nothing of sockets.
import { randomUUID } from "../host/builtins.ts";

/** What arrives: data, and binary buffers beside it. */
export interface CommMessage<T = unknown> {
  readonly data: T;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Uint8Array[];
}

export interface CommSendOptions {
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Binary data that travels beside the JSON, uncopied into it. */
  readonly buffers?: readonly Uint8Array[];
}

/** A comm message between the threads of the kernel. */
export interface CommPacket extends CommMessage {
  readonly kind: "open" | "message" | "close";
  readonly id: string;
  /** Only when opening. */
  readonly target?: string;
}

type Address = Pick<Comm, "id" | "target">;
type Listener<T> = (message: CommMessage<T>) => void;

let deliver: ((packet: CommPacket) => void) | undefined;
const targets = new Map<string, (comm: Comm, message: CommMessage) => void>();
const open = new Map<string, Comm>();

/** One open channel. `In` is what the front-end sends, `Out` what is sent to it. */
export class Comm<In = unknown, Out = unknown> {
  readonly id: string;
  /** The name that the other side knows this kind of comm by. */
  readonly target: string;
  readonly #listeners: Readonly<Record<"message" | "close", Set<Listener<In>>>> = {
    message: new Set(),
    close: new Set(),
  };

  /** For the kernel; notebooks call `comms.open` or get theirs from `comms.register`. */
  constructor(target: string, id: string) {
    this.target = target;
    this.id = id;
  }

  get closed(): boolean {
    return !open.has(this.id);
  }

  /**
   * Calls back for every message, or once when the front-end closes the comm. What the callback prints and shows goes to
   * the front-end as the answer to that message. Callbacks run between the awaits of a running cell.
   * @returns takes the callback back
   */
  on(event: "message" | "close", listener: Listener<In>): () => void {
    this.#listeners[event].add(listener);
    return () => this.#listeners[event].delete(listener);
  }

  /** @throws Error when the comm is closed */
  send(data: Out, options: CommSendOptions = {}): void {
    if (this.closed) throw new Error(`The comm '${this.target}' is closed: open another with comms.open(…).`);
    post("message", this.#address, data, options);
  }

  /** Ends the comm here and at the front-end. A comm that is closed stays so. */
  close(data: unknown = {}, options: CommSendOptions = {}): void {
    if (this.closed) return;
    open.delete(this.id);
    post("close", this.#address, data, options);
  }

  get #address(): Address {
    return { id: this.id, target: this.target };
  }

  /** For the kernel: hands a message to those who listen. */
  hear(event: "message" | "close", message: CommMessage): void {
    for (const listener of this.#listeners[event]) listener(message as CommMessage<In>);
  }
}

/** Messages between a notebook and widgets in the front end: the targets that front ends may open, and comms opened here. */
export const comms = {
  /**
   * Says what happens when the front-end opens a comm with this name. A name registered again gets the new callback.
   * @example comms.register("slider", (comm) => comm.on("message", ({ data }) => console.log(data)))
   */
  register<In = unknown, Out = unknown>(
    target: string,
    onOpen: (comm: Comm<In, Out>, message: CommMessage) => void,
  ): void {
    targets.set(target, onOpen as never);
  },

  /** The front-end can no longer open comms with this name; open ones stay. */
  unregister(target: string): void {
    targets.delete(target);
  },

  /** Opens a comm with whoever at the front-end knows the name; when nobody does, it is closed again at once. */
  open<In = unknown, Out = unknown>(target: string, data: unknown = {}, options: CommSendOptions = {}): Comm<In, Out> {
    const comm = new Comm(target, randomUUID());
    open.set(comm.id, comm);
    post("open", comm, data, options);
    return comm as unknown as Comm<In, Out>;
  },

  get(id: string): Comm | undefined {
    return open.get(id);
  },

  /** Every open comm. */
  all(): readonly Comm[] {
    return [...open.values()];
  },
};

/** For the kernel: how messages leave. */
export function setCommChannel(next: ((packet: CommPacket) => void) | undefined): void {
  deliver = next;
}

/** For the kernel: a message of the front-end. */
export function receiveComm({ kind, id, target = "", ...message }: CommPacket): void {
  if (kind === "open") return opened(new Comm(target, id), message);
  const comm = open.get(id);
  if (kind === "close") open.delete(id);
  comm?.hear(kind, message);
}

function opened(comm: Comm, message: CommMessage): void {
  const onOpen = targets.get(comm.target);
  if (!onOpen) {
    // The protocol: a comm that nobody takes is closed.
    const problem = `No target '${comm.target}': comms.register('${comm.target}', …) makes one.`;
    return post("close", comm, { problem }, {});
  }
  open.set(comm.id, comm);
  try {
    onOpen(comm, message);
  } catch (error) {
    comm.close({ problem: String(error) });
    throw error;
  }
}

function post(kind: CommPacket["kind"], address: Address, data: unknown, options: CommSendOptions): void {
  const { metadata = {}, buffers = [] } = options;
  try {
    deliver?.({ ...address, kind, data, metadata, buffers });
  } catch (error) {
    if ((error as Error).name !== "DataCloneError") throw error;
    const problem = (error as Error).message;
    throw new TypeError(`This cannot be sent over the comm '${address.target}': ${problem} Send JSON and buffers.`, {
      cause: error,
    });
  }
}
