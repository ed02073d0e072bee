// Starts the kernel of a session before anything else is loaded: it needs longer than all the rest, and loads its engine
// on another processor while this one reads the code of the conversation. Must import next to nothing.
import { type KernelProcess, type StartOptions, startKernelProcess } from "../../client/kernelProcess.ts";
import { kernelSpec } from "../kernelSpec.ts";

export interface BegunKernel {
  readonly options: StartOptions;
  readonly started: KernelProcess;
  readonly folder: string;
}

/** @param folder imports and files are looked up from there */
export async function beginKernel(folder: string): Promise<BegunKernel> {
  const options = { argv: kernelSpec().argv as string[], cwd: folder, fileSockets: true };
  return { options, started: await startKernelProcess(options), folder };
}
