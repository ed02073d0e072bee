// `gradbook export`: notebooks in, course material out. Reads, executes when asked, forms chapters, and hands them to the
// writer of the chosen format; libraries are loaded only by the writer that needs them.
import { dirname, resolve } from "node:path";
import { NotebookError } from "../../notebook/error.ts";
import type { Notebook } from "../../notebook/format.ts";
import type { Parameters } from "../../notebook/parameters.ts";
import { readNotebook } from "../../notebook/read.ts";
import { UserError } from "../errors.ts";
import { notebookFiles } from "../notebookFiles.ts";
import { runNotebook } from "../run/runNotebook.ts";
import { type Chapter, chapterOf } from "./chapter.ts";
import { type ExportOptions, type Format, parseOptions, usage } from "./options.ts";
import { OutputFolder } from "./outputFolder.ts";

/** What a writer gets. */
export interface ExportJob {
  readonly chapters: readonly Chapter[];
  readonly options: ExportOptions;
  /** The folder for a chapter's files. */
  readonly folderOf: (chapter: Chapter) => OutputFolder;
  readonly warn: (chapter: Chapter, problem: string) => void;
}

/** Writes all files of a job and returns the paths that are worth telling. */
export type Writer = (job: ExportJob) => Promise<string[]>;

const writers: Record<Format, () => Promise<Writer>> = {
  html: async () => (await import("./html/writer.ts")).writeHtml,
  site: async () => (await import("./site/writer.ts")).writeSite,
  pdf: async () => (await import("./pdf/writer.ts")).writePdf,
  md: async () => (await import("./markdown/writer.ts")).writeMarkdown,
  script: async () => (await import("./script/writer.ts")).writeScript,
};

/** The command. */
export async function exportCommand(args: string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (!options) {
      console.log(usage);
      return 0;
    }
    const write = await writers[options.to]();
    const warnings = new Set<string>();
    const job = {
      chapters: await readChapters(options),
      options,
      folderOf: folders(options),
      warn: (chapter: Chapter, problem: string) => void warnings.add(`${chapter.path}: ${problem}`),
    };
    for (const path of await write(job)) console.log(path);
    for (const warning of warnings) console.error(`warning: ${warning}`);
    return 0;
  } catch (error) {
    throw error instanceof NotebookError ? new UserError(error.message) : error;
  }
}

async function readChapters(options: ExportOptions): Promise<Chapter[]> {
  const chapters: Chapter[] = [];
  // A title given for a site is the site's; the chapters keep their own.
  const edition = options.to === "site" ? { ...options, title: undefined } : options;
  for (const path of await notebookFiles(options.notebooks)) {
    let notebook = await readNotebook(path);
    if (options.execute) {
      notebook = await executed(notebook, path, options.parameters);
    }
    chapters.push(chapterOf(path, notebook, edition));
  }
  return chapters;
}

async function executed(notebook: Notebook, path: string, parameters: Parameters): Promise<Notebook> {
  const run = await runNotebook(notebook, { path, parameters });
  const [failure] = run.failures;
  if (!failure) return run.notebook;
  const error = failure.cell.outputs.find((output) => output.output_type === "error");
  const reason = error?.output_type === "error" ? `${error.ename}: ${error.evalue}` : "an error";
  throw new UserError(`${path}: code cell ${failure.number} failed, so nothing was exported.\n${reason}`);
}

function folders({ to, output }: ExportOptions): (chapter: Chapter) => OutputFolder {
  const known = new Map<string, OutputFolder>();
  return (chapter) => {
    const path = resolve(output ?? (to === "site" ? "site" : dirname(chapter.path)));
    const folder = known.get(path) ?? new OutputFolder(path);
    known.set(path, folder);
    return folder;
  };
}
