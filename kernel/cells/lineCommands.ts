// Lines for the kernel rather than for TypeScript: they begin with `%`, which no statement of TypeScript does. `%name`
// is one line, several may stand above the code; `%%name` takes the whole cell below it. What is not TypeScript is
// replaced by spaces before anything else reads the cell, so positions stay right.

export interface LineCommand {
  readonly name: string;
  readonly argument: string;
  /** Of `%%name`: the lines below it. */
  readonly body?: string;
}

/** `%time` and `%timeit` are about code: it stays in the cell, and is measured as it runs. */
export type Measure = "time" | "timeit";

export interface SplitCell {
  /** The cell with its commands blanked out. */
  readonly source: string;
  readonly commands: readonly LineCommand[];
  readonly measure?: { readonly how: Measure; readonly cell: boolean };
}

/** Commands stand before the first line of code; further down `%` is an operator. */
export function splitCommands(source: string): SplitCell {
  const commands: LineCommand[] = [];
  let blanked = "";
  let at = 0;
  for (const line of source.split(/(?<=\n)/)) {
    const [text = "", lead = "", name = "", argument = ""] =
      /^(\s*%{1,2}\s*([A-Za-z]\w*)[ \t]*)(.*?)\s*$/.exec(line) ?? [];
    const cell = text.trimStart().startsWith("%%");
    const rest = source.slice(at + line.length);
    if (name === "time" || name === "timeit") {
      const head = cell ? blank(line) : blank(lead) + line.slice(lead.length);
      const whole = cell || argument === "";
      return { source: blanked + head + rest, commands, measure: { how: name, cell: whole } };
    }
    if (cell) {
      commands.push({ name, argument, body: rest });
      return { source: blanked + blank(line + rest), commands };
    }
    if (name) commands.push({ name, argument });
    else if (line.trim() !== "" && !/^\s*\/\//.test(line)) break;
    blanked += name ? blank(line) : line;
    at += line.length;
  }
  return { source: blanked + source.slice(at), commands };
}

/** What is wrong, in a sentence: `%time` and `%timeit` with code behind them are about that line, and stand alone. */
export function misplaced({ source, measure }: SplitCell): string | undefined {
  if (!measure) return undefined;
  const name = measure.cell ? `%%${measure.how}` : `%${measure.how}`;
  if (source.trim() === "") return `${name} needs code: ${name}${measure.cell ? " above it" : " sum(x)"}`;
  if (measure.cell || source.trim().split("\n").length === 1) return undefined;
  return `${name} measures the line that it is on; for the whole cell write %${name}.`;
}

/** The code of `%timeit` as a function to be called again and again; lines, and columns where it can be, stay. */
export function asFunction(source: string, cell: boolean): string {
  const lead = /\bawait\b/.test(source) ? "async () => " : "() => ";
  if (cell) return `${lead}{${source.replace(/^[ \t]+/, "")}\n}`;
  const [space = "", code = ""] = split(source.trimEnd().replace(/;+$/, ""));
  return `${space.slice(0, -lead.length - 1)}${lead}(${code})`;
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, " ");

/** What is blank at the beginning, and the rest. */
const split = (source: string): string[] => /^(\s*)(.*)$/s.exec(source)!.slice(1);
