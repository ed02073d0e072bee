// Reads the connection file, binds the sockets, serves. All that is needed for a first cell is loaded before: when V8 has been told
// what to do for cells, loading takes longer (host/flags.ts).
import { readFileSync } from "node:fs";
import { version } from "../commands/package.ts";
import { LanguageService } from "../language/languageService.ts";
import type { StartedProject } from "../language/project.ts";
import type { WorkerStart } from "../link/messages.ts";
import { parseConnection } from "../protocol/connection.ts";
import { Kernel } from "./kernel.ts";
import { watchParent } from "./parent.ts";
import { typescriptVersion } from "./typescriptVersion.ts";

/** @param keep keeps the code that has been compiled, for the next kernel; called when cells have run and nobody waits for anything */
export async function serve(data: WorkerStart, typescript: Promise<StartedProject>, keep: () => void): Promise<void> {
  const kernel = new Kernel({
    ...data,
    connection: connection(data.connectionFile),
    version,
    typescript: typescriptVersion,
    language: typescript.then((started) => LanguageService.over(started)),
    keep,
  });
  watchParent(() => kernel.leave(0));
  await kernel.start();
}

function connection(file: string): ReturnType<typeof parseConnection> {
  try {
    return parseConnection(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`the connection file ${file} cannot be used: ${(error as Error).message}.`, { cause: error });
  }
}
