/* eslint-disable no-control-regex -- what a terminal is sent is made of control characters */
// The terminal session as a user meets it, key by key in a pseudo-terminal; and without a terminal, in scripts.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testWithPython } from "../python.ts";
import { cli, keys, Terminal } from "./terminal.ts";

let folder: string;
let open: Terminal[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gradbook repl é "));
});

afterEach(() => {
  for (const terminal of open) terminal.close();
  open = [];
  rmSync(folder, { recursive: true });
});

function start(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Terminal {
  const terminal = new Terminal(args, { GRADBOOK_HISTORY: join(folder, "history"), ...env });
  open.push(terminal);
  return terminal;
}

testWithPython("a cell runs on Enter, a later one sees its variables, Ctrl-D leaves with code 0", async () => {
  const terminal = start();
  await terminal.sees("1 ›");
  terminal.type(`const answer = 6 * 7;${keys.enter}`);
  await terminal.sees("2 ›");
  terminal.type(`answer + 1${keys.enter}`);
  await terminal.sees("43");
  await terminal.sees("3 ›");
  terminal.type(keys.ctrlD);
  expect(await terminal.ended).toBe(0);
});

testWithPython("the prompt takes its colour when the engine is loaded, and what was typed before is kept", async () => {
  const terminal = start();
  await terminal.sees("1 ›");
  terminal.type("6 * 7");
  await terminal.sees("6 * 7");
  for (let tries = 0; tries < 400 && !terminal.raw.includes("\x1b[38;5;74m1 ›"); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  expect(terminal.raw).toContain("\x1b[38;5;74m1 ›");
  terminal.type(keys.enter);
  await terminal.sees(/^42/m);
});

testWithPython("what the kernel was started with is not seen by cells, nor left open", async () => {
  const terminal = start([
    "-e",
    "[process.env.GRADBOOK_READY_PIPE, (await import('node:fs')).existsSync('/proc/self/fd/3') && (await import('node:fs')).readlinkSync('/proc/self/fd/3')]",
  ]);
  const shown = await terminal.sees(/\]/);
  expect(shown).toContain("undefined");
  expect(shown).not.toContain("pipe:");
  expect(await terminal.ended).toBe(0);
});

testWithPython("Tab completes by types; the menu shows kinds, and the documentation of the chosen entry", async () => {
  const terminal = start();
  await terminal.sees("1 ›");
  terminal.type(`[1, 2].fl${keys.tab}`);
  await terminal.sees("flat");
  await terminal.sees("flatMap");
  terminal.type(keys.tab);
  await terminal.sees("│ ");
  terminal.type(`${keys.tab}${keys.enter}((n) => [n, n * 10])${keys.enter}`);
  await terminal.sees("[ 1, 10, 2, 20 ]");
});

testWithPython("Enter opens a line while brackets are open, and runs the cell when they are closed", async () => {
  const terminal = start();
  await terminal.sees("1 ›");
  terminal.type(`function double(n: number) {${keys.enter}`);
  await terminal.sees("·");
  terminal.type(`return 2 * n;${keys.enter}}`);
  // The bracket that closes stands below the line that opened.
  await terminal.sees(/· \}$/m);
  terminal.type(keys.enter);
  await terminal.sees("2 ›");
  terminal.type(`double(21)${keys.enter}`);
  await terminal.sees("42");
});

testWithPython("a type error says where, and the cell has not run", async () => {
  const terminal = start();
  await terminal.sees("1 ›");
  terminal.type(`console.log("ran"); const n: number = "no";${keys.enter}`);
  const shown = await terminal.sees("2 ›");
  expect(shown).toMatch(/not assignable/);
  expect(shown).not.toMatch(/^ran/m);
});

testWithPython("Ctrl-C stops a loop that never ends, and variables are kept", async () => {
  const terminal = start();
  await terminal.sees("1 ›");
  terminal.type(`let steps = 0; console.log("go"); while (true) steps += 1;${keys.enter}`);
  await terminal.sees(/^go/m);
  terminal.type(keys.ctrlC);
  await terminal.sees("interrupted");
  await terminal.sees("2 ›");
  terminal.type(`steps > 0${keys.enter}`);
  await terminal.sees(/^true/m);
});

testWithPython("what was typed comes back with arrows and Ctrl-R, also in the next session", async () => {
  const first = start();
  await first.sees("1 ›");
  first.type(`const first = 111;${keys.enter}`);
  await first.sees("2 ›");
  first.type(`"second"${keys.enter}`);
  await first.sees("3 ›");
  first.type(keys.ctrlD);
  await first.ended;

  const next = start();
  await next.sees("1 ›");
  next.type(`${keys.ctrlR}first`);
  await next.sees("search: first");
  next.type(`${keys.enter}${keys.enter}`);
  await next.sees("2 ›");
  next.type(`${keys.up}${keys.up}${keys.enter}`);
  await next.sees(/^'second'/m);
});

testWithPython(
  "a tensor is a coloured grid, with its numbers where they fit; without colours, numbers and shades",
  async () => {
    const coloured = start([], { COLORTERM: "truecolor" });
    await coloured.sees("1 ›");
    coloured.type(`eye(40)${keys.enter}`);
    await coloured.sees("2 ›");
    expect(coloured.raw).toMatch(/\[38;2;\d+;\d+;\d+;48;2;\d+;\d+;\d+m▀/);
    coloured.type(`tensor([[1, -2.5], [NaN, 4]])${keys.enter}`);
    await coloured.sees("3 ›");
    expect(coloured.raw).toMatch(/\[38;2;\d+;\d+;\d+;48;2;\d+;\d+;\d+m +1\.000 /);

    const grey = start([], { NO_COLOR: "1" });
    await grey.sees("1 ›");
    grey.type(`eye(2).mul(20).sub(0.5)${keys.enter}`);
    await grey.sees(/^ 19\.50 +−0\.50$/m);
    await grey.sees(/^ −0\.50 +19\.50$/m);
    await grey.sees("2 ›");
    grey.type(`eye(20)${keys.enter}`);
    await grey.sees(/^██$/m);
    await grey.sees("3 ›");
    expect(grey.raw).not.toMatch(/\[3\d/);
  },
);

testWithPython("pictures: Kitty by its environment, Sixel when the terminal says so, iTerm2 on request", async () => {
  const kitty = start([], { KITTY_WINDOW_ID: "1" });
  await kitty.sees("1 ›");
  kitty.type(`figures.curves({ loss: [3, 2, 1] })${keys.enter}`);
  await kitty.sees("2 ›");
  expect(kitty.raw).toMatch(/\x1b_Ga=T,f=100,q=2,c=\d+,m=[01];iVBORw0KGgo/);
  // Never wider than the terminal, which would cut it off.
  expect(Number(/,c=(\d+),/.exec(kitty.raw)![1])).toBeLessThanOrEqual(80);

  const sixel = start();
  await sixel.sees("1 ›");
  expect(sixel.raw).toContain("\x1b[c");
  sixel.type("\x1b[?62;4;22c");
  sixel.type(`figures.curves({ loss: [3, 2, 1] })${keys.enter}`);
  await sixel.sees("2 ›");
  expect(sixel.raw).toMatch(/\x1bPq"1;1;\d+;\d+#\d+;2;/);

  const iterm = start(["--pictures", "iterm"]);
  await iterm.sees("1 ›");
  iterm.type(`figures.curves({ loss: [3, 2, 1] })${keys.enter}`);
  await iterm.sees("2 ›");
  expect(iterm.raw).toMatch(/\x1b\]1337;File=inline=1;width=\d+;height=auto;preserveAspectRatio=1:iVBORw0KGgo/);
});

testWithPython("a cell may ask a question, and .load runs a file", async () => {
  writeFileSync(join(folder, "shapes.ts"), "export const side = 5;\nexport const area = side ** 2;\n");
  const terminal = start();
  await terminal.sees("1 ›");
  terminal.type(`prompt("Your name?")${keys.enter}`);
  await terminal.sees(/^Your name\? /m);
  terminal.type(`Ada${keys.enter}`);
  await terminal.sees(/^'Ada'/m);
  await terminal.sees("2 ›");
  terminal.type(`.load ${join(folder, "shapes.ts")}${keys.enter}`);
  await terminal.sees("3 ›");
  terminal.type(`area${keys.enter}`);
  await terminal.sees(/^25/m);
  expect(readFileSync(join(folder, "history"), "utf8")).not.toContain("Ada");
});

testWithPython("what .load reads from another folder imports from there, in a file and in a notebook", async () => {
  mkdirSync(join(folder, "week one"));
  writeFileSync(join(folder, "week one", "sizes.ts"), "export const side = 5;\n");
  writeFileSync(join(folder, "week one", "area.ts"), 'import { side } from "./sizes.ts";\nconst area = side ** 2;\n');
  const code = 'const { side: again } = await import("./sizes.ts");\nconst text = "./sizes.ts";';
  const cell = { id: "a", cell_type: "code", metadata: {}, execution_count: null, outputs: [], source: code };
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] };
  writeFileSync(join(folder, "week one", "chapter.ipynb"), JSON.stringify(notebook));
  writeFileSync(join(folder, "start.ts"), 'export const started = "yes";\n');
  const terminal = start([join(folder, "start.ts"), "-i"]);
  await terminal.sees(/› /);
  terminal.type(`.load ${join(folder, "week one", "area.ts")}${keys.enter}`);
  await terminal.sees("3 ›");
  terminal.type(`.load ${join(folder, "week one", "chapter.ipynb")}${keys.enter}`);
  await terminal.sees("4 ›");
  terminal.type(`[area, again, text]${keys.enter}`);
  await terminal.sees("[ 25, 5, './sizes.ts' ]");
});

function script(args: readonly string[], input?: string): { code: number | null; out: string; err: string } {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const ran = spawnSync(process.execPath, [cli, "repl", ...args], { encoding: "utf8", env, input, cwd: folder });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

test("-e shows the value and leaves; files run before it", () => {
  writeFileSync(join(folder, "net.ts"), "const width = 3;\n");
  expect(script(["net.ts", "-e", "zeros([width]).shape"])).toEqual({ code: 0, out: "[ 3 ]\n", err: "" });
});

test("standard input runs; an error goes to stderr, and the exit code is 1", () => {
  expect(script([], 'console.log("piped")\n')).toEqual({ code: 0, out: "piped\n", err: "" });
  const { code, out, err } = script([], 'console.log("before");\nthrow new RangeError("too far");\n');
  expect({ code, out }).toEqual({ code: 1, out: "before\n" });
  expect(err).toMatch(/^RangeError: too far/m);
});

test("a file that is not there, and a wrong option, are said in one message with exit code 2", () => {
  expect(script(["gone.ts"])).toMatchObject({ code: 2, err: "There is no file gone.ts.\n" });
  expect(script(["--pictures", "vga"])).toMatchObject({ code: 2, err: expect.stringContaining("not 'vga'") });
});
