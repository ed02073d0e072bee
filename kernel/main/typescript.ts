// Starts TypeScript before this thread does anything else: of all that a kernel's start waits for it needs the longest, and the
// worker, which it is for, takes a while to begin. Where it cannot be handed over, the worker starts it.
import type { MessagePort } from "node:worker_threads";
import { builtDeclarations, ownDeclarations } from "../host/declarations.ts";
import { beginProject } from "../language/handOver.ts";

/** Milliseconds: where files answer slowly, the engine must not wait for them. */
const patience = 150;

/** Resolves when TypeScript is at work and the worker has it, or has been told that it must start it itself. */
export async function startTypeScript(worker: MessagePort): Promise<void> {
  const options = { folder: process.cwd(), ...builtDeclarations() };
  worker.postMessage(await beginProject(options, ownDeclarations, patience).catch(() => undefined));
}
