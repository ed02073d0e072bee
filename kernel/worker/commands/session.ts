// Commands about the session: how types are checked, what the cells have declared, the environment.
import { type Command, CommandError, type TypeMode } from "./command.ts";

const modes: readonly TypeMode[] = ["error", "warn", "off"];

export const sessionCommands: readonly Command[] = [
  {
    usage: "%pwd",
    does: "the notebook's folder, where files and packages are looked for",
    run: (_, host) => host.print(`${process.cwd()}\n`),
  },
  {
    usage: "%types error|warn|off",
    does: "whether type errors stop a cell, are only printed, or not looked for",
    words: modes,
    run: (wanted, host) => {
      if (wanted === "") return host.print(`Type errors: ${host.types}\n`);
      const mode = modes.find((each) => each === wanted);
      if (!mode) throw new CommandError(`%types takes error, warn or off, not '${wanted}'.`);
      host.types = mode;
    },
  },
  {
    usage: "%who",
    does: "the names that cells have declared, with their types",
    run: async (_, host) => {
      const variables = await host.variables();
      const width = Math.max(0, ...variables.map(({ name }) => name.length));
      const lines = variables.map(({ name, type }) => `${name.padEnd(width)}  ${type}\n`);
      host.print(lines.join("") || "No cell has declared anything yet.\n");
    },
  },
  {
    usage: "%reset",
    does: "forgets every name that cells have declared; imports, files and settings stay",
    run: async (_, host) => {
      const count = await host.reset();
      host.print(count === 1 ? "1 name forgotten\n" : `${count} names forgotten\n`);
    },
  },
  {
    usage: "%env [NAME[=VALUE]]",
    does: "lists, prints or sets environment variables",
    run: (argument, host) => {
      const [, name = "", value] = /^([^\s=]*)(?:\s*[= ]\s*(.*))?$/s.exec(argument) ?? [];
      if (argument !== "" && name === "") throw new CommandError("%env needs a name: %env NAME=value");
      const variable = `globalThis.process.env[${JSON.stringify(name)}]`;
      if (value !== undefined) return host.evaluate(`${variable} = ${JSON.stringify(value)}; undefined`);
      if (name !== "") return host.evaluate(`console.log(${variable} ?? ${JSON.stringify(`${name} is not set`)})`);
      return host.evaluate(
        "for (const name of Object.keys(globalThis.process.env).sort()) console.log(`${name}=${globalThis.process.env[name]}`)",
      );
    },
  },
];
