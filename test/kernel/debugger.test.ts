// The debugger over the wire, as JupyterLab drives it; names follow ipykernel's and xeus-python's debugger tests.
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { murmur2 } from "../../kernel/debugger/murmur2.ts";
import { kernelSpec } from "../../kernel/commands/kernelSpec.ts";
import { useDebugger } from "./debugSession.ts";

const { client, run, debug, body, event, start, breakpoints, stopIn, move, stack, scope, inside, values } =
  useDebugger();

const demo = `function double(x: number): number {
  const twice = 2 * x;
  return twice;
}
const list = [1, 2, 3];
let total = 0;
for (const item of list) {
  total += double(item);
}
total`;

describe("before it is started", () => {
  test("test_supported_features: announced in kernel_info and the kernelspec", async () => {
    const { content } = await client().request("shell", "kernel_info_request");
    expect(content.supported_features).toContain("debugger");
    expect(content.debugger).toBe(true);
    expect(kernelSpec().metadata).toMatchObject({ debugger: true });
  });

  test("test_debug_info: the hash that names a cell's file is the one dumpCell uses", async () => {
    const info = await body("debugInfo");
    expect(info).toMatchObject({ isStarted: false, hashMethod: "Murmur2", breakpoints: [], stoppedThreads: [] });
    const code = "const x = 1;";
    const { sourcePath } = await body("dumpCell", { code });
    expect(sourcePath).toBe(`${info.tmpFilePrefix}${murmur2(code, info.hashSeed)}${info.tmpFileSuffix}`);
  });

  test("murmur2 is ipykernel 7.4's, also past ASCII", () => {
    const seed = 0xc70f6907;
    const texts = ["", "a", "ab", "abc", "abcd", "x = 1\nprint(x)", "const π = '🧠'; π"];
    expect(texts.map((text) => murmur2(text, seed))).toEqual([
      3990065800, 2167009006, 2805137849, 3350977461, 804720481, 4252719672, 539452664,
    ]);
  });

  test("a request that needs it started says so, an unknown one too", async () => {
    expect(await debug("stackTrace")).toMatchObject({ success: false, message: expect.stringContaining("initialize") });
    // JupyterLab reads the list although the request failed.
    expect((await debug("stackTrace")).body.stackFrames).toEqual([]);
    expect(await debug("fly")).toMatchObject({ success: false, message: expect.stringContaining("'fly'") });
    expect(await debug("toString")).toMatchObject({ success: false });
  });

  test("test_rich_inspect_not_at_breakpoint: variables with values, and a tensor as it is shown", async () => {
    await run("const answer = 42; const weights = zeros([2, 3]); const point = { x: 1, label: 'a' }");
    const { variables } = await body("inspectVariables");
    expect(values(variables)).toMatchObject({
      answer: "42",
      weights: "Tensor [2, 3] float32",
      point: "{ x: 1, label: 'a' }",
    });
    expect(Object.keys(values(variables))).not.toContain("nn");
    const rich = await body("richInspectVariables", { variableName: "weights" });
    expect(rich.data["text/plain"]).toEqual(expect.any(String));
    expect(Object.keys(rich.data).length).toBeGreaterThan(1);
    expect(await debug("richInspectVariables", { variableName: "process.exit()" })).toMatchObject({ success: false });
  });
});

describe("when started", () => {
  beforeEach(start);
  afterEach(async () => {
    await body("disconnect");
  });

  test("test_debug_initialize, test_attach_debug: capabilities, then 'initialized'", async () => {
    const initialized = event("initialized");
    expect((await body("initialize")).exceptionBreakpointFilters).toHaveLength(2);
    await body("attach");
    await initialized;
    await body("configurationDone");
    expect((await body("debugInfo")).isStarted).toBe(true);
  });

  test("test_debug_requests_sequential: answers come in the order of the questions", async () => {
    await run("const many = Array.from({ length: 50_000 }, (_, i) => ({ i, text: `number ${i}` }))");
    const order: string[] = [];
    const ask = async (command: string, args: object): Promise<void> => {
      await body(command, args);
      order.push(command);
    };
    // The first takes longest.
    await Promise.all([ask("inspectVariables", {}), ask("dumpCell", { code: "1" }), ask("debugInfo", {})]);
    expect(order).toEqual(["inspectVariables", "dumpCell", "debugInfo"]);
  });

  test("test_set_breakpoints: on a line with code, or on the next one that has some", async () => {
    const code = "// nothing\n\nconst first = 1;\ninterface None { a: 1 }\nconst second = 2;";
    expect((await breakpoints(code, 1, 3, 4)).map(({ line, verified }) => [line, verified])).toEqual([
      [3, true],
      [3, true],
      [5, true],
    ]);
    expect(await breakpoints(code, 9)).toMatchObject([{ verified: false, message: expect.any(String) }]);
    expect(await breakpoints("let = = 3", 1)).toMatchObject([{ verified: false }]);
    expect(await debug("setBreakpoints", { source: { path: "/etc/passwd" }, breakpoints: [] })).toMatchObject({
      success: false,
    });
  });

  test("test_stop_on_breakpoint: the line, the stack, the variables, and what was printed before", async () => {
    const code = `console.log("before");\n${demo}`;
    await breakpoints(code, 4);
    const printed = client().heard(({ content }) => content.text === "before\n");
    const { running, reason } = await stopIn(code);
    expect(reason).toBe("breakpoint");
    await printed;
    const frames = await stack();
    expect(frames.map(({ name, line }) => [name, line])).toEqual([
      ["double", 4],
      [expect.stringMatching(/^In\[\d+\]$/), 9],
    ]);
    expect(frames[0]!.source.path).toBe((await body("dumpCell", { code })).sourcePath);
    expect(values(await scope("Locals"))).toMatchObject({ x: "1", twice: "2" });
    expect(values(await scope("Locals", 1))).toMatchObject({ item: "1", list: "(3) [1, 2, 3]", total: "0" });
    expect(values(await scope("Globals"))).toMatchObject({ total: "0", answer: "42" });
    // The kernel is as alive as ever.
    expect(await client().isAlive()).toBe(true);
    expect((await client().request("shell", "kernel_info_request")).content.status).toBe("ok");
    expect((await client().request("control", "usage_request")).content.status).toBe("ok");
    await body("setBreakpoints", { source: frames[0]!.source, breakpoints: [] });
    await body("continue", { threadId: 1 });
    expect((await running).result).toBe("12");
  });

  test("test_next, test_step_in, test_step_out and continue", async () => {
    await breakpoints(demo, 6);
    const { running } = await stopIn(demo);
    expect((await stack())[0]!.line).toBe(6);
    expect([await move("next"), await move("next")]).toEqual([7, 8]);
    expect(await move("stepIn")).toBe(2);
    expect((await stack())[0]!.name).toBe("double");
    expect(await move("next")).toBe(3);
    // The statement that called has nothing left to do.
    expect(await move("stepOut")).toBe(7);
    await body("continue");
    expect((await running).result).toBe("12");
  });

  test("breakpoints are kept when the cell runs again, and the count of stops is right", async () => {
    await breakpoints(demo, 8);
    for (let round = 0; round < 2; round += 1) {
      const { running } = await stopIn(demo);
      for (let pass = 0; pass < 2; pass += 1) {
        const stopped = event("stopped");
        await body("continue");
        await stopped;
      }
      await body("continue");
      expect((await running).result).toBe("12");
    }
    expect((await body("debugInfo")).breakpoints).toMatchObject([{ breakpoints: [{ line: 8 }] }]);
  });

  test("a breakpoint in a cell that ran before stops its functions", async () => {
    const code = "function late(n: number) {\n  return n + 1;\n}";
    await run(code);
    await breakpoints(code, 2);
    const { running } = await stopIn("late(1)");
    expect((await stack()).map(({ name, line }) => [name, line])).toEqual([
      ["late", 2],
      [expect.stringMatching(/^In/), 1],
    ]);
    await body("continue");
    expect((await running).result).toBe("2");
  });

  test("a conditional breakpoint, in TypeScript, stops only where it is true", async () => {
    expect(await breakpoints(demo, { line: 8, condition: "(item as number) === 3" })).toMatchObject([
      { verified: true },
    ]);
    const { running } = await stopIn(demo);
    expect(values(await scope("Locals")).item).toBe("3");
    await body("continue");
    expect((await running).result).toBe("12");
    expect(await breakpoints(demo, { line: 8, condition: "item ===" })).toMatchObject([{ verified: false }]);
  });

  test.for([
    ["2", ["2"]],
    ["== 3", ["3"]],
    [">= 2", ["2", "3"]],
    ["< 3", ["1", "2"]],
    ["% 2", ["2"]],
  ] as const)("a hit count of %s stops at those hits, in every run of the cell", async ([hitCondition, hits]) => {
    expect(await breakpoints(demo, { line: 8, hitCondition })).toMatchObject([{ verified: true }]);
    for (let round = 0; round < 2; round += 1) {
      const { running } = await stopIn(demo);
      for (const [i, item] of hits.entries()) {
        expect(values(await scope("Locals")).item).toBe(item);
        const stopped = i < hits.length - 1 ? event("stopped") : undefined;
        await body("continue");
        await stopped;
      }
      expect((await running).result).toBe("12");
    }
    const [wrong] = await breakpoints(demo, { line: 8, hitCondition: "often" });
    expect(wrong).toMatchObject({ verified: false, message: expect.stringContaining("'often' cannot be read") });
  });

  test("a logpoint prints what is in its braces and does not stop; with a condition and a hit count too", async () => {
    const logMessage = "item {item}, list {list as number[]}, {missing}";
    await breakpoints(demo, { line: 8, logMessage, condition: "item > 1", hitCondition: "2" });
    const { stdout, result } = await run(demo);
    expect(stdout).toBe("item 3, list [ 1, 2, 3 ], {ReferenceError: missing is not defined}\n");
    expect(result).toBe("12");
    expect(await breakpoints(demo, { line: 8, logMessage: "{item +}" })).toMatchObject([{ verified: false }]);
  });

  test("test_breakpoint_in_cell_with_leading_empty_lines", async () => {
    const code = "\n\nconst leading = 1;\nleading + 1";
    expect(await breakpoints(code, 4)).toMatchObject([{ line: 4, verified: true }]);
    const { running } = await stopIn(code);
    expect((await stack())[0]!.line).toBe(4);
    await body("continue");
    expect((await running).result).toBe("2");
  });

  test("test_rich_inspect_at_breakpoint, and everything else about variables", async () => {
    const code = `class Net { layers = [1, 2]; #secret = 3; }
function look(net: Net, batch: ReturnType<typeof zeros>, big: number[], table: Map<string, number>) {
  return net;
}
look(new Net(), ones([4]), Array.from({ length: 1000 }, (_, i) => i), new Map([["a", 1]])).layers`;
    await breakpoints(code, 3);
    const { running } = await stopIn(code);
    const locals = await scope("Locals");
    expect(values(locals)).toMatchObject({ batch: "Tensor [4] float32", table: "Map(1) { 'a' => 1 }" });
    const reference = (name: string): number => locals.find((each) => each.name === name)!.variablesReference;
    expect(values(await inside(reference("net")))).toMatchObject({ layers: "(2) [1, 2]" });
    expect(values(await inside(reference("batch")))).toMatchObject({ dtype: "'float32'", shape: "(1) [4]" });
    expect(values(await inside(reference("table")))).toEqual({ a: "1" });
    const page = await inside(reference("big"), { start: 500, count: 2 });
    expect(values(page)).toEqual({ 500: "500", 501: "501", "…": "'498 more'" });
    const frameId = (await stack())[0]!.id;
    const rich = await body("richInspectVariables", { variableName: "batch", frameId });
    expect(rich.data["text/plain"]).toEqual(expect.any(String));
    await body("continue");
    expect((await running).result).toBe("[ 1, 2 ]");
  });

  test("test_evaluate and setVariable: the console sees the frame and can change it", async () => {
    await breakpoints(demo, 2);
    const { running } = await stopIn(demo);
    const frameId = (await stack())[0]!.id;
    expect(await body("evaluate", { expression: "(x as number) * 20", frameId, context: "repl" })).toMatchObject({
      result: "20",
      type: "number",
    });
    expect(await debug("evaluate", { expression: "missing.name", frameId })).toMatchObject({
      success: false,
      message: expect.stringContaining("missing is not defined"),
    });
    const { scopes } = await body("scopes", { frameId });
    const { variablesReference } = scopes[0]!;
    expect(await body("setVariable", { variablesReference, name: "x", value: "50" })).toMatchObject({
      value: "50",
    });
    await body("setBreakpoints", { source: (await stack())[0]!.source, breakpoints: [] });
    await body("continue");
    expect((await running).result).toBe("110");
  });

  test("test_copy_to_globals: a local lives on as a name of the notebook", async () => {
    await breakpoints(demo, 3);
    const { running } = await stopIn(demo);
    const srcFrameId = (await stack())[0]!.id;
    await body("copyToGlobals", { srcVariableName: "twice", dstVariableName: "kept", srcFrameId });
    expect(values(await scope("Globals")).kept).toBe("2");
    await body("setBreakpoints", { source: (await stack())[0]!.source, breakpoints: [] });
    await body("continue");
    await running;
    expect((await run("kept + 1")).result).toBe("3");
  });

  test("test_exception_breakpoints: raised, and uncaught", async () => {
    const caught = "try {\n  throw new Error('caught');\n} catch {}\n'after'";
    await body("setExceptionBreakpoints", { filters: ["uncaught"] });
    expect((await run(caught)).result).toBe("'after'");
    const failing = await stopIn("const bad = 1;\nthrow new Error('not caught');");
    expect(failing.reason).toBe("exception");
    expect((await stack())[0]!.line).toBe(2);
    await body("continue");
    expect((await failing.running).error?.evalue).toBe("not caught");
    await body("setExceptionBreakpoints", { filters: ["raised"] });
    const raised = await stopIn(caught);
    expect((await stack())[0]!.line).toBe(2);
    await body("continue");
    expect((await raised.running).result).toBe("'after'");
    await body("setExceptionBreakpoints", { filters: [] });
    expect((await run("throw new Error('passes')")).error?.evalue).toBe("passes");
  });

  test("test_source: a cell's text; nothing that has not run", async () => {
    const { sourcePath } = await body("dumpCell", { code: demo });
    expect((await body("source", { source: { path: sourcePath } })).content).toBe(demo);
    expect(await debug("source", { source: { path: "/etc/passwd" } })).toMatchObject({ success: false });
    expect((await body("modules")).modules).toEqual(expect.any(Array));
  });

  test("pause stops a running loop; variables can be read there", async () => {
    const running = run("let turns = 0;\nwhile (turns >= 0) {\n  turns += 1;\n}\n'out'");
    await sleep(300);
    const stopped = event("stopped");
    await body("pause", { threadId: 1 });
    expect((await stopped).content.body).toMatchObject({ reason: "pause", threadId: 1 });
    expect(Number(values(await scope("Locals")).turns)).toBeGreaterThan(1000);
    await body("evaluate", { expression: "turns = -10", frameId: (await stack())[0]!.id });
    await body("continue");
    expect((await running).result).toBe("'out'");
  });

  test("stepping goes over an await, and callers that wait are on the stack", async () => {
    const code = `async function fetchIt(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 10));
  return 7;
}
const got = await fetchIt();
got`;
    await breakpoints(code, 2);
    const { running } = await stopIn(code);
    let line = 2;
    for (let steps = 0; line === 2 && steps < 6; steps += 1) line = await move("next");
    expect(line).toBe(3);
    expect((await stack()).map(({ name, line: at }) => [name, at])).toEqual([
      ["fetchIt", 3],
      [expect.stringMatching(/^In/), 5],
    ]);
    await body("continue");
    expect((await running).result).toBe("7");
  });

  test("an interrupt ends what is paused, and keeps the variables", async () => {
    await breakpoints(demo, 8);
    const { running } = await stopIn(demo);
    await client().interrupt();
    expect((await running).error?.ename).toBe("Interrupted");
    expect((await run("[total, list.length]")).result).toBe("[ 0, 3 ]");
  });

  test("disconnect lets a paused cell run to its end", async () => {
    await breakpoints(demo, 8);
    const { running } = await stopIn(demo);
    await body("disconnect");
    expect((await running).result).toBe("12");
    expect((await run(demo)).result).toBe("12");
  });

  test("debugger; statements stop, and stepping off the end of a cell ends it", async () => {
    const { running } = await stopIn("const at = 1;\ndebugger;\nat + 1");
    expect((await stack())[0]!.line).toBe(2);
    expect(await move("next")).toBe(3);
    await body("next");
    expect((await running).result).toBe("2");
    expect((await run("1")).result).toBe("1");
  });
});

test("shutdown while paused ends the process cleanly", async () => {
  await start();
  await breakpoints(demo, 8);
  const { running } = await stopIn(demo);
  running.catch(() => {});
  await client().request("control", "shutdown_request", { restart: false });
  expect([await client().process.ended, client().process.printed()]).toEqual([0, ""]);
});
