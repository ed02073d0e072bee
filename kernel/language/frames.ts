// Messages to TypeScript and from it, as they stand on its pipes: JSON behind a head that tells its length.

export interface Incoming {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export function frame(message: object): string {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Takes bytes as they come, and gives whole messages. */
export class Frames {
  #received: Buffer = Buffer.alloc(0);

  /** What has come, and has not been taken. */
  get rest(): Buffer {
    return this.#received;
  }

  push({ buffer, byteOffset, byteLength }: Uint8Array): void {
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
  }

  /** The next whole message, taken off what was received. */
  next(): Incoming | undefined {
    const head = this.#received.indexOf("\r\n\r\n");
    if (head < 0) return undefined;
    const start = head + 4;
    const end = start + Number(/Content-Length: *(\d+)/i.exec(this.#received.toString("latin1", 0, head))![1]);
    if (this.#received.length < end) return undefined;
    const message = JSON.parse(this.#received.toString("utf8", start, end)) as Incoming;
    this.#received = this.#received.subarray(end);
    return message;
  }
}

/** Files that exist in memory only; all others TypeScript reads from the disk itself, which is ten times quicker. */
export type VirtualFiles = ReadonlyMap<string, string>;

/** The answer to what TypeScript asks about a file. Null lets it look at the disk. */
export function answerAbout(files: VirtualFiles, { id, method, params }: Incoming): string {
  const content = files.get(String(params));
  const known = method === "readFile" ? { content } : true;
  return frame({ jsonrpc: "2.0", id, result: content === undefined ? null : known });
}
