// Messages that a kernel must survive, made from a seed: random frames, forged, damaged, replayed and oversized messages,
// and correctly signed ones that make no sense. Each tries to leave a trace in the notebook; none may.
import { setTimeout as sleep } from "node:timers/promises";
import { Dealer } from "zeromq";
import { type Connection, endpoint } from "../../kernel/protocol/connection.ts";
import { makeHeader } from "../../kernel/protocol/message.ts";
import { Wire } from "../../kernel/protocol/wire.ts";
import { frameBytes } from "./frameBytes.ts";

/** What a message that is obeyed would do. */
export const trace = 'Reflect.set(globalThis, "obeyed", (Reflect.get(globalThis, "obeyed") ?? 0) + 1)';
/** How often something was obeyed. */
export const traces = 'Reflect.get(globalThis, "obeyed")';

const kinds = ["noise", "unsigned", "forged", "damaged", "replayed", "oversized", "nonsense"] as const;
export type Kind = (typeof kinds)[number];

/** Sends `count` bad messages to shell, control and stdin; gives how many of each kind. */
export async function fuzz(connection: Connection, count: number, seed: number): Promise<Record<Kind, number>> {
  const random = mulberry32(seed);
  const sockets = (["shell", "control", "stdin"] as const).map((channel) => {
    const socket = new Dealer({ linger: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0 });
    socket.connect(endpoint(connection, channel));
    return socket;
  });
  const wire = new Wire(connection.key, connection.signature_scheme);
  const overheard = execute(wire);
  // Once is honest, and answered before the first replay: on another socket that one could overtake it.
  await sockets[0]!.send(overheard);
  await sockets[0]!.receive();
  for (const socket of sockets) void drain(socket);
  const sent = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
  for (let n = 0; n < count; n += 1) {
    const kind = random() < 0.002 ? "oversized" : kinds[Math.floor(random() * kinds.length)]!;
    const chosen = kind === "oversized" && random() > 0.01 ? "noise" : kind;
    sent[chosen] += 1;
    const frames = make(chosen, { random, wire, overheard });
    await sockets[Math.floor(random() * 3)]!.send(frames);
    if (n % 500 === 499) await sleep(1);
  }
  await sleep(200);
  for (const socket of sockets) socket.close();
  return sent;
}

interface Ingredients {
  readonly random: () => number;
  readonly wire: Wire;
  readonly overheard: readonly Uint8Array[];
}

function make(kind: Kind, { random, wire, overheard }: Ingredients): Uint8Array[] {
  switch (kind) {
    case "noise":
      return Array.from({ length: 1 + Math.floor(random() * 8) }, () => bytes(random, Math.floor(random() * 200)));
    case "unsigned":
      return execute(new Wire(""));
    case "forged":
      return execute(new Wire("another key"));
    case "damaged":
      return damaged(random, execute(wire));
    case "replayed":
      return [...overheard];
    case "oversized":
      return execute(new Wire("another key"), `${trace};${" ".repeat(5_000_000)}`);
    case "nonsense":
      return nonsense(random, wire);
  }
}

function execute(wire: Wire, code: unknown = trace): Uint8Array[] {
  const content = { code, silent: true, store_history: false };
  const header = makeHeader("execute_request", "fuzz");
  return frameBytes(wire.pack({ header, parent_header: {}, metadata: {}, content, buffers: [] }));
}

/** A correct message with a frame lost, changed, doubled or cut; what is signed is among them. */
function damaged(random: () => number, frames: Uint8Array[]): Uint8Array[] {
  // The last frame with anything signed in it: later ones may be lost without harm.
  const at = Math.floor(random() * 6);
  const frame = Buffer.from(frames[at]!);
  const flipped = Buffer.from(frame);
  if (flipped.length > 0) flipped[Math.floor(random() * flipped.length)]! ^= 1 << Math.floor(random() * 8);
  const choice = Math.floor(random() * 4);
  if (choice === 0) return frames.toSpliced(at, 1);
  if (choice === 1) return frames.with(at, flipped);
  // A content that is doubled is a correct message with a buffer.
  if (choice === 2 && at < 5) return frames.toSpliced(at, 0, frame);
  return frames.with(at, frame.subarray(0, Math.floor(random() * frame.length)));
}

const values: readonly unknown[] = [
  null,
  0,
  -1,
  1e300,
  "",
  "x",
  "🧠",
  true,
  [],
  {},
  [[[]]],
  { a: { b: 1 } },
  "../../etc",
];
const types =
  "execute_request complete_request inspect_request is_complete_request history_request comm_info_request comm_open comm_msg comm_close kernel_info_request connect_request debug_request create_subshell_request delete_subshell_request list_subshell_request usage_request input_reply __proto__ constructor toString _request no_such_request".split(
    " ",
  );
const fields =
  "code cursor_pos detail_level hist_access_type n pattern session start stop comm_id target_name data command arguments seq subshell_id user_expressions value allow_stdin".split(
    " ",
  );

/** Signed by somebody who knows the key and has lost their mind; `code` is never text. */
function nonsense(random: () => number, wire: Wire): Uint8Array[] {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const type = pick(types);
  const content: Record<string, unknown> = {};
  for (const field of fields) {
    if (random() < 0.4) content[field] = pick(values);
  }
  if (type === "execute_request" && typeof content.code === "string") content.code = 1;
  if (random() < 0.3) {
    content.command = pick([
      "debugInfo",
      "dumpCell",
      "variables",
      "inspectVariables",
      "source",
      "modules",
      "stackTrace",
    ]);
  }
  const header: Record<string, unknown> = { ...makeHeader(type, "fuzz") };
  for (const field of ["username", "date", "version", "subshell_id"]) if (random() < 0.2) header[field] = pick(values);
  const metadata = random() < 0.02 ? { deep: deep(20_000) } : {};
  return frameBytes(wire.pack({ header, parent_header: {}, metadata, content, buffers: [] } as never));
}

/** JSON that a recursive reader falls over, as text: a recursive writer would fall over it here. */
function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < Math.min(levels, 2000); i += 1) value = [value];
  return value;
}

const bytes = (random: () => number, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));

async function drain(socket: Dealer): Promise<void> {
  for await (const _ of socket);
}

/** A small generator of good enough numbers (Tommy Ettinger, public domain). */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
