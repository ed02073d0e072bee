// `%sh`, `%%sh` and `%npm`: other programs, in the notebook's folder. What they print appears as they print it; an
// interrupt ends them and all that they have started.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { type Command, CommandError, type CommandHost } from "./command.ts";

export const shellCommands: readonly Command[] = [
  {
    usage: "%sh COMMAND",
    does: "runs a line of the system's shell",
    run: (line, host) => {
      if (line === "") throw new CommandError("%sh needs a command: %sh ls");
      return execute(line, host);
    },
  },
  {
    usage: "%%sh",
    does: "runs the cell in the system's shell",
    run: (_, host, body) => execute(body, host),
  },
  {
    usage: "%npm install PACKAGE…",
    does: "runs npm in the notebook's folder; new packages can be imported at once, with their types",
    words: ["install", "uninstall", "update", "ls", "view"],
    run: async (line, host) => {
      if (line === "") throw new CommandError("%npm needs to know what to do: %npm install lodash");
      // Progress bars and advertisements are for terminals.
      await execute(`npm ${line} --no-progress --no-fund --no-audit --no-update-notifier`, host);
      await host.packagesChanged();
    },
  },
];

/** @throws CommandError when the program cannot start, fails or is interrupted */
function execute(line: string, host: CommandHost): Promise<void> {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that an interrupt reaches what the shell has started.
    const grouped = process.platform !== "win32";
    const child = spawn(line, { shell: true, stdio: ["ignore", "pipe", "pipe"], detached: grouped });
    const stop = (): void => {
      if (grouped && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      else child.kill("SIGKILL");
    };
    host.signal.addEventListener("abort", stop);
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => host.print(text, stream));
    }
    child.on("error", (error) =>
      reject(new CommandError(`The shell cannot start: ${error.message}.`, "CommandFailed")),
    );
    child.on("close", (code, signal) => {
      host.signal.removeEventListener("abort", stop);
      if (host.signal.aborted) return reject(new CommandError("The command was interrupted.", "Interrupted"));
      if (code === 0) return resolve();
      const why = signal ? `was ended by ${signal} (${constants.signals[signal]})` : `ended with code ${code}`;
      const missing = code === 127 ? " There is no such program." : "";
      reject(new CommandError(`The command ${why}.${missing}`, "CommandFailed"));
    });
  });
}
