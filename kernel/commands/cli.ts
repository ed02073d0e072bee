#!/usr/bin/env node
// `gradbook <command>`: names the commands and loads only the one that is asked for.
import "../host/compileCache.ts";
import { UserError } from "./errors.ts";

type Command = (args: string[]) => Promise<number | void>;

const commands: Record<string, { readonly summary: string; readonly load: () => Promise<Command> }> = {
  lab: {
    summary: "open JupyterLab with this package's kernel and figures",
    load: async () => (await import("./lab.ts")).lab,
  },
  install: {
    summary: "register kernel and extension with a Jupyter you have (--user, --sys-prefix, --prefix DIR)",
    load: async () => (await import("./install.ts")).install,
  },
  run: {
    summary: "execute notebooks and save their outputs",
    load: async () => (await import("./run/run.ts")).runCommand,
  },
  repl: {
    summary: "an interactive session in this terminal",
    load: async () => (await import("./repl/repl.ts")).replCommand,
  },
  export: {
    summary: "make course material of notebooks: html, site, pdf, md, script",
    load: async () => (await import("./export/export.ts")).exportCommand,
  },
  doctor: {
    summary: "say what is wrong with this installation, and how to mend it",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  uninstall: {
    summary: "take them out again",
    load: async () => (await import("./install.ts")).uninstall,
  },
};

function help(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    "usage: gradbook <command> [options] | --version",
    "",
    ...lines,
    "",
    "`gradbook <command> --help` tells more.",
  ].join("\n");
}

async function main([name, ...args]: string[]): Promise<number | void> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    console.log(help());
    return 0;
  }
  if (name === "--version" || name === "-v") {
    console.log((await import("./package.ts")).version);
    return 0;
  }
  const command = commands[name];
  if (!command) throw new UserError(`There is no command '${name}'.\n\n${help()}`);
  return (await command.load())(args);
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ?? 0;
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
