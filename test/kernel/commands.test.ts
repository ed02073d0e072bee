// Lines and cells for the kernel: what each `%` command does, and what it says when it cannot.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { contentOf, useKernel, withoutColor } from "./session.ts";

const folder = mkdtempSync(join(tmpdir(), "gradbook commands "));
writeFileSync(join(folder, "package.json"), '{"name":"notebooks","private":true}');
const { run, client } = useKernel(folder);
const ask = async (type: string, content: object): Promise<Record<string, unknown>> =>
  (await client().request("shell", type, { ...content })).content;

describe("in general", () => {
  test("%help lists every command in the pager", async () => {
    const { reply } = await run("%help");
    const [page] = (reply.content as { payload?: unknown }).payload as { data: Record<string, string> }[];
    for (const name of [
      "%types",
      "%time",
      "%timeit",
      "%npm",
      "%sh",
      "%who",
      "%reset",
      "%env",
      "%%html",
      "%%markdown",
    ]) {
      expect(page!.data["text/plain"]).toContain(name);
    }
  });

  test("a command that does not exist says which one was meant", async () => {
    expect((await run("%tiem 1")).error?.evalue).toBe(
      "There is no command %tiem. Did you mean %time? %help lists the commands.",
    );
    expect((await run("%html\n<b>x</b>")).error?.evalue).toContain("Did you mean %%html?");
    expect((await run("%frobnicate")).error?.evalue).toBe("There is no command %frobnicate. %help lists the commands.");
  });

  test("%types warn runs the cell, and says what does not fit without saying that it has not", async () => {
    const { result, stderr } = await run("%types warn\nconst loose: number = 'text'; loose");
    expect(result).toBe("'text'");
    expect(withoutColor(stderr)).toMatch(/^TS2322: Type 'string' is not assignable to type 'number'\.\n/);
    expect(stderr).not.toContain("was not run");
    await run("%types error");
  });

  test("%who tells the types of imports too", async () => {
    await run("import { sep } from 'node:path'; import fsAll from 'node:fs'; const mine = [1]");
    const { stdout } = await run("%who");
    expect(stdout).toMatch(/^mine +number\[\]$/m);
    expect(stdout).toMatch(/^sep +"[^:]*"$/m);
  });

  test("errors in the code below keep their lines", async () => {
    const { error } = await run("%env A=1\n\nconst wrong: number = 'text';");
    expect(error?.traceback).toContain("> 3 | const wrong: number = 'text';");
  });

  test("commands and the words after them are completed, and explained", async () => {
    const names = await ask("complete_request", { code: "%ti", cursor_pos: 3 });
    expect(names).toMatchObject({ matches: ["%time", "%timeit"], cursor_start: 0, cursor_end: 3 });
    const words = await ask("complete_request", { code: "%types w", cursor_pos: 8 });
    expect(words).toMatchObject({ matches: ["warn"], cursor_start: 7 });
    const inside = await ask("complete_request", { code: "%time Math.sq", cursor_pos: 13 });
    expect(inside.matches).toContain("sqrt");
    const operator = await ask("complete_request", { code: "const a = 5;\na\n%ti", cursor_pos: 18 });
    expect(operator.matches).not.toContain("%time");
    const { data } = await ask("inspect_request", { code: "%who", cursor_pos: 2, detail_level: 0 });
    expect((data as Record<string, string>)["text/plain"]).toContain("names that cells have declared");
  });

  test("in a terminal a %% cell ends with an empty line", async () => {
    expect(await ask("is_complete_request", { code: "%%sh\nls" })).toMatchObject({ status: "incomplete" });
    expect(await ask("is_complete_request", { code: "%%sh\nls\n\n" })).toMatchObject({ status: "complete" });
    expect(await ask("is_complete_request", { code: "%types off" })).toMatchObject({ status: "complete" });
  });
});

describe("%time and %timeit", () => {
  test("%time runs the line once, keeps what it declares, and tells how long it took", async () => {
    const { stdout } = await run("%time const kept = [1, 2, 3].map((x) => x * 2);");
    expect(stdout).toMatch(/^Wall time: [\d.]+ (s|ms|µs|ns); processor: [\d.]+ (s|ms|µs|ns)\n$/);
    const { result, stdout: both } = await run("%%time\nconst more = kept.length;\nmore");
    expect(result).toBe("3");
    expect(both).toContain("Wall time");
  });

  test("%time tells the time of a cell that fails, too", async () => {
    const { stdout, error } = await run("%time throw new Error('late');");
    expect(error?.evalue).toBe("late");
    expect(stdout).toContain("Wall time");
  });

  test("%timeit calls the line again and again, also one that awaits", async () => {
    await run("let calls = 0;");
    const { stdout } = await run("%timeit calls++;");
    expect(stdout).toMatch(
      /^[\d.]+ (µs|ns) ± [\d.]+ (µs|ns) per loop \(mean ± standard deviation of 7 runs, [\d,]+ loops each\)\n$/,
    );
    expect(Number((await run("calls")).result)).toBeGreaterThan(1000);
    const slow = await run("%timeit await new Promise((done) => setTimeout(done, 60))");
    expect(slow.stdout).toMatch(/^6\d(\.\d)? ms ± .* 3 loops each\)\n$/);
  });

  test("%%timeit measures the cell, whose names stay inside", async () => {
    const { stdout, error } = await run("%%timeit\nconst inside = Math.sqrt(2);\ninside + 1;");
    expect(error).toBeUndefined();
    expect(stdout).toContain("per loop");
    expect((await run("inside")).error?.evalue).toContain("inside");
  });

  test("type errors point at the line as it was typed", async () => {
    const { error } = await run("%timeit Math.sqrt('2')");
    expect(error?.traceback).toContain("not assignable to parameter of type 'number'");
    expect(error?.traceback).toContain("In[");
  });

  test("code behind a measured line, or none at all, is refused with what to write instead", async () => {
    expect((await run("%timeit 1 + 1\nconst next = 2;")).error?.evalue).toBe(
      "%timeit measures the line that it is on; for the whole cell write %%timeit.",
    );
    expect((await run("%time")).error?.evalue).toContain("needs code");
  });

  test("an interrupt stops %timeit", async () => {
    const running = run("%%timeit\nlet spin = 0;\nwhile (spin < 1e9) spin += 1;\nspin");
    await sleep(600);
    await client().interrupt();
    expect((await running).error?.ename).toBe("Interrupted");
    expect((await run("1 + 1")).result).toBe("2");
  });
});

describe("%who, %reset and %env", () => {
  test("%who lists what cells declared, with types", async () => {
    await run("const score: number = 3; function twice(x: number) { return 2 * x; }");
    const { stdout } = await run("%who");
    expect(stdout).toMatch(/^score +number$/m);
    expect(stdout).toMatch(/^twice +function twice\(x: number\): number$/m);
  });

  test("%reset forgets names for code and for types, and gives the engine its own back", async () => {
    await run("const gone = 1; const tensor = 'mine';");
    expect((await run("%reset")).stdout).toMatch(/^\d+ names forgotten\n$/);
    expect((await run("gone")).error?.evalue).toContain("Cannot find name 'gone'");
    expect((await run("%who")).stdout).toBe("No cell has declared anything yet.\n");
    expect((await run("tensor([1, 2]).shape")).result).toBe("[ 2 ]");
    expect((await run("const gone = 'again'; gone")).result).toBe("'again'");
  });

  test("%env sets, prints and lists variables, for this process and those it starts", async () => {
    expect((await run("%env GRADBOOK_TEST=two words\nprocess.env.GRADBOOK_TEST")).result).toBe("'two words'");
    expect((await run("%env GRADBOOK_TEST")).stdout).toBe("two words\n");
    expect((await run("%env")).stdout).toContain("GRADBOOK_TEST=two words\n");
    expect((await run("%env NOT_THERE_AT_ALL")).stdout).toBe("NOT_THERE_AT_ALL is not set\n");
    expect((await run("%sh echo $GRADBOOK_TEST")).stdout).toBe("two words\n");
  });
});

describe("other programs", () => {
  test("%sh and %%sh run in the notebook's folder, with both streams", async () => {
    const { stdout, stderr } = await run("%%sh\npwd\necho wrong >&2");
    expect(stdout).toBe(`${folder}\n`);
    expect(stderr).toBe("wrong\n");
  });

  test("a program that fails is an error of the cell, and the code below does not run", async () => {
    const { error, result } = await run("%sh exit 3\n'not reached'");
    expect(error).toMatchObject({ ename: "CommandFailed", evalue: "The command ended with code 3." });
    expect(result).toBeUndefined();
    expect((await run("%sh no-such-program-at-all")).error?.evalue).toContain("There is no such program.");
  });

  test("an interrupt ends the program and what it has started", async () => {
    const running = run("%%sh\n(sleep 2; touch too-late) &\nsleep 30");
    await sleep(300);
    await client().interrupt();
    expect((await running).error?.ename).toBe("Interrupted");
    await sleep(2200);
    expect(existsSync(join(folder, "too-late"))).toBe(false);
  });

  test("%npm install makes a package importable at once, types included", async () => {
    const local = mkdtempSync(join(tmpdir(), "gradbook-package-"));
    writeFileSync(
      join(local, "package.json"),
      '{"name":"halves","version":"1.0.0","type":"module","exports":"./main.js","types":"main.d.ts"}',
    );
    writeFileSync(join(local, "main.js"), "export const half = (x) => x / 2;");
    writeFileSync(join(local, "main.d.ts"), "export function half(x: number): number;");
    expect((await run('import { half } from "halves"; half(4)')).error?.evalue).toContain("Cannot find module");
    const installed = await run(`%npm install ${local}\nimport { half } from "halves";\nhalf(4)`);
    expect(installed.error).toBeUndefined();
    expect(installed.stdout).toContain("added 1 package");
    expect(installed.result).toBe("2");
    expect((await run('half("4")')).error?.traceback).toContain("not assignable");
  });
});

describe("cells that are not TypeScript", () => {
  test.each([
    ["%%html", "text/html", "<b>bold</b> % 2"],
    ["%%markdown", "text/markdown", "# Title\n\nText with `code`"],
    ["%%latex", "text/latex", "$$x^2$$"],
    ["%%svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>"],
  ])("%s shows the cell below it", async (name, type, body) => {
    const { messages, error } = await run(`${name}\n${body}`);
    expect(error).toBeUndefined();
    expect(contentOf(messages, "display_data")?.data).toEqual({ [type]: body, "text/plain": body });
  });

  test("%%writefile writes a file that the next cell can import", async () => {
    expect((await run("%%writefile lib/three.ts\nexport const three: number = 3;")).stdout).toBe(
      "lib/three.ts written\n",
    );
    expect(readFileSync(join(folder, "lib/three.ts"), "utf8")).toBe("export const three: number = 3;\n");
    expect((await run('import { three } from "./lib/three.ts"; three')).result).toBe("3");
    expect((await run("%%writefile\nx")).error?.evalue).toContain("needs a file");
  });
});
