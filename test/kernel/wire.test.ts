// The wire format: what is signed, and what is refused.
import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { makeHeader, type Message } from "../../kernel/protocol/message.ts";
import { codePointPosition, utf16Index } from "../../kernel/protocol/codePoints.ts";
import { formatConnection, parseConnection } from "../../kernel/protocol/connection.ts";
import { signer } from "../../kernel/protocol/signature.ts";
import { Wire, WireError } from "../../kernel/protocol/wire.ts";
import { frameBytes } from "./frameBytes.ts";

const wire = new Wire("secret");
const pack = (by: Wire, ...given: Parameters<Wire["pack"]>): Uint8Array[] => frameBytes(by.pack(...given));
/** A receiver that has heard nothing yet. */
const unpack = (frames: readonly Uint8Array[]) => new Wire("secret").unpack(frames);
const message: Message = {
  header: makeHeader("execute_request", "session"),
  parent_header: {},
  metadata: { a: 1 },
  content: { code: "π = '🧠'" },
  buffers: [Buffer.from([1, 2, 3])],
};

test("a message comes back as it was sent, with its identities and buffers", () => {
  const { identities, ...received } = unpack(pack(wire, message, [Buffer.from("client")]));
  expect(identities.map(String)).toEqual(["client"]);
  expect(received).toEqual(message);
});

test.each(["", "k", "π🧠", "x".repeat(64), "long ".repeat(40)])(
  "the signature is what everybody else computes (key %#)",
  (key) => {
    const parts = ["{}", Buffer.from('{"a":"π"}'), "x".repeat(20_000)];
    for (const algorithm of ["sha256", "sha512"]) {
      const hmac = createHmac(algorithm, key);
      for (const part of parts) hmac.update(part);
      expect(signer(algorithm, key)(parts)).toBe(hmac.digest("hex"));
    }
  },
);

test("buffers are not signed, dictionaries are", () => {
  const frames = pack(wire, message);
  frames[frames.length - 1] = Buffer.from([9]);
  expect(unpack(frames).buffers).toEqual([Buffer.from([9])]);
  for (const i of [2, 3, 4, 5]) {
    const forged = pack(wire, message);
    forged[i] = Buffer.from('{"msg_id":"x","msg_type":"y","session":"z"}');
    expect(() => unpack(forged)).toThrow(WireError);
  }
});

test("another key, no key and an empty signature are refused", () => {
  expect(() => new Wire("other").unpack(pack(wire, message))).toThrow(/signature/);
  expect(() => unpack(pack(new Wire(""), message))).toThrow(/signature/);
  expect(new Wire("").unpack(pack(wire, message)).content).toEqual(message.content);
});

test("frames that are no message are refused with a reason", () => {
  const open = new Wire("");
  const frames = pack(open, message);
  expect(() => open.unpack([Buffer.from("hello")])).toThrow(/<IDS\|MSG>/);
  expect(() => open.unpack(frames.slice(0, 4))).toThrow(/4 dictionaries/);
  for (const broken of ["{", "[]", "null", "3"]) {
    const changed = [...frames];
    changed[2] = Buffer.from(broken);
    expect(() => open.unpack(changed)).toThrow(WireError);
  }
});

test("a connection file says what is wrong with it", () => {
  const file = { transport: "tcp", ip: "127.0.0.1", key: "k", signature_scheme: "hmac-sha256" } as const;
  const ports = { shell: 1, iopub: 2, stdin: 3, control: 4, hb: 5 };
  expect(parseConnection(formatConnection({ ...file, ports }))).toEqual({ ...file, ports });
  expect(() => parseConnection("{")).toThrow(/not JSON/);
  expect(() => parseConnection(JSON.stringify({ ip: "x", shell_port: 1 }))).toThrow("it has no iopub_port");
  expect(() => parseConnection(JSON.stringify({ transport: "carrier pigeon" }))).toThrow(/carrier pigeon/);
});

test("cursor positions count code points", () => {
  const text = "a🧠b";
  expect([0, 1, 2, 3, 9].map((position) => utf16Index(text, position))).toEqual([0, 1, 3, 4, 4]);
  expect([0, 1, 3, 4].map((index) => codePointPosition(text, index))).toEqual([0, 1, 2, 3]);
});

test("a message that was received before is refused, without a key too little is known", () => {
  const [receiver, frames] = [new Wire("secret"), pack(wire, message)];
  receiver.unpack(frames);
  expect(() => receiver.unpack(frames)).toThrow(/received before/);
  expect(receiver.unpack(pack(wire, { ...message, metadata: {} })).metadata).toEqual({});
  const open = new Wire("");
  open.unpack(pack(open, message));
  expect(() => open.unpack(pack(open, message))).not.toThrow();
});
