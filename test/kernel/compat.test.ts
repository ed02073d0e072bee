// Notebooks that were written for other kernels: `Deno.jupyter`, the module `tslab`, and libraries' own ways to show themselves.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Message } from "../../kernel/protocol/message.ts";
import { contentOf, useKernel } from "./session.ts";

const folder = mkdtempSync(join(tmpdir(), "gradbook-compat-"));
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
writeFileSync(join(folder, "dot.png"), Buffer.from(pixel, "base64"));
mkdirSync(join(folder, "node_modules", "curious"), { recursive: true });
writeFileSync(join(folder, "node_modules", "curious", "index.mjs"), "export const where = typeof Deno;");
writeFileSync(join(folder, "node_modules", "curious", "package.json"), '{"name":"curious","exports":"./index.mjs"}');

const { run } = useKernel(folder);
const ids = (messages: readonly Message[]): unknown[] =>
  messages.flatMap(({ header, content }) =>
    header.msg_type.endsWith("display_data")
      ? [[header.msg_type, (content.transient as { display_id?: string }).display_id, content.data]]
      : [],
  );

describe("Deno.jupyter", () => {
  test("shows templates, as a result and by display()", async () => {
    const { messages, error } = await run(
      "await Deno.jupyter.display(Deno.jupyter.html`<b>${1 + 1}${undefined}</b>`);\nDeno.jupyter.md`# ${'Title'}`",
    );
    expect(error).toBeUndefined();
    expect(contentOf(messages, "display_data")?.data).toMatchObject({ "text/html": "<b>2</b>" });
    expect(contentOf(messages, "execute_result")?.data).toMatchObject({ "text/markdown": "# Title" });
    const svg = await run("Deno.jupyter.svg`<svg/>`");
    expect(contentOf(svg.messages, "execute_result")?.data).toMatchObject({ "image/svg+xml": "<svg/>" });
  });

  test("shows raw bundles under an id, and replaces them", async () => {
    const { messages } = await run(
      "await Deno.jupyter.display({ 'text/plain': 'one' }, { raw: true, display_id: 'd' });\nawait Deno.jupyter.display({ 'text/plain': 'two' }, { raw: true, display_id: 'd', update: true })",
    );
    expect(ids(messages)).toEqual([
      ["display_data", "d", { "text/plain": "one" }],
      ["update_display_data", "d", { "text/plain": "two" }],
    ]);
  });

  test("broadcasts any message as the running cell's, with metadata and buffers", async () => {
    const { id, messages } = await run(
      "await Deno.jupyter.broadcast('comm_open', { comm_id: 'c', target_name: 'jupyter.widget', data: {} }, { metadata: { version: '2.1.0' }, buffers: [new Uint8Array([7])] })",
    );
    const opened = messages.find(({ header }) => header.msg_type === "comm_open");
    expect(opened).toMatchObject({
      content: { comm_id: "c", target_name: "jupyter.widget" },
      metadata: { version: "2.1.0" },
      parent_header: { msg_id: id },
    });
    expect([...opened!.buffers[0]!]).toEqual([7]);
  });

  test("shows pictures from bytes and files, and refuses what is none", async () => {
    for (const source of ["'dot.png'", "require('node:fs').readFileSync('dot.png')"]) {
      const { messages } = await run(`Deno.jupyter.image(${source})`);
      expect(contentOf(messages, "execute_result")?.data).toMatchObject({ "image/png": pixel });
    }
    expect((await run("Deno.jupyter.image(new Uint8Array(3))")).error?.evalue).toMatch(/PNG or JPEG/);
  });

  test("is typed, can be asked for a bundle, and its symbol is the convention's", async () => {
    expect((await run("Deno.jupyter.displai")).error?.evalue).toMatch(/^TS2551/);
    expect((await run("(await Deno.jupyter.format(Deno.jupyter.html`x`))['text/html']")).result).toBe("'x'");
    expect((await run("Deno.jupyter.$display === Symbol.for('Jupyter.display')")).result).toBe("true");
  });

  test("is seen by cells only: packages find that they run on Node", async () => {
    await run("%types off");
    expect((await run("import { where } from 'curious'; [where, typeof globalThis.Deno, typeof Deno]")).result).toBe(
      "[ 'undefined', 'undefined', 'object' ]",
    );
    await run("%types error");
  });

  test("is a name that cells may take, and get back by %reset", async () => {
    expect((await run("const Deno = 'mine'; Deno.length")).result).toBe("4");
    await run("%reset");
    expect((await run("typeof Deno.jupyter.display")).result).toBe("'function'");
  });
});

describe("the module tslab", () => {
  test.for([
    ["html('<i>a</i>')", { "text/html": "<i>a</i>" }],
    ["markdown('*a*')", { "text/markdown": "*a*" }],
    ["latex('$a$')", { "text/latex": "$a$" }],
    ["svg('<svg/>')", { "image/svg+xml": "<svg/>" }],
    ["javascript('1')", { "text/javascript": "1" }],
    ["text('a')", { "text/plain": "a" }],
    ["png(new Uint8Array([1, 2]))", { "image/png": "AQI=" }],
    ["jpeg(new Uint8Array([1, 2]))", { "image/jpeg": "AQI=" }],
    ["gif(Buffer.from([1, 2]))", { "image/gif": "AQI=" }],
    ["pdf(new Uint8Array([1, 2]))", { "application/pdf": "AQI=" }],
    ["raw('application/json', '{}')", { "application/json": "{}" }],
  ] as const)("display.%s", async ([call, data]) => {
    const { messages, error } = await run(`import * as tslab from "tslab";\ntslab.display.${call}`);
    expect(error).toBeUndefined();
    expect(ids(messages)).toEqual([["display_data", undefined, data]]);
  });

  test("newDisplay() replaces what it showed", async () => {
    const { messages } = await run(
      'import { newDisplay } from "tslab";\nconst place = newDisplay();\nplace.text("one");\nplace.html("<b>two</b>")',
    );
    const shown = ids(messages) as [string, string, object][];
    expect(shown.map(([type, , data]) => [type, data])).toEqual([
      ["display_data", { "text/plain": "one" }],
      ["update_display_data", { "text/html": "<b>two</b>" }],
    ]);
    expect(shown[0]![1]).toBe(shown[1]![1]);
    expect(shown[0]![1]).toMatch(/./);
  });

  test("is typed, required as well as imported, and tells its versions", async () => {
    expect((await run('import { display as show } from "tslab"; show.html(5)')).error?.evalue).toMatch(/^TS2345/);
    expect((await run('(await import("tslab")).versions.node === process.version')).result).toBe("true");
    expect((await run('typeof require("tslab").newDisplay')).result).toBe("'function'");
  });
});

describe("other people's values", () => {
  test.for([
    ["an element", "({ outerHTML: '<p>a</p>' })", { "text/html": "<p>a</p>" }],
    ["a drawing", "({ outerHTML: '<svg></svg>' })", { "image/svg+xml": "<svg></svg>" }],
    ["a canvas", "({ toDataURL: () => 'data:image/png;base64,AQI=' })", { "image/png": "AQI=" }],
    [
      "a chart of Vega-Lite's API",
      "({ toSpec: () => ({ $schema: 'https://vega.github.io/schema/vega-lite/v5.json', mark: 'bar' }) })",
      { "application/vnd.vegalite.v5+json": { mark: "bar" } },
    ],
    ["the bytes of a picture", "require('node:fs').readFileSync('dot.png')", { "image/png": pixel }],
    [
      "a data frame",
      "(() => { const rows = [{ a: 1, b: '<x>' }]; const frame = { schema: { a: 0, b: 0 }, head: () => frame, toRecords: () => rows }; return frame })()",
      {
        "text/html":
          "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>&lt;x></td></tr></tbody></table>",
        "application/vnd.dataresource+json": {
          schema: {
            fields: [
              { name: "a", type: "integer" },
              { name: "b", type: "string" },
            ],
          },
        },
      },
    ],
  ] as const)("%s shows as what it is", async ([, code, data]) => {
    const { messages, error } = await run(code);
    expect(error).toBeUndefined();
    expect(contentOf(messages, "execute_result")?.data).toMatchObject(data);
  });
});
