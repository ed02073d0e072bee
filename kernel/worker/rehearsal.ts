// What runs for the first time runs slowly: V8 reads it, compiles it, and learns what it is given. Between a kernel's start and
// its first cell somebody looks at the notebook. Meanwhile cells that nobody sees go the whole way there and back, so that
// the first ones that somebody sees find it trodden. When somebody wants something, this is over: no rehearsal runs behind
// code of the user's, where it could be noticed.
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { makeHeader, type Received } from "../protocol/message.ts";
import { type Frame, Wire } from "../protocol/wire.ts";
import { Audience } from "./audience.ts";
import type { Settings } from "./commandHost.ts";
import { Execution } from "./execution.ts";
import type { ExecutionParts } from "./executionParts.ts";
import { IOPub } from "./iopub.ts";

/** V8 optimises what it has seen often: with 240 the first cells take a fifth longer, with 600 a twentieth. */
const cells = 800;
/** Every so many is checked by TypeScript, which another process does. */
const checked = 3;
/** Milliseconds that a client which is about to send a cell takes less than. */
const quiet = 150;
/** Cells that leave nothing behind. */
const sources = ["40 + 2", "'a' + (1 as number)"];

const name = "rehearsal";

export class Rehearsal {
  #over = false;
  readonly #rehearsed: () => void;

  /** @param rehearsed called when all cells have been run, and not when somebody was quicker */
  constructor(rehearsed: () => void) {
    this.#rehearsed = rehearsed;
  }

  /** Begins a moment after TypeScript is there, unless somebody was quicker. @param parts of the kernel, whose world hears nothing */
  async run(parts: ExecutionParts): Promise<void> {
    await Promise.all([parts.main.ready, parts.language]);
    await sleep(quiet);
    if (this.#over) return;
    const settings: Settings = { types: "off" };
    const wire = new Wire(name);
    const world = unheard(wire);
    const shell = new Execution({ ...parts, ...world, settings, beforeRun: async () => {} }, `${name}.`);
    for (let n = 0; n < cells && !this.#over; n += 1) {
      settings.types = n % checked === 0 ? "error" : "off";
      await shell.handle(received(wire, sources[n % sources.length]!));
      // What has come meanwhile is answered first.
      await turn();
    }
    await world.iopub.close();
    if (!this.#over) this.#rehearsed();
  }

  /** Somebody wants something. */
  end(): void {
    this.#over = true;
  }
}

/** Who takes what is said to the world, packs and signs it, and keeps it to himself. */
function unheard(wire: Wire): Pick<ExecutionParts, "iopub" | "history" | "notices" | "reply"> {
  const audience = new Audience();
  audience.arrive([]);
  return {
    iopub: new IOPub(wire, name, () => {}, audience),
    history: { begin: () => 0, add() {}, saveSoon() {} },
    notices: [],
    reply: async (request, content, metadata) => {
      wire.pack({ ...request, content: { ...content }, metadata }, request.identities);
    },
  };
}

/** A request as it comes from a socket. */
function received(wire: Wire, code: string): Received {
  const header = makeHeader("execute_request", name);
  const content = { code, silent: false, store_history: false, user_expressions: {}, allow_stdin: false };
  const frames = wire.pack({ header, parent_header: {}, metadata: {}, content, buffers: [] }, [Buffer.from(name)]);
  return wire.unpack(frames.map(bytes));
}

const bytes = (frame: Frame): Uint8Array => (typeof frame === "string" ? Buffer.from(frame) : frame);
