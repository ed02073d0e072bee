// The command line of `gradbook run`, checked.
import { parseArgs } from "node:util";
import { type Parameters, parseParameters } from "../../notebook/parameters.ts";
import { UserError } from "../errors.ts";

export interface RunOptions {
  readonly notebooks: readonly string[];
  /** File (for one notebook) or folder for the results; undefined: the notebooks themselves. */
  readonly output: string | undefined;
  readonly parameters: Parameters;
  readonly timeout: number | undefined;
  readonly allowErrors: boolean;
  readonly jobs: number;
  /** Tells and records how long each cell took. */
  readonly times: boolean;
  /** Skips what an interrupted run has finished. */
  readonly resume: boolean;
}

export const usage = `usage: gradbook run NOTEBOOK… [-o OUT] [--param NAME=VALUE] [--timeout SECONDS]

Executes notebooks cell by cell and saves their outputs. The exit code is 1 when a cell fails; outputs up to it are saved.
A folder stands for the notebooks in it.

  -o, --output OUT   a file for one notebook, or a folder (default: the notebooks themselves)
  --param NAME=VALUE set a parameter (may be repeated); the cell tagged \`parameters\` holds the defaults
  --timeout SECONDS  longest time for one cell (default: no limit)
  --allow-errors     go on after a failing cell
  --times            tell how long each cell took, and write it into the cells' metadata as JupyterLab does
  -j, --jobs N       notebooks to run at the same time (default: 1)
  --resume           after an interrupted run: leave out the notebooks that it finished. One is finished when all went
                     well, and neither it, its result, the parameters nor gradbook have changed since. Others run again
                     from their first cell, as variables ended with their kernel.`;

/** Parsed options, or undefined when help was asked for. */
export function parseOptions(args: string[]): RunOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  if (positionals.length === 0) throw new UserError(`Which notebooks?\n\n${usage}`);
  return {
    notebooks: positionals,
    output: values.output,
    parameters: parseParameters(values.param ?? []),
    timeout: positive("--timeout", values.timeout),
    allowErrors: values["allow-errors"] ?? false,
    resume: values.resume ?? false,
    times: values.times ?? false,
    jobs: Math.floor(positive("--jobs", values.jobs) ?? 1),
  };
}

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value > 0 && (name !== "--jobs" || value >= 1)) return value;
  throw new UserError(`${name} is a number above zero, not '${text}'.`);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        output: { type: "string", short: "o" },
        param: { type: "string", multiple: true },
        timeout: { type: "string" },
        "allow-errors": { type: "boolean" },
        jobs: { type: "string", short: "j" },
        resume: { type: "boolean" },
        times: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n\n${usage}`);
  }
}
