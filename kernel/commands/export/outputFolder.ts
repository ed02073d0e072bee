// The only way to a file for the exporter: names stay inside the folder, no name is used twice, no file is half written.
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { replaceFile } from "../../notebook/write.ts";
import { UserError } from "../errors.ts";
import { isInside } from "./resources.ts";

export class OutputFolder {
  readonly path: string;
  private readonly written = new Set<string>();

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** Writes `content` to `name` (with `/` between folders); returns the file's path. */
  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = resolve(join(this.path, name));
    if (!isInside(this.path, path) || path === this.path)
      throw new UserError(`${name} would lie outside ${this.path}.`);
    // Case is folded, since some file systems do not see it.
    if (this.written.has(path.toLowerCase()))
      throw new UserError(`Two notebooks would both be written to ${path}: rename one, or export them separately.`);
    this.written.add(path.toLowerCase());
    await mkdir(dirname(path), { recursive: true });
    await replaceFile(path, content);
    return path;
  }
}
