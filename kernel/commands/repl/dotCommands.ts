// Lines that begin with a dot are for the session rather than for the kernel. `%` commands go to the kernel.
import { writeFileSync } from "node:fs";
import { UserError } from "../errors.ts";
import { cellsOf } from "./sources.ts";

export interface DotHost {
  /** Runs a cell and shows what it shows; says whether it went well. */
  run(source: string): Promise<boolean>;
  print(text: string): void;
  /** Where imports of the session are looked up. */
  readonly folder: string;
  /** Cells that ran well so far. */
  readonly cells: readonly string[];
}

export type DotResult = "done" | "leave";

interface DotCommand {
  readonly usage: string;
  readonly run: (argument: string, host: DotHost) => Promise<DotResult>;
}

const commands: Readonly<Record<string, DotCommand>> = {
  help: {
    usage: ".help          this list",
    run: async (_, host) => {
      host.print(help());
      return "done";
    },
  },
  load: {
    usage: ".load FILE     runs a .ts file or the code cells of a notebook",
    run: async (path, host) => {
      if (path === "") throw new UserError(".load needs a file: .load model.ts");
      for (const cell of await cellsOf(path, host.folder)) if (!(await host.run(cell))) break;
      return "done";
    },
  },
  save: {
    usage: ".save FILE     writes the cells that ran well to a .ts file",
    run: async (path, host) => {
      if (path === "") throw new UserError(".save needs a file: .save session.ts");
      save(path, `${host.cells.join("\n\n")}\n`);
      host.print(`${host.cells.length} cells written to ${path}`);
      return "done";
    },
  },
  exit: { usage: ".exit          leaves, like Ctrl-D", run: async () => "leave" },
};

/** Runs a dot command, or gives undefined when the source is none. @throws UserError */
export async function dotCommand(source: string, host: DotHost): Promise<DotResult | undefined> {
  const found = /^\s*\.([a-z]+)\b[ \t]*([^\n]*?)\s*$/.exec(source);
  if (!found) return undefined;
  const [, name = "", argument = ""] = found;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UserError(`There is no command .${name}.\n${help()}`);
  return command.run(argument, host);
}

/** Whether a source is a dot command, which is complete as it stands. */
export const isDotCommand = (source: string): boolean => /^\s*\.[a-z]+\b[^\n]*$/.test(source);

function help(): string {
  const lines = Object.values(commands).map(({ usage }) => `  ${usage}`);
  return [...lines, "  %help          commands of the kernel", "", "Keys: gradbook repl --help"].join("\n");
}

function save(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UserError(`${path} cannot be written: ${(error as Error).message}.`);
  }
}
