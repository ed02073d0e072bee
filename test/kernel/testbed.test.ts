// The 27 checks of runtimed/kernel-testbed, the public comparison of Jupyter kernels, under their names and in their four
// tiers. The same things are asked; what counts as an answer is stricter here.
import { Subscriber } from "zeromq";
import { afterAll, describe, expect, test } from "vitest";
import { endpoint } from "../../kernel/protocol/connection.ts";
import { Wire } from "../../kernel/protocol/wire.ts";
import { contentOf, startKernel, useKernel } from "./session.ts";

const { client, run } = useKernel();

describe("tier 1: basic protocol", () => {
  test("heartbeat_responds", async () => {
    expect(await client().isAlive()).toBe(true);
  });

  test("iopub_welcome", async () => {
    const { connection } = client().process;
    const socket = new Subscriber({ linger: 0, receiveTimeout: 5000 });
    socket.connect(endpoint(connection, "iopub"));
    socket.subscribe();
    const first = new Wire(connection.key, connection.signature_scheme).unpack(await socket.receive());
    socket.close();
    expect(first.header.msg_type).toBe("iopub_welcome");
    expect(first.content).toEqual({ subscription: "" });
    expect(first.parent_header).toEqual({});
  });

  test("kernel_info_reply_valid", async () => {
    const { header, content } = await client().request("shell", "kernel_info_request");
    expect(header.msg_type).toBe("kernel_info_reply");
    expect(content).toMatchObject({ status: "ok", implementation: "gradbook" });
    expect(content.banner).toContain("gradbook");
  });

  test("kernel_info_has_language_info", async () => {
    const { content } = await client().request("shell", "kernel_info_request");
    // A string: the testbed's reader refuses a mode that is an object.
    expect(content.language_info).toMatchObject({ name: "typescript", codemirror_mode: "typescript" });
  });

  test("kernel_info_has_protocol_version", async () => {
    const { content } = await client().request("shell", "kernel_info_request");
    expect(content.protocol_version).toBe("5.5");
  });

  test("execute_stdout", async () => {
    expect(await run('console.log("hello")')).toMatchObject({ stdout: "hello\n", stderr: "" });
  });

  test("execute_stderr", async () => {
    expect(await run('console.error("error")')).toMatchObject({ stdout: "", stderr: "error\n" });
  });

  test("execute_reply_ok", async () => {
    expect((await run("const x = 1 + 1")).reply.content.status).toBe("ok");
  });

  test("status_busy_idle_lifecycle", async () => {
    const { messages } = await run("const y = 1 + 1");
    const states = messages
      .filter(({ header }) => header.msg_type === "status")
      .map(({ content }) => content.execution_state);
    expect(states).toEqual(["busy", "idle"]);
  });

  test("execute_input_broadcast", async () => {
    const { messages } = await run("const z = 1 + 1");
    expect(contentOf(messages, "execute_input")).toMatchObject({ code: "const z = 1 + 1" });
  });
});

describe("tier 2: interactive features", () => {
  test("complete_request", async () => {
    await run("const testVariable = 42");
    const reply = await client().complete("testVar");
    expect(reply).toMatchObject({ status: "ok", matches: ["testVariable"], cursor_start: 0, cursor_end: 7 });
  });

  test("inspect_request", async () => {
    await run("const inspected = 42");
    const reply = await client().inspect("inspected");
    expect(reply).toMatchObject({ status: "ok", found: true });
    expect(reply.data["text/plain"]).toContain("const inspected: 42");
  });

  test("is_complete_complete", async () => {
    expect((await client().isComplete("const x = 1 + 1")).status).toBe("complete");
  });

  test("is_complete_incomplete", async () => {
    expect((await client().isComplete("function foo() {")).status).toBe("incomplete");
  });

  test("history_request", async () => {
    await run("'remembered'");
    const wanted = { hist_access_type: "tail", n: 1, output: false, raw: true };
    const { header, content } = await client().request("shell", "history_request", wanted);
    expect(header.msg_type).toBe("history_reply");
    expect(content).toMatchObject({ status: "ok", history: [[1, expect.any(Number), "'remembered'"]] });
  });

  test("comm_info_request", async () => {
    const { header, content } = await client().request("shell", "comm_info_request");
    expect(header.msg_type).toBe("comm_info_reply");
    expect(content).toEqual({ status: "ok", comms: {} });
  });

  test("error_handling", async () => {
    const { reply, messages } = await run('throw new Error("test error")');
    expect(reply.content).toMatchObject({ status: "error", ename: "Error", evalue: "test error" });
    expect(contentOf(messages, "error")).toMatchObject({ ename: "Error", evalue: "test error" });
    expect((await run("'alive'")).result).toBe("'alive'");
  });
});

describe("tier 3: rich output", () => {
  test("display_data", async () => {
    const { messages } = await run("display(html`<b>bold</b>`)");
    expect(contentOf(messages, "display_data")?.data).toMatchObject({ "text/html": "<b>bold</b>" });
  });

  test("update_display_data", async () => {
    const { messages } = await run("const shown = display(html`<b>first</b>`); shown.update(html`<b>second</b>`)");
    const [before, after] = [contentOf(messages, "display_data"), contentOf(messages, "update_display_data")];
    expect(after?.data).toMatchObject({ "text/html": "<b>second</b>" });
    expect(after?.transient).toEqual(before?.transient);
  });

  test("execute_result", async () => {
    expect((await run("1 + 2 + 3")).result).toBe("6");
  });

  test("rich_execute_result", async () => {
    const { messages } = await run("({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<i>rich</i>' }) })");
    expect(contentOf(messages, "execute_result")?.data).toMatchObject({ "text/html": "<i>rich</i>" });
  });
});

describe("tier 4: advanced features", () => {
  test("stdin_input_request", async () => {
    const { result } = await run("prompt('Enter: ')", { onInput: (question) => question.trim().toLowerCase() });
    expect(result).toBe("'enter:'");
  });

  test("comms_lifecycle", async () => {
    await client().post("comm_open", { comm_id: "t", target_name: "nobody", data: {} });
    const closed = await client().heard(({ header }) => header.msg_type === "comm_close");
    expect(closed.content).toMatchObject({ comm_id: "t" });
    expect((await client().request("shell", "comm_info_request")).content).toEqual({ status: "ok", comms: {} });
  });

  test("interrupt_request", async () => {
    const begun = client().heard(({ content }) => content.text === "begun\n");
    const running = run("console.log('begun'); while (true);");
    await begun;
    const { header, content } = await client().request("control", "interrupt_request");
    expect(header.msg_type).toBe("interrupt_reply");
    expect(content).toEqual({ status: "ok" });
    expect((await running).error?.ename).toBe("Interrupted");
  });

  test("execution_count_increments", async () => {
    const counts = [await run("1"), await run("2")].map(({ reply }) => reply.content.execution_count);
    expect(counts[1]).toBe(counts[0]! + 1);
  });

  test("parent_header_correlation", async () => {
    const { id, reply, messages } = await run("console.log('mine'); 1");
    expect(reply.parent_header).toMatchObject({ msg_id: id, msg_type: "execute_request" });
    expect(messages.length).toBeGreaterThan(4);
    for (const { parent_header: parent } of messages) expect(parent).toMatchObject({ msg_id: id });
  });

  test("shutdown_reply", async () => {
    const other = await startKernel();
    afterAll(() => other.shutdown());
    const { header, content } = await other.request("control", "shutdown_request", { restart: false });
    expect(header.msg_type).toBe("shutdown_reply");
    expect(content).toEqual({ status: "ok", restart: false });
    expect(await other.process.ended).toBe(0);
  });
});
