// Commands that take the whole cell: what is below them is not TypeScript.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Command, CommandError } from "./command.ts";

const shown = (usage: string, does: string, type: string): Command => ({
  usage,
  does,
  run: (_, host, body) => host.show({ [type]: body, "text/plain": body }),
});

export const cellCommands: readonly Command[] = [
  shown("%%html", "shows the cell as HTML", "text/html"),
  shown("%%markdown", "shows the cell as Markdown", "text/markdown"),
  shown("%%latex", "shows the cell as mathematics", "text/latex"),
  shown("%%svg", "shows the cell as a drawing", "image/svg+xml"),
  {
    usage: "%%writefile FILE",
    does: "writes the cell to a file",
    run: (file, host, body) => {
      if (file === "") throw new CommandError("%%writefile needs a file: %%writefile model.ts");
      const path = resolve(file);
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, body.endsWith("\n") ? body : `${body}\n`);
      } catch (error) {
        throw new CommandError(`${file} cannot be written: ${(error as Error).message}.`, "CommandFailed");
      }
      host.print(`${file} written\n`);
    },
  },
];
