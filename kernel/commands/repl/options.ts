// The command line of `gradbook repl`, checked.
import { parseArgs } from "node:util";
import { UserError } from "../errors.ts";
import { type PictureProtocol, pictureProtocols } from "./show/pictures.ts";

export interface ReplOptions {
  /** `.ts` files and notebooks that run first. */
  readonly files: readonly string[];
  /** Run this and leave. */
  readonly code: string | undefined;
  /** Stay after files and code, also when there is code. */
  readonly stay: boolean;
  readonly pictures: PictureProtocol | "none" | "auto";
  readonly history: boolean;
}

export const usage = `usage: gradbook repl [FILE…] [-e CODE] [--pictures KIND]

An interactive session in the terminal: the notebook's kernel, with completion, documentation and pictures.
Files (.ts or .ipynb) run first, and their names can then be used. Without a terminal on standard input, what comes
from there runs, and the exit code is 1 when it fails.

  -e, --eval CODE     run CODE, show its value and leave
  -i, --interactive   stay after that
  --pictures KIND     auto (default), kitty, iterm, sixel, or none: figures as characters
  --no-history        neither read nor keep what was typed

Keys: Tab completes, and again chooses; Enter runs what is complete, Alt-Enter adds a line; arrows and Ctrl-R find what
was typed before; Ctrl-C stops a running cell and keeps its variables; Ctrl-D leaves. \`.help\` lists commands.
NO_COLOR, GRADBOOK_HISTORY (a file) and XDG_DATA_HOME are respected.`;

/** Parsed options, or undefined when help was asked for. */
export function parseOptions(args: string[]): ReplOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const pictures = values.pictures ?? "auto";
  if (pictures !== "auto" && pictures !== "none" && !isProtocol(pictures)) {
    throw new UserError(`--pictures is auto, none, ${pictureProtocols.join(", ")}; not '${pictures}'.`);
  }
  return {
    files: positionals,
    code: values.eval,
    stay: values.interactive ?? false,
    pictures,
    history: !values["no-history"],
  };
}

const isProtocol = (name: string): name is PictureProtocol => (pictureProtocols as readonly string[]).includes(name);

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        eval: { type: "string", short: "e" },
        interactive: { type: "boolean", short: "i" },
        pictures: { type: "string" },
        "no-history": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n\n${usage}`);
  }
}
