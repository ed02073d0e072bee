// Saves the notebook as a page for JupyterLab's menu: the same page that `gradbook export` writes, made by that command in
// a process of its own, so that this thread stays free. The page goes over a comm, as the kernel may be on another machine.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type PageAnswer, pageTarget } from "../../extension/figures/payload/pageExport.ts";
import { packageRoot } from "../commands/package.ts";
import { zlib } from "../host/builtins.ts";
import type { Received } from "../protocol/message.ts";
import type { IOPub } from "./iopub.ts";

/** Bytes. */
const piece = 512 * 1024;
/** Jupyter's server drops what comes faster than a megabyte a second, counted over three seconds (iopub_data_rate_limit). */
const [piecesAtOnce, pause] = [4, 600];

export class Pages {
  readonly #iopub: IOPub;

  constructor(iopub: IOPub) {
    this.#iopub = iopub;
  }

  /** Whether a comm message asks for a page. */
  takes({ header, content }: Received): boolean {
    return header.msg_type === "comm_open" && content.target_name === pageTarget;
  }

  /** Resolves when the page is on its way. */
  async receive({ header, content }: Received): Promise<void> {
    const id = String(content.comm_id);
    const say = (data: PageAnswer, buffers: readonly Uint8Array[] = []) =>
      this.#iopub.publish("comm_msg", { comm_id: id, data }, header, {}, buffers);
    try {
      const { notebook } = (content.data ?? {}) as { notebook?: unknown };
      const { name, page, warnings } = await makePage(notebook);
      const count = Math.ceil(page.length / piece);
      for (let index = 0; index < count; index += 1) {
        if (index >= piecesAtOnce) await sleep(pause);
        const part = page.subarray(index * piece, (index + 1) * piece);
        await say({ type: "piece", name, index, count, warnings: index === 0 ? warnings : [] }, [part]);
      }
    } catch (error) {
      await say({ type: "problem", message: (error as Error).message });
    }
    await this.#iopub.publish("comm_close", { comm_id: id, data: {} }, header);
  }
}

async function makePage(notebook: unknown) {
  if (typeof notebook !== "string" || notebook !== basename(notebook) || notebook.startsWith("-"))
    throw new Error(`${JSON.stringify(notebook)} is not the name of a notebook in the kernel's folder.`);
  const folder = await mkdtemp(join(tmpdir(), "gradbook-page-"));
  try {
    const command = [join(packageRoot, "dist", "cli.js"), "export", notebook, "--to", "html", "-o", folder];
    const { stderr } = await promisify(execFile)(process.execPath, command, { maxBuffer: 2 ** 24 }).catch(
      (error: Error & { stderr?: string }) => {
        throw new Error(error.stderr?.trim() || error.message);
      },
    );
    const [name] = (await readdir(folder)).filter((each) => each.endsWith(".html"));
    const warnings = stderr.split("\n").flatMap((line) => /^warning: (.*)/.exec(line)?.slice(1) ?? []);
    return { name: name!, page: zlib().gzipSync(await readFile(join(folder, name!))), warnings };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
