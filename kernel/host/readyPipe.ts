// How a kernel tells the program that has started it that its engine is loaded: it closes a pipe. No message can say it as
// early, for the sockets are bound later. Jupyter's servers name no such pipe, and hear nothing.
import { closeSync } from "node:fs";

export const readyPipe = {
  /** The environment variable with the number of the pipe. */
  name: "GRADBOOK_READY_PIPE",

  /** In the kernel, before cells can see what it has inherited: gives what says that it is ready. */
  take(): () => void {
    const number = Number(process.env[readyPipe.name]);
    delete process.env[readyPipe.name];
    return () => {
      if (Number.isInteger(number) && number > 2) closeSync(number);
    };
  },
};
