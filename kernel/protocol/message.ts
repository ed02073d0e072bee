// Jupyter messages as values: the parts every message has, whatever it says.
// https://jupyter-client.readthedocs.io/en/stable/messaging.html ("General Message Format"). Knows no sockets.
export const protocolVersion = "5.5";

export interface Header {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601 in UTC. */
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
  readonly subshell_id?: string | null;
}

export type Content = Readonly<Record<string, unknown>>;

export interface Message<C = Content> {
  readonly header: Header;
  /** The request that caused this message; empty when nothing did. */
  readonly parent_header: Header | Record<string, never>;
  readonly metadata: Content;
  readonly content: C;
  readonly buffers: readonly Uint8Array[];
}

/** A message as it arrived: with the routing identities that a reply goes back to. */
export interface Received<C = Content> extends Message<C> {
  readonly identities: readonly Uint8Array[];
}

let count = 0;

/** @param session a name that nobody else has: with a number it names the message */
export function makeHeader(msgType: string, session: string, username = "kernel"): Header {
  return {
    msg_id: `${session}_${++count}`,
    session,
    username,
    date: new Date().toISOString(),
    msg_type: msgType,
    version: protocolVersion,
  };
}
