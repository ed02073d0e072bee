// What a client asks of a kernel, and what comes back.
import type { ExecuteReply, ExecuteRequest } from "../protocol/contents.ts";
import type { Content, Message } from "../protocol/message.ts";

/** The kernel process ended although somebody was waiting for it. */
export class DeadKernelError extends Error {
  override readonly name = "DeadKernelError";
}

export interface Execution {
  /** The message id: parent of everything that belongs to this cell. */
  readonly id: string;
  readonly reply: Message<ExecuteReply>;
  /** Everything broadcast for this cell, in order, from `busy` to `idle`. */
  readonly messages: readonly Message[];
}

export interface ExecuteOptions extends Omit<ExecuteRequest, "code"> {
  /** Id of the subshell that shall run the cell. */
  readonly subshell?: string;
  /** Sees each message as it comes. */
  readonly onMessage?: (message: Message) => void;
  /** Answers questions of the cell; without it the cell is not allowed to ask. */
  readonly onInput?: (prompt: string, password: boolean) => string | Promise<string>;
}

/** What a message may carry besides its content. */
export interface Extra {
  /** Id of the subshell that shall answer. */
  readonly subshell?: string;
  readonly metadata?: Content;
  readonly buffers?: readonly Uint8Array[];
}
