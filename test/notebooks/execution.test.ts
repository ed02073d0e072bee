// Executing notebooks: by `gradbook run`, by nbclient with the same outputs, and by nbconvert into pages with pictures.
import { execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readNotebook } from "../../kernel/notebook/read.ts";
import type { Notebook, Output } from "../../kernel/notebook/format.ts";
import { root } from "../house/sources.ts";
import { jupyter, python, pythonEnv, testWithPython } from "../python.ts";

const chapters = readdirSync(join(root, "notebooks")).filter((name) => name.endsWith(".ipynb"));
const execute = promisify(execFile);
let folder: string;

beforeAll(() => {
  mkdirSync(join(root, "test", ".results"), { recursive: true });
  // Inside the project, so that notebooks find their packages.
  folder = mkdtempSync(join(root, "test", ".results", "run-"));
  cpSync(join(root, "notebooks"), folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function gradbook(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, "dist", "cli.js"), ...args], { cwd: folder });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("close", (code) => resolve({ code, output }));
  });
}

function notebookOf(...cells: (string | { readonly source: string; readonly tags: string[] })[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: cells.map((cell, i) => ({
      cell_type: "code",
      id: `cell-${i}`,
      metadata: typeof cell === "string" ? {} : { tags: cell.tags },
      source: typeof cell === "string" ? cell : cell.source,
      execution_count: null,
      outputs: [],
    })),
  });
}

const outputsOf = ({ cells }: Notebook): Output[][] =>
  cells.flatMap((cell) => (cell.cell_type === "code" ? [cell.outputs] : []));

describe("the course", () => {
  test.each(chapters)(
    "%s: gradbook run executes it, and every check cell holds",
    { timeout: 120_000 },
    async (name) => {
      const { code, output } = await gradbook("run", name, "-o", "done.ipynb", "--timeout", "60");
      expect(output).toMatch(/^✔/);
      expect(code).toBe(0);
      const checks = (await readNotebook(join(folder, "done.ipynb"))).cells.filter(({ metadata }) =>
        metadata.tags?.includes("check"),
      );
      expect(checks.length).toBeGreaterThan(0);
      for (const check of checks) {
        const [shown] = check.cell_type === "code" ? check.outputs : [];
        expect(shown).toMatchObject({ output_type: "stream", name: "stdout" });
        expect((shown as { text: string }).text).toMatch(/^(✔ .+\n)+$/);
      }
    },
  );

  // Every third: the course's own runs are above, JupyterLab's in test/e2e, and a chapter takes twenty seconds.
  testWithPython.each(chapters.filter((_, i) => i % 4 === 0))(
    "%s: nbconvert executes and converts it with the kernel alone, pictures included",
    { timeout: 120_000 },
    async (name) => {
      await execute(jupyter, ["nbconvert", "--execute", "--to", "html", "--output", "page.html", join(folder, name)], {
        env: pythonEnv,
        cwd: folder,
      });
      const page = readFileSync(join(folder, "page.html"), "utf8");
      const pictures = [...page.matchAll(/<img [^>]*src="data:image\/png;base64,([^"]+)"/g)].map(([, data]) => data!);
      const committed = outputsOf(await readNotebook(join(root, "notebooks", name))).flat();
      expect(pictures.length).toBe(committed.filter((output) => "data" in output && "image/png" in output.data).length);
      for (const picture of pictures) expect(Buffer.from(picture, "base64").length).toBeGreaterThan(2000);
      expect(page).not.toContain("jp-RenderedText-error");
    },
  );

  testWithPython("nbclient gets the same outputs as gradbook run", { timeout: 120_000 }, async () => {
    const [name] = chapters as [string];
    const script =
      "import nbformat, nbclient, sys\n" +
      "nb = nbformat.read(sys.argv[1], 4)\n" +
      "nbclient.NotebookClient(nb, kernel_name='gradbook', resources={'metadata': {'path': '.'}}).execute()\n" +
      "nbformat.validate(nb); nbformat.write(nb, sys.argv[2])";
    await execute(python, ["-c", script, name, "theirs.ipynb"], { env: pythonEnv, cwd: folder });
    await gradbook("run", name, "-o", "ours.ipynb");
    const [ours, theirs] = await Promise.all(
      ["ours", "theirs"].map((one) => readNotebook(join(folder, `${one}.ipynb`))),
    );
    expect(joined(outputsOf(ours!))).toEqual(joined(outputsOf(theirs!)));
  });
});

const curvesType = "application/vnd.gradbook.curves.v1+json";

/** A curve without the seconds at which its numbers were recorded: no two runs take the same time. */
function timeless(output: Output): Output {
  const { data } = output as { data?: Record<string, unknown> };
  const figure = data?.[curvesType] as { series: { time?: string }[]; buffers: Record<string, unknown> } | undefined;
  if (!figure) return output;
  const buffers = { ...figure.buffers };
  const series = figure.series.map(({ time, ...rest }) => {
    if (time) delete buffers[time];
    return rest;
  });
  return { ...output, data: { ...data, [curvesType]: { ...figure, series, buffers } } } as Output;
}

/** nbclient keeps each stream message apart; how many there are is a matter of timing. */
function joined(cells: readonly Output[][]): unknown[] {
  return cells.map((outputs) =>
    outputs.map(timeless).reduce<Output[]>((done, output) => {
      const last = done.at(-1);
      if (output.output_type !== "stream" || last?.output_type !== "stream" || last.name !== output.name) {
        return [...done, output];
      }
      return [...done.slice(0, -1), { ...last, text: last.text + output.text }];
    }, []),
  );
}

describe("gradbook run", () => {
  const write = (name: string, ...cells: Parameters<typeof notebookOf>) =>
    writeFileSync(join(folder, name), notebookOf(...cells));
  const outputs = async (name: string) => outputsOf(await readNotebook(join(folder, name)));

  test("a failing cell ends it with exit code 1, the message, and the outputs so far saved", async () => {
    write("fails.ipynb", "1 + 1", "throw new RangeError('too far')", "'never'");
    const { code, output } = await gradbook("run", "fails.ipynb");
    expect(code).toBe(1);
    expect(output).toMatch(/✘ fails.ipynb[\s\S]*code cell 2 failed[\s\S]*RangeError.*too far/);
    expect((await outputs("fails.ipynb")).map((cell) => cell.map(({ output_type: type }) => type))).toEqual([
      ["execute_result"],
      ["error"],
      [],
    ]);
  });

  test("--times tells how long each cell took and writes down when; without it no times of an earlier run stay", async () => {
    write("timed.ipynb", "await new Promise((done) => setTimeout(done, 300))", "2");
    const { code, output } = await gradbook("run", "timed.ipynb", "--times");
    expect(code).toBe(0);
    const lines = [...output.matchAll(/^ +(\d+\.\d\d) s {2}\[(\d)\] (.*)$/gm)].map(([, time, number, source]) => [
      Number(time) >= 0.3,
      number,
      source,
    ]);
    expect(lines[0]).toEqual([true, "1", "await new Promise((done) => setTimeout(done, 300))"]);
    expect(lines[1]!.slice(1)).toEqual(["2", "2"]);
    const times = async () =>
      (await readNotebook(join(folder, "timed.ipynb"))).cells.map(({ metadata }) => metadata.execution as object);
    for (const cell of await times()) {
      expect(Object.keys(cell).toSorted()).toEqual([
        "iopub.execute_input",
        "iopub.status.busy",
        "iopub.status.idle",
        "shell.execute_reply",
      ]);
      for (const time of Object.values(cell)) expect(Date.parse(time)).toBeGreaterThan(Date.parse("2026-01-01"));
    }
    await gradbook("run", "timed.ipynb");
    expect(await times()).toEqual([undefined, undefined]);
  });

  test("what it says in a pipe has no colours", async () => {
    write("plain.ipynb", "throw new Error('no')");
    // eslint-disable-next-line no-control-regex
    expect((await gradbook("run", "plain.ipynb")).output).not.toMatch(/\x1b/);
  });

  test("--allow-errors goes on; a cell tagged raises-exception may fail; skip-execution is skipped", async () => {
    write("allowed.ipynb", "throw 1", "'on'");
    expect((await gradbook("run", "allowed.ipynb", "--allow-errors")).code).toBe(1);
    expect((await outputs("allowed.ipynb"))[1]).toMatchObject([{ data: { "text/plain": "'on'" } }]);
    write(
      "tagged.ipynb",
      { source: "throw 1", tags: ["raises-exception"] },
      { source: "throw 2", tags: ["skip-execution"] },
    );
    expect((await gradbook("run", "tagged.ipynb")).code).toBe(0);
  });

  test("parameters replace the defaults of the tagged cell", async () => {
    write("parameters.ipynb", { source: "let lr = 1, name = 'a'", tags: ["parameters"] }, "`${name} ${lr * 2}`");
    expect((await gradbook("run", "parameters.ipynb", "--param", "lr=0.25", "--param", "name=b")).code).toBe(0);
    expect((await outputs("parameters.ipynb")).at(-1)).toMatchObject([{ data: { "text/plain": "'b 0.5'" } }]);
  });

  test("--timeout interrupts a cell that does not end, and says so in the notebook", async () => {
    write("endless.ipynb", "while (true) {}", "1");
    const { code, output } = await gradbook("run", "endless.ipynb", "--timeout", "1");
    expect(code).toBe(1);
    expect(output).toContain("took longer than 1 s");
    expect((await outputs("endless.ipynb"))[0]!.at(-1)).toMatchObject({ ename: "CellTimeoutError" });
  });

  test("a kernel that dies is told, and what was there is saved", async () => {
    write("dies.ipynb", "console.log('before')", "process.abort()", "1");
    const { code } = await gradbook("run", "dies.ipynb");
    expect(code).toBe(1);
    const [first, second] = await outputs("dies.ipynb");
    expect(first).toMatchObject([{ text: "before\n" }]);
    expect(second!.at(-1)).toMatchObject({ ename: "DeadKernelError" });
  });

  test("several at a time, into a folder", async () => {
    write("one.ipynb", "1");
    write("two.ipynb", "2");
    const { code, output } = await gradbook("run", "one.ipynb", "two.ipynb", "-j", "2", "-o", "out");
    expect(code, output).toBe(0);
    expect(await outputs("out/two.ipynb")).toMatchObject([[{ data: { "text/plain": "2" } }]]);
  });

  test.each([
    ["a file that is not there", ["run", "none.ipynb"], /none.ipynb cannot be read: there is no such file/],
    ["no file", ["run"], /Which notebooks\?/],
    ["an option that does not exist", ["run", "x.ipynb", "--fast"], /--fast/],
    ["two notebooks for one file", ["run", "a.ipynb", "b.ipynb", "-o", "c.ipynb"], /2 notebooks: give a folder/],
    ["a timeout of nothing", ["run", "x.ipynb", "--timeout", "0"], /above zero, not '0'/],
  ])("%s: one sentence, and an exit code", async (_, args, message) => {
    const { code, output } = await gradbook(...args);
    expect(code).not.toBe(0);
    expect(output).toMatch(message);
    expect(output).not.toMatch(/\n\s+at /);
  });

  test("a notebook that cannot be saved leaves the old file as it was", async () => {
    write("kept.ipynb", "1");
    const before = readFileSync(join(folder, "kept.ipynb"), "utf8");
    const { code, output } = await gradbook("run", "kept.ipynb", "-o", join("no", "such", "kept.ipynb"));
    expect([code, existsSync(join(folder, "no"))]).toEqual([1, false]);
    expect(output).toMatch(/its folder does not exist/);
    expect(readFileSync(join(folder, "kept.ipynb"), "utf8")).toBe(before);
  });
});
