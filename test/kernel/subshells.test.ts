// Subshells (JEP 91): cells beside a cell, and answers while the main shell is busy. Names follow ipykernel's tests.
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { contentOf, startKernel, useKernel } from "./session.ts";

const { client, run } = useKernel();
const create = async (): Promise<string> =>
  (await client().request("control", "create_subshell_request")).content.subshell_id as string;
const list = async (): Promise<unknown> =>
  (await client().request("control", "list_subshell_request")).content.subshell_id;
const remove = (subshell_id: string) => client().request("control", "delete_subshell_request", { subshell_id });

test("test_no_subshells: without any, the shell is an ordinary one", async () => {
  await run("const product = 2 * 3");
  expect((await run("console.log(product)")).stdout).toBe("6\n");
});

test("test_supported", async () => {
  const { content } = await client().request("control", "kernel_info_request");
  expect(content.supported_features).toContain("kernel subshells");
});

test("test_subshell_id_lifetime: created, listed, deleted; unknown ones are refused", async () => {
  expect(await list()).toEqual([]);
  const [first, second] = [await create(), await create()];
  expect(await list()).toEqual([first, second]);
  expect((await remove(first)).content).toEqual({ status: "ok" });
  expect(await list()).toEqual([second]);
  expect((await remove(first)).content).toMatchObject({ status: "error", evalue: expect.stringContaining(first) });
  await remove(second);
});

test("a request to an unknown subshell: busy, an error as reply, idle", async () => {
  const { reply, types } = await run("1", { subshell: "nowhere" });
  expect(reply.content).toMatchObject({ status: "error", ename: "SubshellError" });
  expect(types).toEqual(["status", "status"]);
});

test("test_run_concurrently_sequence: a subshell's cell runs while the main one awaits", async () => {
  const subshell = await create();
  const main = run(
    "const order: string[] = ['main begins']; await new Promise((go) => ((globalThis as { go?: unknown }).go = go)); order.push('main ends'); order",
  );
  const released = run("order.push('subshell'); (globalThis as unknown as { go(): void }).go()", { subshell });
  expect((await released).reply.content.status).toBe("ok");
  expect((await main).result).toBe("[ 'main begins', 'subshell', 'main ends' ]");
  await remove(subshell);
});

test("test_create_while_execute, and everything that runs no code, during a synchronous loop", async () => {
  const running = run("const until = Date.now() + 1200; while (Date.now() < until); 'looped'");
  let over = false;
  void running.then(() => (over = true));
  const subshell = await create();
  const ask = (type: string, content = {}) => client().request("shell", type, content, { subshell });
  expect((await ask("kernel_info_request")).content.status).toBe("ok");
  expect((await ask("comm_info_request")).content).toEqual({ status: "ok", comms: {} });
  expect((await ask("history_request", { hist_access_type: "tail", n: 1 })).content.status).toBe("ok");
  expect((await ask("is_complete_request", { code: "1" })).content.status).toBe("complete");
  expect((await ask("complete_request", { code: "Math.flo", cursor_pos: 8 })).content.matches).toContain("floor");
  expect((await ask("inspect_request", { code: "Math.floor", cursor_pos: 8 })).content.found).toBe(true);
  expect(over).toBe(false);
  expect((await running).result).toBe("'looped'");
  await remove(subshell);
});

test("test_execution_count: each shell counts its own cells; names are shared", async () => {
  const subshell = await create();
  const countOf = async (code: string, shell?: string) =>
    (await run(code, shell === undefined ? {} : { subshell: shell })).reply.content as { execution_count: number };
  const before = (await countOf("const shared = 1")).execution_count;
  expect(await countOf("shared + 1", subshell)).toMatchObject({ execution_count: 1 });
  expect(await countOf("const fromSubshell = 5", subshell)).toMatchObject({ execution_count: 2 });
  expect(await countOf("fromSubshell")).toMatchObject({ execution_count: before + 1 });
  await remove(subshell);
});

test("two shells may make the same name at the same time", async () => {
  const subshell = await create();
  const both = await Promise.all([run("const twin = 'a'; twin"), run("const twin = 'b'; twin", { subshell })]);
  expect(both.map(({ result }) => result)).toEqual(["'a'", "'b'"]);
  await remove(subshell);
});

test("test_execute_stop_on_error: a failure aborts what waits in its own shell only", async () => {
  const subshell = await create();
  const failing = run("await new Promise((r) => setTimeout(r, 100)); throw new Error('here')", { subshell });
  const behind = run("1", { subshell });
  const beside = run("'beside'");
  expect((await failing).error?.traceback).toMatch(/Error: here[^]*In\[\d+\.1\]:1/);
  expect((await behind).reply.content.status).toBe("aborted");
  expect((await beside).result).toBe("'beside'");
  await remove(subshell);
});

test("test_silent_flag_in_subshells: a silent cell shows nothing, a cell beside it everything", async () => {
  const subshell = await create();
  expect((await run("1", { subshell, silent: true })).types).toEqual(["status", "status"]);
  const slow = "await new Promise((r) => setTimeout(r, 100)); console.log('unheard'); 3";
  const [silent, noisy] = await Promise.all([run(slow, { subshell, silent: true }), run("console.log('noisy')")]);
  expect(silent.types).toEqual(["status", "status"]);
  expect(noisy.stdout).toBe("noisy\n");
  await remove(subshell);
});

// ipykernel has a thread a shell; here all share one, so that they share their variables.
test("test_thread_counts, test_thread_ids: a subshell costs no thread, and its cells run where all do", async () => {
  const where =
    "[process.pid, (await import('node:worker_threads')).threadId, process.getActiveResourcesInfo().length > 0]";
  const main = (await run(where)).result;
  const subshell = await create();
  expect((await run(where, { subshell })).result).toBe(main);
  await remove(subshell);
});

test("test_idle_message_parent_headers: busy and idle belong to the request, subshell and all", async () => {
  const subshells = [await create(), await create()];
  const cells = await Promise.all(
    subshells.map((subshell) => run("await new Promise((r) => setTimeout(r, 100))", { subshell })),
  );
  for (const [i, { id, messages }] of cells.entries()) {
    const states = messages.filter(({ header }) => header.msg_type === "status");
    expect(states.map(({ content }) => content.execution_state)).toEqual(["busy", "idle"]);
    for (const { parent_header } of states)
      expect(parent_header).toMatchObject({ msg_id: id, subshell_id: subshells[i] });
  }
  for (const subshell of subshells) await remove(subshell);
});

test("an interrupt stops the cells of every shell", async () => {
  const subshell = await create();
  const cells = [run("await new Promise(() => {})"), run("await new Promise(() => {})", { subshell })];
  await run("1", { subshell: await create() });
  await client().interrupt();
  expect((await Promise.all(cells)).map(({ error }) => error?.ename)).toEqual(["Interrupted", "Interrupted"]);
});

test("comm messages of a subshell are not held up by the cells that wait in the main shell", async () => {
  const subshell = await create();
  await run('comms.register("sub", (comm) => comm.send("heard"))');
  const waiting = run("await new Promise((go) => ((globalThis as { go?: unknown }).go = go))");
  const behind = run("2");
  const comm_id = randomUUID();
  const heard = client().heard(({ header, content }) => header.msg_type === "comm_msg" && content.comm_id === comm_id);
  await client().post("comm_open", { comm_id, target_name: "sub", data: {} }, { subshell });
  expect((await heard).content.data).toBe("heard");
  await run("(globalThis as unknown as { go(): void }).go()", { subshell });
  await waiting;
  expect((await behind).result).toBe("2");
  expect(contentOf((await run("3")).messages, "execute_result")).toBeDefined();
});

test("test_shutdown_with_subshell: the kernel ends, subshells or not", async () => {
  const other = await startKernel();
  const { content } = await other.request("control", "create_subshell_request");
  const running = other.execute("await new Promise(() => {})", { subshell: content.subshell_id as string });
  running.catch(() => {});
  await other.request("control", "shutdown_request", { restart: false });
  expect(await other.process.ended).toBe(0);
  await other.shutdown();
});
