// The commands by name: what `%help` lists, what completion offers, and who is meant by a wrong name.
import { editDistance } from "../../../engine/metrics/editDistance.ts";
import type { LineCommand } from "../../cells/lineCommands.ts";
import { cellCommands } from "./cells.ts";
import { type Command, CommandError, type CommandHost } from "./command.ts";
import { sessionCommands } from "./session.ts";
import { shellCommands } from "./shell.ts";

const help: Command = { usage: "%help", does: "this list", run: (_, host) => host.page(helpText()) };

/** The code of these stays in the cell, so nothing is left to run here. */
const measuring: readonly Command[] = [
  { usage: "%time [CODE]", does: "how long the line takes, or with nothing behind it the cell", run: () => {} },
  { usage: "%%time", does: "how long the cell takes", run: () => {} },
  { usage: "%timeit CODE", does: "how long the line takes on average, run again and again", run: () => {} },
  { usage: "%%timeit", does: "how long the cell takes on average", run: () => {} },
];

/** IPython's name for the list. */
const lsmagic: Command = { ...help, usage: "%lsmagic", does: "the same list" };

const commands: readonly Command[] = [
  help,
  lsmagic,
  ...sessionCommands,
  ...measuring,
  ...shellCommands,
  ...cellCommands,
];
const nameOf = ({ usage }: Command): string => /^%+\w+/.exec(usage)![0];
const table: ReadonlyMap<string, Command> = new Map(commands.map((command) => [nameOf(command), command]));

/** @throws CommandError */
export async function runCommand({ name, argument, body }: LineCommand, host: CommandHost): Promise<void> {
  const typed = body === undefined ? `%${name}` : `%%${name}`;
  const command = table.get(typed);
  if (!command) throw new CommandError(unknown(typed));
  await command.run(argument, host, body ?? "");
}

/** What a line up to the cursor may go on with: a command's name, or a word of its argument. */
export function completeCommand(
  line: string,
): { readonly from: number; readonly matches: readonly string[] } | undefined {
  const [typed] = /^%{1,2}\w*$/.exec(line.trimStart()) ?? [];
  if (typed !== undefined) {
    return { from: line.length - typed.length, matches: [...table.keys()].filter((name) => name.startsWith(typed)) };
  }
  const [, name = "", word = ""] = /^\s*(%{1,2}\w+)\s+(\S*)$/.exec(line) ?? [];
  const words = table.get(name)?.words;
  return words && { from: line.length - word.length, matches: words.filter((each) => each.startsWith(word)) };
}

/** What to say about a command that the cursor is on. */
export function aboutCommand(name: string): string | undefined {
  const command = table.get(name);
  return command && `${command.usage}: ${command.does}`;
}

function helpText(): string {
  const width = Math.max(...commands.map(({ usage }) => usage.length));
  const lines = commands.map(({ usage, does }) => `  ${usage.padEnd(width)}  ${does}`);
  return [
    "Lines above the code that begin with % are for the kernel, and so are cells that begin with %%:",
    "",
    ...lines,
  ].join("\n");
}

function unknown(typed: string): string {
  const other = typed.startsWith("%%") ? typed.slice(1) : `%${typed}`;
  const near = table.has(other) ? other : [...table.keys()].find((name) => editDistance(name, typed) <= 2);
  return `There is no command ${typed}.${near ? ` Did you mean ${near}?` : ""} %help lists the commands.`;
}
