// The command line of `gradbook export`, checked.
import { parseArgs } from "node:util";
import { type Parameters, parseParameters } from "../../notebook/parameters.ts";
import { UserError } from "../errors.ts";
import { type Edition, isLanguageTag } from "./chapter.ts";

export const formats = ["html", "site", "pdf", "md", "script"] as const;
export type Format = (typeof formats)[number];

export interface ExportOptions extends Edition {
  readonly notebooks: readonly string[];
  readonly to: Format;
  /** Folder for the files; undefined means beside each notebook (for a site: `site`). */
  readonly output: string | undefined;
  readonly execute: boolean;
  readonly parameters: Parameters;
  readonly trusted: boolean;
}

export const usage = `usage: gradbook export NOTEBOOK… --to html|site|pdf|md|script [-o DIR]

A folder stands for the notebooks in it.

  --to html          one self-contained page for each notebook: figures alive, works without a network (default)
  --to site          a course site: index, chapters, search, downloads; DIR (default: site) can be put on any server
  --to pdf           printed pages, through the Chromium or Chrome on this machine
  --to md            Markdown with its pictures beside it
  --to script        a TypeScript file that runs
  -o, --output DIR   where the files go (default: beside each notebook)

  --execute          run the notebook before exporting it; without this, the outputs saved in it are used
  --param NAME=VALUE set a parameter for that run (may be repeated)
  --hide-code        leave out the source of code cells
  --hide-solutions   leave out the solutions: the student edition
  --title TEXT       title of the page or site
  --lang TAG         language of notebooks that do not say, such as en, de, fr (default: en)
  --trusted          keep scripts and remote content of the notebook; only for notebooks that you wrote yourself`;

/** Parsed options, or undefined when help was asked for. */
export function parseOptions(args: string[]): ExportOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  if (positionals.length === 0) throw new UserError(`Which notebooks?\n\n${usage}`);
  const to = values.to as Format;
  if (!formats.includes(to)) throw new UserError(`--to is one of ${formats.join(", ")}, not '${values.to}'.`);
  if (values.param && !values.execute) throw new UserError("--param sets values for a run: add --execute.");
  if (values.title !== undefined && to !== "site" && positionals.length > 1)
    throw new UserError("--title names one page: give one notebook, or --to site.");
  if (values.lang !== undefined && !isLanguageTag(values.lang))
    throw new UserError(`--lang is a language tag such as en, de or fr-CA, not '${values.lang}'.`);
  return {
    notebooks: positionals,
    to,
    output: values.output,
    execute: values.execute ?? false,
    parameters: parseParameters(values.param ?? []),
    hideCode: values["hide-code"] ?? false,
    hideSolutions: values["hide-solutions"] ?? false,
    title: values.title,
    language: values.lang,
    trusted: values.trusted ?? false,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        to: { type: "string", default: "html" },
        output: { type: "string", short: "o" },
        execute: { type: "boolean" },
        param: { type: "string", multiple: true },
        "hide-code": { type: "boolean" },
        "hide-solutions": { type: "boolean" },
        title: { type: "string" },
        lang: { type: "string" },
        trusted: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n\n${usage}`);
  }
}
