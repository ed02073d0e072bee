// The comm behind "Save and Export Notebook As" in JupyterLab: a notebook in the kernel's folder comes back as a page.
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import type { Message } from "../../kernel/protocol/message.ts";
import { type PageAnswer, pageTarget } from "../../extension/figures/payload/pageExport.ts";
import { useKernel } from "./session.ts";

const folder = mkdtempSync(join(tmpdir(), "gradbook pages "));
afterAll(() => rmSync(folder, { recursive: true }));

const { client, run } = useKernel(folder);

function save(name: string, source: string): void {
  const cells = [{ cell_type: "markdown", id: "a", metadata: {}, source }];
  writeFileSync(join(folder, name), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
}

async function ask(notebook: unknown) {
  const comm_id = randomUUID();
  const answers: { readonly data: PageAnswer; readonly buffers: readonly Uint8Array[] }[] = [];
  const closed = client().heard(({ header, content, buffers }: Message) => {
    if (content.comm_id !== comm_id) return false;
    if (header.msg_type === "comm_msg") answers.push({ data: content.data as PageAnswer, buffers });
    return header.msg_type === "comm_close";
  });
  await client().post("comm_open", { comm_id, target_name: pageTarget, data: { notebook } });
  await closed;
  return answers;
}

test("the page comes whole, with its name and what could not come along, also while a cell runs", async () => {
  save("my é 数.ipynb", "# Title\n\n[away](gone.ipynb) $x^2$");
  const loop = run(
    "let stop = false; setTimeout(() => (stop = true), 4000); while (!stop) await new Promise((r) => setTimeout(r, 5));",
  );
  const answers = await ask("my é 数.ipynb");
  expect(answers.map(({ data }) => (data.type === "piece" ? [data.name, data.index, data.count] : data))).toEqual(
    answers.map((_, i) => ["my-é-数.html", i, answers.length]),
  );
  expect(answers[0]?.data).toMatchObject({ warnings: [expect.stringContaining("the link to gone.ipynb")] });
  const html = gunzipSync(Buffer.concat(answers.flatMap(({ buffers }) => buffers))).toString("utf8");
  expect(html).toMatch(/^<!doctype html>[^]*<h1[^>]*>Title[^]*class="katex"[^]*<\/html>\s*$/i);
  await loop;
});

test.each([
  ["a notebook that is not there", "nowhere.ipynb", /nowhere\.ipynb/],
  ["a way out of the folder", "../other.ipynb", /not the name of a notebook/],
  ["an option instead of a name", "--trusted", /not the name of a notebook/],
  ["no name at all", undefined, /not the name of a notebook/],
])("%s is a problem in words", async (_, notebook, message) => {
  expect(await ask(notebook)).toEqual([
    { data: { type: "problem", message: expect.stringMatching(message) }, buffers: [] },
  ]);
});
