// Reads the connection file, binds the sockets, serves.
import { readFileSync } from "node:fs";
import type { MessagePort } from "node:worker_threads";
import { version } from "../commands/package.ts";
import { compileAtOnce } from "../host/baseline.ts";
import type { StartedProject } from "../language/project.ts";
import type { WorkerData } from "../link/messages.ts";
import { parseConnection } from "../protocol/connection.ts";
import { Kernel } from "./kernel.ts";
import { watchParent } from "./parent.ts";
import { typescriptVersion } from "./typescriptVersion.ts";

export async function serve(
  data: WorkerData & { readonly port: MessagePort },
  typescript: StartedProject,
): Promise<void> {
  const kernel = new Kernel({
    ...data,
    connection: connection(data.connectionFile),
    version,
    typescript: typescriptVersion,
    // Half of what this thread loads: the sockets need not wait for it.
    language: import("../language/languageService.ts").then(({ LanguageService }) => LanguageService.over(typescript)),
  });
  watchParent(() => kernel.leave(0));
  compileAtOnce();
  await kernel.start();
}

function connection(file: string): ReturnType<typeof parseConnection> {
  try {
    return parseConnection(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`the connection file ${file} cannot be used: ${(error as Error).message}.`, { cause: error });
  }
}
