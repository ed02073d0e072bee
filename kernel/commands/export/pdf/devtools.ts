// A headless browser, driven by the Chrome DevTools Protocol over two pipes: JSON messages, each ended by a NUL.
// No port is opened, no library is needed, and the browser has a profile of its own that goes with it.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { UserError } from "../../errors.ts";

export interface Browser {
  /** Sends a command and returns its result; rejects when the browser reports an error or ends. */
  send<T = unknown>(method: string, params?: object, session?: string): Promise<T>;
  /** The next event of this name in this session. */
  once(method: string, session: string): Promise<unknown>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: Error) => void;
}

/** Starts the browser at `path` without a window and without a network. */
export async function startBrowser(path: string): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), "gradbook-browser-"));
  const flags = [
    "--headless",
    "--remote-debugging-pipe",
    `--user-data-dir=${profile}`,
    "--no-first-run",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    // Chromium's sandbox does not start for root, as in containers; the page forbids foreign scripts by its own policy.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ];
  const child = spawn(path, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const input = child.stdio[3] as Writable;
  const output = child.stdio[4] as Readable;
  const answers = new Map<number, Waiting>();
  const events = new Map<string, Waiting>();
  let ended: Error | undefined;
  let sent = 0;

  const end = (reason: Error): void => {
    ended ??= reason;
    for (const { reject } of [...answers.values(), ...events.values()]) reject(ended);
    answers.clear();
    events.clear();
  };
  const exited = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      end(new UserError(`${path} cannot be started: ${error.message}.`));
      resolve();
    });
    child.once("exit", (code) => {
      end(new UserError(`${path} ended before the PDF was finished (code ${code}). Set CHROMIUM to another browser.`));
      resolve();
    });
  });
  // A broken pipe is told by the exit.
  input.on("error", () => {});

  readMessages(output, (message) => {
    const key = message.id === undefined ? `${message.sessionId} ${message.method}` : undefined;
    const waiting = message.id === undefined ? events.get(key!) : answers.get(message.id);
    if (message.id === undefined) events.delete(key!);
    else answers.delete(message.id);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve((message.result ?? message.params) as never);
  });

  return {
    send(method, params = {}, session) {
      if (ended) return Promise.reject(ended);
      const id = ++sent;
      const message = { id, method, params, ...(session !== undefined && { sessionId: session }) };
      return new Promise((resolve, reject) => {
        answers.set(id, { resolve, reject });
        input.write(`${JSON.stringify(message)}\0`);
      });
    },
    once: (method, session) =>
      new Promise((resolve, reject) => {
        if (ended) reject(ended);
        else events.set(`${session} ${method}`, { resolve, reject });
      }),
    async close() {
      child.kill("SIGKILL");
      await exited;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function readMessages(output: Readable, take: (message: Message) => void): void {
  const decoder = new StringDecoder("utf8");
  // A PDF is one message of megabytes: the pieces are joined only when its end has come.
  let pieces: string[] = [];
  output.on("data", (chunk: Buffer) => {
    const parts = decoder.write(chunk).split("\0");
    for (const [i, part] of parts.entries()) {
      pieces.push(part);
      if (i === parts.length - 1) break;
      take(JSON.parse(pieces.join("")) as Message);
      pieces = [];
    }
  });
}
