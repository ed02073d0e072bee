// Helpers of the exporter's tests: notebooks written down in a few lines, exported through the real command, parsed.
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HTMLElement, parse } from "node-html-parser";
import { vi } from "vitest";
import { exportCommand } from "../../kernel/commands/export/export.ts";

export const fixtures = join(import.meta.dirname, "../fixtures/notebooks");

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "gradbook export "));

export const markdown = (source: string, fields: object = {}): object => ({
  cell_type: "markdown",
  metadata: {},
  source,
  ...fields,
});

export const code = (source: string, outputs: object[] = [], fields: object = {}): object => ({
  cell_type: "code",
  metadata: {},
  source,
  outputs,
  execution_count: 1,
  ...fields,
});

export const tagged = (...tags: string[]): object => ({ metadata: { tags } });

export const shown = (data: object): object => ({ output_type: "display_data", data, metadata: {} });
export const stream = (text: string, name = "stdout"): object => ({ output_type: "stream", name, text });

export const notebookText = (cells: object[], metadata: object = {}): string =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata, cells });

/** What the command printed, by channel. */
export interface Ran {
  readonly out: string;
  readonly err: string;
}

/** Runs `gradbook export` with these arguments in this process. */
export async function run(...args: string[]): Promise<Ran> {
  const out = vi.spyOn(console, "log").mockImplementation(() => {});
  const err = vi.spyOn(console, "error").mockImplementation(() => {});
  try {
    await exportCommand(args);
    return { out: out.mock.calls.join("\n"), err: err.mock.calls.join("\n") };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

export interface Exported extends Ran {
  readonly folder: string;
  readonly html: string;
  readonly page: HTMLElement;
}

/** Parses a page with the text of `<pre>` as text. */
export const parsePage = (html: string): HTMLElement =>
  parse(html, { comment: true, blockTextElements: { script: true, style: true } });

/** Exports these cells as one page. `files` lie beside the notebook. */
export async function exported(
  cells: object[],
  { args = [], metadata = {}, files = {} }: { args?: string[]; metadata?: object; files?: Record<string, string> } = {},
): Promise<Exported> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await writeFile(join(folder, "a.ipynb"), notebookText(cells, metadata));
  const ran = await run(join(folder, "a.ipynb"), ...args);
  const html = await readFile(join(folder, "a.html"), "utf8");
  return { ...ran, folder, html, page: parsePage(html) };
}
