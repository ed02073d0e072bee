// What the `%` lines of a cell do. Each command says in one line what it is for; `%help` lists them.
import type { LineCommand } from "../cells/lineCommands.ts";

/** A command that does not exist or was used wrongly. */
export class LineCommandError extends Error {
  override readonly name = "UsageError";
}

export interface CommandOutput {
  /** Printed below the cell. */
  readonly text?: string;
  /** Shown in the front-end's pager. */
  readonly page?: string;
}

type TypeMode = "error" | "warn" | "off";

export class LineCommands {
  /** What type errors do: stop the cell, only print, or nothing. */
  types: TypeMode = "error";

  readonly #table: Readonly<
    Record<string, { readonly usage: string; readonly run: (argument: string) => CommandOutput }>
  > = {
    help: { usage: "%help                    this list", run: () => ({ page: this.#help() }) },
    types: { usage: "%types error|warn|off    whether type errors stop a cell", run: (mode) => this.#setTypes(mode) },
  };

  /** @throws LineCommandError */
  run({ name, argument }: LineCommand): CommandOutput {
    const command = Object.hasOwn(this.#table, name) ? this.#table[name] : undefined;
    if (!command) throw new LineCommandError(`There is no command %${name}. %help lists the commands.`);
    return command.run(argument.trim());
  }

  #help(): string {
    const lines = Object.values(this.#table).map(({ usage }) => `  ${usage}`);
    return ["Lines at the start of a cell that begin with % are for the kernel:", "", ...lines].join("\n");
  }

  #setTypes(mode: string): CommandOutput {
    if (mode === "") return { text: `Type errors: ${this.types}` };
    if (mode !== "error" && mode !== "warn" && mode !== "off") {
      throw new LineCommandError(`%types takes error, warn or off, not '${mode}'.`);
    }
    this.types = mode;
    return {};
  }
}
