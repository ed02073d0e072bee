// Lines for the kernel rather than for TypeScript: they begin with `%`, which no statement of TypeScript does.
// They are replaced by spaces of the same length before anything else reads the cell, so positions stay right.

export interface LineCommand {
  readonly name: string;
  readonly argument: string;
  /** UTF-16 index of the line in the cell. */
  readonly start: number;
  readonly end: number;
}

export interface SplitCell {
  /** The cell with its commands blanked out. */
  readonly source: string;
  readonly commands: readonly LineCommand[];
}

/** Commands stand before the first line of code; further down `%` is an operator. */
export function splitCommands(source: string): SplitCell {
  const commands: LineCommand[] = [];
  let blanked = "";
  let at = 0;
  for (const line of source.split(/(?<=\n)/)) {
    const text = line.trimEnd();
    const found = /^\s*%\s*([A-Za-z]\w*)\s*(.*)$/.exec(text);
    if (found) {
      commands.push({ name: found[1]!, argument: found[2]!, start: at, end: at + text.length });
      blanked += " ".repeat(text.length) + line.slice(text.length);
    } else if (text === "" || /^\s*\/\//.test(text)) {
      blanked += line;
    } else {
      return { source: blanked + source.slice(at), commands };
    }
    at += line.length;
  }
  return { source: blanked, commands };
}
