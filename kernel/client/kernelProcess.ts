// Starts a kernel process the way Jupyter does: free ports, a connection file, the kernelspec's command.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { randomUUID } from "../host/builtins.ts";
import { readyPipe } from "../host/readyPipe.ts";
import { channels, type Connection, formatConnection } from "../protocol/connection.ts";

export interface StartOptions {
  /** The kernelspec's command, with "{connection_file}" where the file's path goes. */
  readonly argv: readonly string[];
  /** The notebook's folder. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Of a kernel that has ended, whose ports and key this one takes over: how Jupyter restarts. */
  readonly connection?: Connection;
  /** Sockets are files in a folder of this user's instead of ports, where the system has such: free ones need no looking for. */
  readonly fileSockets?: boolean;
}

export interface KernelProcess {
  readonly connection: Connection;
  /** Of the connection; gone when the process has ended. */
  readonly file: string;
  readonly child: ChildProcess;
  /** What the process printed to its own stdout and stderr. */
  readonly printed: () => string;
  /** Resolves when the engine is loaded, if it is a kernel of ours; or when the process has ended. */
  readonly ready: Promise<void>;
  /** Resolves with the exit code (or signal) when the process has ended. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

export async function startKernelProcess(options: StartOptions): Promise<KernelProcess> {
  const { argv, cwd, env } = options;
  const folder = mkdtempSync(join(tmpdir(), "gradbook-"));
  const fileSockets = options.fileSockets && canHoldSockets(folder);
  const connection = options.connection ?? (fileSockets ? inFolder(folder) : await onPorts());
  const file = join(folder, "connection.json");
  writeFileSync(file, formatConnection(connection), { mode: 0o600 });
  const [command, ...args] = argv.map((part) => part.replaceAll("{connection_file}", file));
  const child = spawn(command!, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, JPY_PARENT_PID: String(process.pid), [readyPipe.name]: "3", ...env },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const pipe = child.stdio[3] as Readable;
  const ready = new Promise<void>((resolve) => pipe.once("close", resolve).resume());
  let text = "";
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding("utf8").on("data", (chunk) => (text += chunk));
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    const end = (how: number | NodeJS.Signals): void => {
      rmSync(folder, { recursive: true, force: true });
      resolve(how);
    };
    // It could not be started: shells say 127 to that.
    child.once("error", ({ message }) => {
      text += `${message}\n`;
      end(127);
    });
    child.once("exit", (code, signal) => end(code ?? signal!));
  });
  return { connection, file, child, printed: () => text, ready, ended };
}

async function onPorts(): Promise<Connection> {
  return connectionAt("tcp", "127.0.0.1", await freePorts(channels.length));
}

/** Addresses of file sockets have at most 103 bytes on macOS, 107 on Linux; Windows has none. */
const canHoldSockets = (folder: string): boolean =>
  process.platform !== "win32" && Buffer.byteLength(socketsOf(folder)) < 100;

const socketsOf = (folder: string): string => join(folder, "s");

const inFolder = (folder: string): Connection =>
  connectionAt(
    "ipc",
    socketsOf(folder),
    [...channels.keys()].map((index) => index + 1),
  );

function connectionAt(transport: Connection["transport"], ip: string, numbers: readonly number[]): Connection {
  const [shell, iopub, stdin, control, hb] = numbers;
  const ports = { shell: shell!, iopub: iopub!, stdin: stdin!, control: control!, hb: hb! };
  return { transport, ip, key: randomUUID(), signature_scheme: "hmac-sha256", ports };
}

/** Ports that are free now. All are held open together, so no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening()));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listening(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}
