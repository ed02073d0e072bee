// Reads notebooks: bytes → JSON → valid → upgraded. Every way a file can be wrong gives one `NotebookError`.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { NotebookError } from "./error.ts";
import type { Notebook } from "./format.ts";
import { parseJson } from "./json.ts";
import { upgrade } from "./upgrade.ts";
import { validate } from "./validate.ts";

/** Reads the notebook at `path`: nbformat 4.0–4.5, UTF-8, up to about 500 MB; throws `NotebookError` otherwise. */
export async function readNotebook(path: string): Promise<Notebook> {
  return parseNotebook(decode(await bytes(path), path), path);
}

/** The same for text that is already in memory; `name` is how messages call it. */
export function parseNotebook(text: string, name = "the notebook"): Notebook {
  const content = text.startsWith("\uFEFF") ? text.slice(1) : text;
  if (content.trim() === "")
    throw new NotebookError(`${name} is empty: a notebook is JSON text. Create it in JupyterLab, or restore it.`);
  const json = parseJson(content, name);
  validate(json, name);
  return upgrade(json);
}

async function bytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      ENOENT: "there is no such file",
      EISDIR: "it is a folder; name the notebook files in it",
      EACCES: "you have no permission to read it",
      ERR_FS_FILE_TOO_LARGE: "it is larger than 2 GB; clear its outputs first",
    };
    throw new NotebookError(`${path} cannot be read: ${reasons[code ?? ""] ?? message}.`);
  }
}

function decode(content: Buffer, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch (error) {
    // Strings end near 512 MB in V8; the decoder reports that with another error than bad bytes.
    if ((error as NodeJS.ErrnoException).code !== "ERR_ENCODING_INVALID_ENCODED_DATA")
      throw new NotebookError(
        `${path} has ${Math.round(content.length / 2 ** 20)} MB, more than fits into memory as text: ` +
          `clear large outputs of ${basename(path)} first.`,
      );
    throw new NotebookError(`${path} is not UTF-8 text, so it is not a notebook.`);
  }
}
