// Messages as frames on the wire: [identities…, "<IDS|MSG>", signature, header, parent_header, metadata, content, buffers…].
// The signature is an HMAC over the four dictionaries, never over the buffers; an empty key means no signature
// (jupyter-client, "The Wire Protocol"). Knows no sockets.
import { crypto } from "../host/builtins.ts";
import type { Content, Header, Message, Received } from "./message.ts";
import { signer } from "./signature.ts";

const delimiter = Buffer.from("<IDS|MSG>");

/** Text is sent as UTF-8. */
export type Frame = string | Uint8Array;

/**
 * Characters from which on a dictionary is sent as bytes, which ZeroMQ does not copy. For each such frame its thread wakes
 * ours when it is done with it, which takes longer than to copy a short one.
 */
const long = 16_384;

/** Messages remembered so that nobody who overheard one can send it again; half of them are forgotten at a time. */
const remembered = 65_536;

/** Frames that are not a message for us: wrong shape, wrong signature, broken JSON, received before. */
export class WireError extends Error {
  override readonly name = "WireError";
}

/** Signs, verifies, packs and unpacks the messages of one connection. */
export class Wire {
  readonly #key: string;
  readonly #algorithm: string;
  #signer: ReturnType<typeof signer> | undefined;
  readonly #seen = new Set<string>();

  /** @param scheme as in a connection file: "hmac-sha256" */
  constructor(key: string, scheme = "hmac-sha256") {
    const [kind, algorithm] = scheme.split("-", 2);
    if (kind !== "hmac" || !algorithm)
      throw new WireError(`Unknown signature scheme '${scheme}': expected hmac-sha256.`);
    this.#key = key;
    this.#algorithm = algorithm;
  }

  pack(message: Message, identities: readonly Uint8Array[] = []): Frame[] {
    const { header, parent_header, metadata, content, buffers } = message;
    const texts = [header, parent_header, metadata, content].map((part) => JSON.stringify(part));
    const parts = texts.map((text) => (text.length < long ? text : Buffer.from(text)));
    return [...identities, delimiter, this.#sign(parts), ...parts, ...buffers];
  }

  /** @throws WireError for anything that is not a correctly signed message */
  unpack(frames: readonly Uint8Array[]): Received {
    const at = frames.findIndex((frame) => delimiter.equals(frame));
    if (at < 0) throw new WireError(`No "<IDS|MSG>" among ${frames.length} frames.`);
    const [signature, ...parts] = frames.slice(at + 1, at + 6);
    if (signature === undefined || parts.length < 4) {
      throw new WireError(`Expected a signature and 4 dictionaries, found ${frames.length - at - 1} frames.`);
    }
    this.#verify(signature, parts);
    const [header, parent, metadata, content] = parts.map(dictionary);
    return {
      identities: frames.slice(0, at),
      header: checkedHeader(header!),
      parent_header: parent as unknown as Header,
      metadata: metadata!,
      content: content!,
      buffers: frames.slice(at + 6),
    };
  }

  #sign(parts: readonly Frame[]): string {
    if (this.#key === "") return "";
    return (this.#signer ??= signer(this.#algorithm, this.#key))(parts);
  }

  #verify(signature: Uint8Array, parts: readonly Uint8Array[]): void {
    if (this.#key === "") return;
    const wanted = Buffer.from(this.#sign(parts));
    if (wanted.length !== signature.length || !crypto().timingSafeEqual(wanted, signature)) {
      throw new WireError("The signature does not fit the message: it was not sent by somebody who knows the key.");
    }
    this.#refuseReplay(wanted.toString("latin1"));
  }

  #refuseReplay(digest: string): void {
    if (this.#seen.has(digest)) throw new WireError("This message was received before: it is not obeyed twice.");
    this.#seen.add(digest);
    if (this.#seen.size <= remembered) return;
    // A set gives its oldest first.
    for (const old of [...this.#seen].slice(0, remembered / 2)) this.#seen.delete(old);
  }
}

function dictionary(frame: Uint8Array): Content {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(frame).toString("utf8"));
  } catch (error) {
    throw new WireError(`A frame is not JSON: ${(error as Error).message}.`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new WireError(`A frame is not a dictionary: ${JSON.stringify(value).slice(0, 60)}.`);
  }
  return value as Content;
}

function checkedHeader(header: Content): Header {
  for (const field of ["msg_id", "msg_type", "session"]) {
    if (typeof header[field] !== "string") throw new WireError(`The header has no ${field}.`);
  }
  return header as unknown as Header;
}
