// gradbook imported into other people's kernels: the real ones, where `npm run prove` has put them, and what of it can be
// told without them.
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "../../kernel/client/client.ts";
import { denoChannel } from "../../kernel/guest/deno.ts";
import { tslabChannel } from "../../kernel/guest/tslab.ts";
import { root } from "../house/sources.ts";
import { contentOf, shown, type Shown, withoutColor } from "./session.ts";

const peers = join(root, ".bench-peers/kernels/node_modules");
const folder = mkdtempSync(join(tmpdir(), "gradbook-guest-"));
// As `npm install gradbook` leaves it.
writeFileSync(join(folder, "package.json"), '{ "dependencies": { "gradbook": "*" } }');
mkdirSync(join(folder, "node_modules"));
symlinkSync(root, join(folder, "node_modules/gradbook"), "junction");
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!existsSync(join(peers, "tslab")))("in tslab's own kernel (npm run prove gets it)", () => {
  const run = useForeignKernel([join(peers, "tslab/bin/tslab"), "kernel", "--config-path={connection_file}"]);

  test("the package is found with its types, and a figure that is given is drawn in its size", async () => {
    expect((await run('import { tensor, figures, display, html } from "gradbook"')).reply.content.status).toBe("ok");
    const drawn = await run("figures.tensor(tensor([[1, 2], [3, 4]]))");
    expect(picture(drawn)).toMatch(
      /^<img src="data:image\/png;base64,[^"]{500,}" alt="float32 \[2, 2\][^"]*" width="\d/,
    );
    expect(drawn.stdout).toMatch(/^float32 \[2, 2\], 4 values from 1 to 4/);
  });

  test("what is displayed is shown in the richest format, and replaced in place", async () => {
    const { messages } = await run('const handle = display(html("<b>one</b>")); handle.update(html("<b>two</b>"))');
    const [first, second] = messages.filter(({ header }) => header.msg_type.endsWith("display_data"));
    expect([first?.header.msg_type, second?.header.msg_type]).toEqual(["display_data", "update_display_data"]);
    expect(second?.content).toMatchObject({ data: { "text/html": "<b>two</b>" }, transient: first?.content.transient });
  });

  test("wrong types are told before anything runs", async () => {
    expect((await run("const wrong: string = tensor([1])")).stderr).toContain("is not assignable to type 'string'");
  });
});

// Deno loses outputs now and then: what did not come is asked for again.
describe.skipIf(!existsSync(join(peers, "deno")))("in Deno's kernel (npm run prove gets it)", { retry: 2 }, () => {
  const run = useForeignKernel([join(peers, "deno/bin.cjs"), "jupyter", "--kernel", "--conn", "{connection_file}"]);

  test("figures, charts and tensors that are given arrive as whole bundles", async () => {
    expect(await run('import { tensor, zeros, figures, display, nn } from "gradbook"')).toMatchObject({
      error: undefined,
    });
    const chart = "figures.chart({ mark: 'point', data: { values: [{ a: 1 }] }, encoding: { x: { field: 'a' } } })";
    const given = [
      ["figures.tensor(tensor([[1, 2], [3, 4]]))", "tensor"],
      ["zeros([8, 8])", "tensor"],
      [chart, "chart"],
      ["new nn.Linear(2, 3)", "module"],
    ] as const;
    for (const [code, kind] of given) {
      const data = contentOf((await run(code)).messages, "execute_result")?.data;
      expect(data, code).toMatchObject({
        [`application/vnd.gradbook.${kind}.v1+json`]: { v: 1 },
        "image/png": expect.stringMatching(/^iVBOR/),
        "text/plain": expect.any(String),
      });
    }
  });

  test("what is displayed has the sizes of its images, and is replaced in place", async () => {
    const { messages } = await run(
      "const handle = display(figures.tensor(zeros([4, 4]))); handle.update(figures.tensor(zeros([5, 5]))); undefined",
    );
    const [first, second] = messages.filter(({ header }) => header.msg_type.endsWith("display_data"));
    expect(first?.content.metadata).toMatchObject({ "image/png": { width: expect.any(Number) } });
    expect(second?.header.msg_type).toBe("update_display_data");
    expect(second?.content.transient).toEqual({ display_id: expect.any(String) });
    expect(second?.content.transient).toEqual(first?.content.transient);
  });

  test("a model trains", async () => {
    const { stdout, stderr } = await run(
      "const layer = new nn.Linear(1, 1); const x = tensor([[1], [2]]); layer.forward(x).sum().backward(); console.log(layer.weight.grad!.toArray())",
    );
    expect([withoutColor(stdout), stderr]).toEqual(["[ [ 3 ] ]\n", ""]);
  });
});

test("tslab's displays get one format: what every front-end draws, sized if there is a size", () => {
  const calls: unknown[][] = [];
  const channel = tslabChannel({
    display: { raw: (...call) => void calls.push(["display", ...call]) },
    newDisplay: () => ({ raw: (...call) => void calls.push(["new", ...call]) }),
  });
  channel.show({ data: { "application/x": {}, "image/svg+xml": "<svg/>", "text/plain": "words" } });
  channel.show({ data: { "application/json": [1], "text/plain": "words" }, displayId: "a" });
  channel.update({ data: { "text/plain": "words" }, displayId: "a" });
  channel.update({ data: { "text/plain": "never shown" }, displayId: "b" });
  channel.show({
    data: { "image/png": "AAAA", "text/plain": '"<&' },
    metadata: { "image/png": { width: 3, height: 4 } },
  });
  expect(calls).toEqual([
    ["display", "image/svg+xml", "<svg/>"],
    ["new", "application/json", [1]],
    ["new", "text/plain", "words"],
    ["display", "text/html", expect.stringContaining('alt="&quot;&lt;&amp;" width="3" height="4"')],
  ]);
});

test("Deno's broadcast gets whole messages", () => {
  const calls: unknown[][] = [];
  const channel = denoChannel({ broadcast: async (...call) => void calls.push(call) });
  channel.show({ data: { "text/plain": "a" }, metadata: { b: 1 } });
  channel.update({ data: { "text/plain": "a" }, displayId: "c" });
  channel.clear(true);
  expect(calls).toEqual([
    ["display_data", { data: { "text/plain": "a" }, metadata: { b: 1 }, transient: {} }],
    ["update_display_data", { data: { "text/plain": "a" }, metadata: {}, transient: { display_id: "c" } }],
    ["clear_output", { wait: true }],
  ]);
});

function useForeignKernel(args: readonly string[]): (code: string) => Promise<Shown> {
  let client: KernelClient;
  beforeAll(async () => {
    client = await KernelClient.start({ argv: [process.execPath, ...args], cwd: folder });
  });
  afterAll(() => client.shutdown());
  return async (code) => shown(await client.execute(code));
}

function picture({ messages }: Shown): unknown {
  return (contentOf(messages, "display_data")?.data as Record<string, unknown> | undefined)?.["text/html"];
}
