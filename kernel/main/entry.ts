// The kernel process (`node dist/kernel.js <connection file>`). This thread belongs to the user's code; the worker that
// it starts first owns the sockets, the protocol and the types.
import "../host/compileCache.ts";
import { readyPipe } from "../host/readyPipe.ts";
import { MessageChannel, SHARE_ENV, Worker } from "node:worker_threads";
import { Inbox } from "../link/inbox.ts";
import { Waiting } from "../link/waiting.ts";
import type { ToMain, WorkerStart } from "../link/messages.ts";
import { MainLink } from "./link.ts";
import { captureOutput } from "./output.ts";
import { startTypeScript } from "./typescript.ts";

const [connectionFile] = process.argv.slice(2);
if (!connectionFile) {
  console.error(
    "usage: kernel.js <connection file>\nJupyter starts this; `gradbook lab` opens JupyterLab, which does.",
  );
  process.exit(2);
}

// Cells get another `process.exit`.
const exit = process.exit.bind(process);
const { port1, port2 } = new MessageChannel();
const typescript = new MessageChannel();
const link = new MainLink(port1);
const inbox = new Inbox();
const waiting = new Waiting();
const { terminal } = captureOutput(link);
const sayReady = readyPipe.take();
startWorker(connectionFile);
// Later, loading the engine, this thread would answer nobody; the worker binds its sockets meanwhile.
await startTypeScript(typescript.port1);
const { serve } = await import("./serve.ts");
await serve(link, { inbox, waiting }, (listener: (message: ToMain) => void) =>
  link.onMessage((m) => listener(m as ToMain)),
);
sayReady();

function startWorker(file: string): void {
  const workerData: WorkerStart = {
    connectionFile: file,
    gauge: link.gauge.shared,
    inbox: inbox.shared,
    waiting: waiting.shared,
    port: port2,
    typescript: typescript.port2,
  };
  const worker = new Worker(new URL("worker.js", import.meta.url), {
    workerData,
    transferList: [port2, typescript.port2],
    // Programs that the worker starts for a cell see what cells have set.
    env: SHARE_ENV,
    // What the worker prints is for the terminal, not for a cell.
    stdout: true,
    stderr: true,
  });
  for (const stream of [worker.stdout, worker.stderr]) stream.setEncoding("utf8").on("data", terminal);
  worker.on("error", (error) => {
    terminal(`The gradbook kernel stopped: ${(error as Error).message}\n`);
    exit(1);
  });
  worker.on("exit", (code) => exit(code));
}
