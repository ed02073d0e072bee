// A file on the Jupyter server, part by part: the server that holds the files answers requests for ranges, so that a file of
// gigabytes is listed by its first bytes. Servers that cannot do that give small files whole.
export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /** @param to not included */
  read(from: number, to: number): Promise<Uint8Array>;
}

/** Read at once: room for the headers of most files. */
const first = 65_536;

/**
 * @param most bytes that are read whole where there is no other way
 * @throws Error when there is no file, or it would have to be read whole and is larger
 */
export async function byteSource(address: string, token: string, most: number): Promise<ByteSource> {
  const ask = (from: number, to: number) =>
    fetch(address, {
      cache: "no-store",
      headers: { Range: `bytes=${from}-${to - 1}`, ...(token && { Authorization: `token ${token}` }) },
    });
  const answer = await ask(0, first);
  // An empty file has no first byte.
  if (answer.status === 416) return whole(new Uint8Array());
  if (!answer.ok) throw new Error(`The server does not give this file: ${answer.status} ${answer.statusText}`);
  const size = Number(/\/(\d+)$/.exec(answer.headers.get("Content-Range") ?? "")?.[1]);
  if (answer.status !== 206 || !Number.isSafeInteger(size)) {
    const length = Number(answer.headers.get("Content-Length") ?? 0);
    if (length > most) {
      await answer.body?.cancel();
      throw new TooLarge(length);
    }
    return whole(new Uint8Array(await answer.arrayBuffer()));
  }
  const head = new Uint8Array(await answer.arrayBuffer());
  return {
    size,
    async read(from, to) {
      if (to <= head.length) return head.subarray(from, to);
      if (from === to) return new Uint8Array();
      const part = await ask(from, to);
      const bytes = new Uint8Array(await part.arrayBuffer());
      if (part.status === 206 && bytes.length === to - from) return bytes;
      throw new Error("The file has changed while it was read. Close it and open it again.");
    },
  };
}

/** Where nothing smaller than the whole can be read. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
  readonly size: number;

  constructor(size: number) {
    super(`${size} bytes`);
    this.size = size;
  }
}

const whole = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (from, to) => Promise.resolve(bytes.subarray(from, to)),
});
