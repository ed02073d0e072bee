// The worker thread: reads the connection file, binds the sockets, opens TypeScript, serves.
import { readFileSync } from "node:fs";
import { workerData } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { version } from "../commands/package.ts";
import type { WorkerData } from "../link/messages.ts";
import { parseConnection } from "../protocol/connection.ts";
import { Kernel } from "./kernel.ts";
import { watchParent } from "./parent.ts";
import { typescriptVersion } from "./typescriptVersion.ts";

const data = workerData as WorkerData & { readonly port: MessagePort };

function connection(file: string): ReturnType<typeof parseConnection> {
  try {
    return parseConnection(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`the connection file ${file} cannot be used: ${(error as Error).message}.`, { cause: error });
  }
}

const kernel = new Kernel({
  ...data,
  connection: connection(data.connectionFile),
  version,
  typescript: typescriptVersion,
  // Half of this thread's start-up: the sockets need not wait for it.
  language: import("./typescript.ts").then(({ openLanguage }) => openLanguage()),
});
watchParent(() => kernel.leave(0));
await kernel.start();
