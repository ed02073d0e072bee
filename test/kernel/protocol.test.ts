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
  const { types, reply } = await run("console.log('printed'); 1", { silent: true });
  expect(types).toEqual(["status", "stream", "status"]);
  expect(replyOf(reply).execution_count).toBe(before);
  expect(replyOf((await run("0")).reply).execution_count).toBe((before as number) + 1);
});

test("a silent cell that fails says so in its reply only", async () => {
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

test("test_user_expression_fail: a cell that fails evaluates none", async () => {
  const { reply } = await run("throw new Error('first')", { user_expressions: { a: "1" } });
  expect(replyOf(reply)).toMatchObject({ status: "error", ename: "Error" });
});

test("test_oinfo: found with documentation, also past astral characters, or not found", async () => {
  expect(await client().inspect("display")).toMatchObject({ status: "ok", found: true });
  expect(await client().inspect("'🧠🧠'; display", 11)).toMatchObject({ found: true });
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

test("test_history_tail, range and search; output gives pairs", async () => {
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

test("test_connect_request and unknown messages: the kernel goes on", async () => {
  expect((await client().request("shell", "connect_request")).content.status).toBe("ok");
  await client().post("no_such_request", {});
  expect((await run("1")).result).toBe("1");
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

test("setNextInput writes the next cell, or this one anew", async () => {
  expect(replyOf((await run("setNextInput('const next = 1')")).reply).payload).toEqual([
    { source: "set_next_input", text: "const next = 1", replace: false },
  ]);
  expect(replyOf((await run("setNextInput('1', { replace: true })")).reply).payload).toEqual([
    { source: "set_next_input", text: "1", replace: true },
  ]);
});

test("test_stop_on_error: what waits behind a failing cell is aborted, unless it was asked not to", async () => {
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
