// What each message of the protocol promises, row by row; names follow ipykernel's message-spec tests.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ExecuteReply } from "../../kernel/protocol/contents.ts";
import type { Message } from "../../kernel/protocol/message.ts";
import { History } from "../../kernel/worker/history.ts";
import { contentOf, useKernel } from "./session.ts";

const { client, run } = useKernel();
const replyOf = (reply: Message<ExecuteReply>) => reply.content as unknown as Record<string, unknown>;
const history = async (content: object) =>
  (await client().request("shell", "history_request", { output: false, raw: true, ...content })).content
    .history as unknown[][];

test("test_kernel_info_request, on shell and on control", async () => {
  const shell = await client().request("shell", "kernel_info_request");
  expect(shell.content).toMatchObject({
    status: "ok",
    protocol_version: "5.5",
    implementation: "gradbook",
    language_info: { name: "typescript", file_extension: ".ts", mimetype: "application/typescript" },
  });
  expect((await client().request("control", "kernel_info_request")).content).toEqual(shell.content);
});

test("test_execute: busy, input, result, idle, and a reply with the time it started", async () => {
  const { types, messages, reply } = await run("40 + 2");
  expect(types).toEqual(["status", "execute_input", "execute_result", "status"]);
  expect(messages.map(({ content }) => content.execution_state).filter(Boolean)).toEqual(["busy", "idle"]);
  expect(contentOf(messages, "execute_input")).toMatchObject({
    code: "40 + 2",
    execution_count: replyOf(reply).execution_count,
  });
  expect(replyOf(reply)).toMatchObject({ status: "ok", payload: [], user_expressions: {} });
  expect(Date.parse(reply.metadata.started as string)).toBeLessThanOrEqual(Date.parse(reply.header.date));
});

test("test_execute_silent: nothing is shown and nothing counted", async () => {
  const before = replyOf((await run("0")).reply).execution_count;
  const code = "console.log('printed'); console.error('too'); display(1); clearOutput(); Deno.jupyter.display(2); 1";
  const { types, reply } = await run(code, { silent: true });
  expect(types).toEqual(["status", "status"]);
  for (const command of ["%pwd", "%%html\n<b>shown</b>"])
    expect((await run(command, { silent: true })).types).toEqual(["status", "status"]);
  expect(replyOf(reply).execution_count).toBe(before);
  expect(replyOf((await run("0")).reply).execution_count).toBe((before as number) + 1);
});

test("a silent flood is dropped, and what comes after it is not", async () => {
  expect(
    (await run("for (let i = 0; i < 20_000; i++) console.log(i, 'x'.repeat(200))", { silent: true })).types,
  ).toEqual(["status", "status"]);
  expect((await run("console.log('heard')")).stdout).toBe("heard\n");
});

test("test_execute_error: an error is broadcast and replied, the same", async () => {
  const { messages, reply, types } = await run("1n / 0n");
  expect(types).toEqual(["status", "execute_input", "error", "status"]);
  const { ename, evalue, traceback } = contentOf(messages, "error")!;
  expect(ename).toBe("RangeError");
  expect(replyOf(reply)).toMatchObject({ status: "error", ename, evalue, traceback });
});

test("test_execute_inc: each cell counts one", async () => {
  const counts: number[] = [];
  for (const code of ["1", "2", "throw new Error('counts too')", "4"])
    counts.push(replyOf((await run(code)).reply).execution_count as number);
  expect(counts.map((count) => count - counts[0]!)).toEqual([0, 1, 2, 3]);
});

test("test_stream: text of both streams, under the cell", async () => {
  const { messages } = await run("console.log('hi'); console.error('ho')");
  const streams = messages.filter(({ header }) => header.msg_type === "stream").map(({ content }) => content);
  expect(streams).toEqual([
    { name: "stdout", text: "hi\n" },
    { name: "stderr", text: "ho\n" },
  ]);
});

test("test_display_data: a bundle, metadata, and a transient that is an object; with an id it can be replaced", async () => {
  const { messages } = await run("const shown = display(html`<b>1</b>`); shown.update(html`<b>2</b>`)");
  const [first, second] = messages.filter(({ header }) => header.msg_type.endsWith("display_data"));
  expect(first!.header.msg_type).toBe("display_data");
  expect(first!.content).toMatchObject({ data: { "text/html": "<b>1</b>", "text/plain": "<b>1</b>" }, metadata: {} });
  expect(second).toMatchObject({
    header: { msg_type: "update_display_data" },
    content: { data: { "text/html": "<b>2</b>" } },
  });
  const id = (first!.content.transient as { display_id: string }).display_id;
  expect(second!.content.transient).toEqual({ display_id: id });
});

test("what display gives is no result of the cell, and still is a value", async () => {
  expect((await run("display(1)")).types).toEqual(["status", "execute_input", "display_data", "status"]);
  expect((await run("const handle = display(1); typeof handle.displayId")).result).toBe("'string'");
});

test("a silent cell that fails says so in its reply only, and stops nobody", async () => {
  const failing = run("await new Promise((r) => setTimeout(r, 50)); throw new Error('quiet')", { silent: true });
  const behind = run("'ran'");
  await failing;
  expect((await behind).result).toBe("'ran'");
  const { types, reply } = await run("throw new Error('quiet')", { silent: true });
  expect(types).toEqual(["status", "status"]);
  expect(replyOf(reply)).toMatchObject({ status: "error", evalue: "quiet" });
});

test("test_store_history_false: the result is shown, the count stays, the history forgets it", async () => {
  const before = replyOf((await run("0")).reply).execution_count;
  const { result, reply } = await run("'not kept in history'", { store_history: false });
  expect(result).toBe("'not kept in history'");
  expect(replyOf(reply).execution_count).toBe(before);
  expect(await history({ hist_access_type: "search", pattern: "*not kept in history*" })).toEqual([]);
});

test("test_user_expressions: each has its own value or its own error", async () => {
  const { reply } = await run("const base = 10", { user_expressions: { twice: "base * 2", wrong: "nothing.here" } });
  expect(replyOf(reply).user_expressions).toMatchObject({
    twice: { status: "ok", data: { "text/plain": "20" }, metadata: {} },
    wrong: { status: "error", ename: "ReferenceError" },
  });
});

test("test_user_expressions_fail: a cell that fails evaluates none", async () => {
  const { reply } = await run("throw new Error('first')", { user_expressions: { a: "1" } });
  expect(replyOf(reply)).toMatchObject({ status: "error", ename: "Error" });
});

test("test_oinfo, test_oinfo_found: signature and documentation, as text and Markdown, also past astral characters", async () => {
  expect(await client().inspect("display")).toMatchObject({ status: "ok", found: true, metadata: {} });
  expect(Object.keys((await client().inspect("display")).data).toSorted()).toEqual(["text/markdown", "text/plain"]);
  expect(await client().inspect("'🧠🧠'; display", 11)).toMatchObject({ found: true });
});

test("test_oinfo_not_found", async () => {
  expect(await client().inspect("noSuchThing")).toEqual({ status: "ok", found: false, data: {}, metadata: {} });
});

test("test_oinfo_detail: level 1 adds the source of what a cell declared", async () => {
  await run("/** Adds one. */\nfunction increment(n: number) { return n + 1 }");
  const [brief, full] = [await client().inspect("increment"), await client().inspect("increment(2)", 4, 1)];
  expect(brief.data["text/plain"]).toMatch(/increment\(n: number\): number[^]*Adds one/);
  expect(brief.data["text/plain"]).not.toContain("return n + 1");
  expect(full.data["text/plain"]).toContain("function increment(n: number) { return n + 1 }");
  expect(full.data["text/markdown"]).toContain("return n + 1");
  const { reply } = await run("increment??");
  expect(JSON.stringify(replyOf(reply).payload)).toContain("return n + 1");
});

test("test_complete: cursor positions are code points", async () => {
  const { matches, cursor_start, cursor_end } = await client().complete("'🧠'; Math.flo");
  expect([cursor_start, cursor_end]).toEqual([10, 13]);
  expect(matches).toContain("floor");
});

test("test_is_complete", async () => {
  expect(await client().isComplete("2 + 2")).toMatchObject({ status: "complete" });
  expect(await client().isComplete("function f() {")).toMatchObject({ status: "incomplete", indent: "  " });
  expect(await client().isComplete("let = = 3")).toMatchObject({ status: "invalid" });
});

test("test_history_tail, test_history_range, test_history_search; output gives pairs", async () => {
  for (const code of ["'alpha'", "'beta'", "'alpha'"]) await run(code);
  const count = replyOf((await run("'gamma'")).reply).execution_count as number;
  expect((await history({ hist_access_type: "tail", n: 2 })).map(([, , source]) => source)).toEqual([
    "'alpha'",
    "'gamma'",
  ]);
  const range = await history({ hist_access_type: "range", session: 0, start: count - 2, stop: count });
  expect(range.map(([, line, source]) => [line, source])).toEqual([
    [count - 2, "'beta'"],
    [count - 1, "'alpha'"],
  ]);
  const search = { hist_access_type: "search", pattern: "'*a'", n: 10 };
  expect((await history(search)).map(([, , source]) => source)).toEqual(["'alpha'", "'beta'", "'alpha'", "'gamma'"]);
  expect((await history({ ...search, unique: true })).map(([, , source]) => source)).toEqual([
    "'beta'",
    "'alpha'",
    "'gamma'",
  ]);
  const [pair] = await history({ hist_access_type: "tail", n: 1, output: true });
  expect(pair![2]).toEqual(["'gamma'", null]);
});

test("test_connect_request, and messages of unknown types: the kernel goes on", async () => {
  const { ports } = client().process.connection;
  expect((await client().request("shell", "connect_request")).content).toEqual({
    status: "ok",
    shell_port: ports.shell,
    iopub_port: ports.iopub,
    stdin_port: ports.stdin,
    control_port: ports.control,
    hb_port: ports.hb,
  });
  await client().post("no_such_request", {});
  expect((await run("1")).result).toBe("1");
});

test("test_comm_info_request: what is open, all or of one target", async () => {
  await run("comms.register('known', () => {})");
  await client().post("comm_open", { comm_id: "one", target_name: "known", data: {} });
  const info = async (content = {}) => (await client().request("shell", "comm_info_request", content)).content;
  expect(await info()).toEqual({ status: "ok", comms: { one: { target_name: "known" } } });
  expect(await info({ target_name: "known" })).toEqual({ status: "ok", comms: { one: { target_name: "known" } } });
  expect(await info({ target_name: "other" })).toEqual({ status: "ok", comms: {} });
  await client().post("comm_close", { comm_id: "one", data: {} });
});

test("test_subshell: created, listed, deleted", async () => {
  const control = async (type: string, content = {}) => (await client().request("control", type, content)).content;
  const { subshell_id } = await control("create_subshell_request");
  expect(await control("list_subshell_request")).toEqual({ status: "ok", subshell_id: [subshell_id] });
  expect(await control("delete_subshell_request", { subshell_id })).toEqual({ status: "ok" });
  expect(await control("list_subshell_request")).toEqual({ status: "ok", subshell_id: [] });
});

test("usage_request on control", async () => {
  const { content } = await client().request("control", "usage_request");
  expect(content.pid).toBe(client().process.child.pid);
  expect(content.kernel_memory).toBeGreaterThan(10_000_000);
  expect(content.host_virtual_memory).toMatchObject({ percent: expect.any(Number), total: expect.any(Number) });
});

test("a name with a question mark opens the pager", async () => {
  for (const code of ["?display", "display?", "??display"]) {
    const { reply, types } = await run(code);
    expect(types).toEqual(["status", "execute_input", "status"]);
    expect(replyOf(reply).payload).toMatchObject([
      { source: "page", start: 0, data: { "text/plain": expect.stringContaining("display") } },
    ]);
  }
  const [page] = replyOf((await run("?noSuchName")).reply).payload as { data: Record<string, string> }[];
  expect(page!.data["text/plain"]).toBe("Nothing is known about noSuchName.");
});

test("test_single_payload: of several next cells the last counts", async () => {
  const { reply } = await run("for (const n of [1, 2, 3]) setNextInput(`const next = ${n}`)");
  expect(replyOf(reply).payload).toEqual([{ source: "set_next_input", text: "const next = 3", replace: false }]);
});

test("setNextInput writes the next cell, or this one anew", async () => {
  expect(replyOf((await run("setNextInput('const next = 1')")).reply).payload).toEqual([
    { source: "set_next_input", text: "const next = 1", replace: false },
  ]);
  expect(replyOf((await run("setNextInput('1', { replace: true })")).reply).payload).toEqual([
    { source: "set_next_input", text: "1", replace: true },
  ]);
});

test("test_non_execute_stop_on_error: only cells are aborted", async () => {
  const failing = run("await new Promise((r) => setTimeout(r, 100)); throw new Error('here')");
  const asked = [
    client().request("shell", "kernel_info_request"),
    client().request("shell", "comm_info_request"),
    client().request("shell", "inspect_request", { code: "display", cursor_pos: 3 }),
    client().request("shell", "history_request", { hist_access_type: "tail", n: 1 }),
  ];
  expect(replyOf((await failing).reply).status).toBe("error");
  expect((await Promise.all(asked)).map(({ content }) => content.status)).toEqual(["ok", "ok", "ok", "ok"]);
});

test("test_execute_stop_on_error: what waits behind a failing cell is aborted, unless it was asked not to", async () => {
  const failing = run("await new Promise((r) => setTimeout(r, 200)); throw new Error('stop here')");
  const waiting = run("globalThis.reached = true");
  const later = client().complete("Math.");
  expect(replyOf((await failing).reply).status).toBe("error");
  const aborted = await waiting;
  expect(replyOf(aborted.reply)).toMatchObject({ status: "aborted" });
  expect(aborted.types).toEqual(["status", "status"]);
  expect((await later).status).toBe("ok");
  expect((await run("'goes on'")).result).toBe("'goes on'");

  const tolerant = run("await new Promise((r) => setTimeout(r, 100)); throw new Error('go on')", {
    stop_on_error: false,
  });
  const next = run("'ran'");
  await tolerant;
  expect((await next).result).toBe("'ran'");
});

test("test_input_request: questions are asked of who may be asked, and refused at once otherwise", async () => {
  const { result, types } = await run("prompt('Name?')", { onInput: (question) => `${question}Ada` });
  expect(result).toBe("'Name? Ada'");
  expect(types).not.toContain("error");
  expect((await run("prompt('Name?')", { allow_stdin: false })).error?.evalue).toMatch(/runs cells without input/);
  const asked: boolean[] = [];
  await run("password()", { onInput: (_question, secret) => String(asked.push(secret)) });
  expect(asked).toEqual([true]);
});

test("history survives a restart of the kernel and ends with it", () => {
  const file = join(mkdtempSync(join(tmpdir(), "gradbook-history-")), "kernel.json");
  const before = new History(file);
  const session = before.begin();
  before.add(session, 1, "const a = 1");
  before.add(session, 2, "a + 1");
  before.save();
  const after = new History(file);
  after.add(after.begin(), 1, "'again'");
  expect(after.find({ hist_access_type: "tail", n: 2 })).toEqual([
    [1, 2, "a + 1"],
    [2, 1, "'again'"],
  ]);
  expect(after.find({ hist_access_type: "range", session: -1, start: 1 })).toHaveLength(2);
  expect(after.find({ hist_access_type: "range", session: 0, start: 1 })).toEqual([[2, 1, "'again'"]]);
  after.discard();
  // What was still to be written must not bring the file back.
  after.save();
  expect(new History(file).find({ hist_access_type: "tail" })).toEqual([]);
});
