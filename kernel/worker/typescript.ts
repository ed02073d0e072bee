// TypeScript for this notebook: the user's thread has started it, or could not, and then it is started here.
import type { MessagePort } from "node:worker_threads";
import { builtDeclarations } from "../host/declarations.ts";
import { type BegunProject, goOnWith } from "../language/handOver.ts";
import { type StartedProject, startProject } from "../language/project.ts";
import { spare } from "./programs.ts";

/** @param main tells of what it has begun */
export async function takeTypeScript(main: MessagePort): Promise<StartedProject> {
  const begun = await new Promise<BegunProject | undefined>((resolve) => main.once("message", resolve));
  main.close();
  if (!begun) return startProject({ folder: process.cwd(), ...builtDeclarations() });
  spare(begun.line.pid);
  return goOnWith(begun);
}
