// Comms in both directions, as widgets use them; names follow ipykernel's comm tests.
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Message } from "../../kernel/protocol/message.ts";
import { contentOf, useKernel, withoutColor } from "./session.ts";

const { client, run } = useKernel();

/** Sends a comm message and waits until the kernel has dealt with it; gives what was broadcast for it. */
async function send(type: string, content: object, buffers: Uint8Array[] = []): Promise<Message[]> {
  const mine: Message[] = [];
  let id = "";
  const idle = client().heard((message) => {
    if (!id || (message.parent_header as { msg_id?: string }).msg_id !== id) return false;
    mine.push(message);
    return message.header.msg_type === "status" && message.content.execution_state === "idle";
  });
  id = await client().post(type, { data: {}, ...content }, { buffers });
  await idle;
  return mine;
}

test("test_comm_open: the notebook's callback gets data and buffers, its output belongs to the message", async () => {
  await run(`comms.register("echo", (comm, { data, buffers }) => {
    console.log("opened", data, buffers[0]?.[1]);
    comm.on("message", ({ data: n, buffers: raw, metadata }) => comm.send({ twice: 2 * (n as number) }, { buffers: raw, metadata }));
    comm.on("close", ({ data }) => console.log("closed", data));
  })`);
  const id = randomUUID();
  const opened = await send("comm_open", { comm_id: id, target_name: "echo", data: { a: 1 } }, [Buffer.from([7, 8])]);
  expect(opened.map(({ header }) => header.msg_type)).toEqual(["status", "stream", "status"]);
  expect(contentOf(opened, "stream")?.text).toBe("opened { a: 1 } 8\n");

  const answered = await send("comm_msg", { comm_id: id, data: 21 }, [Buffer.from([1, 2, 3])]);
  const message = answered.find(({ header }) => header.msg_type === "comm_msg")!;
  expect(message.content).toEqual({ comm_id: id, data: { twice: 42 } });
  expect([...message.buffers[0]!]).toEqual([1, 2, 3]);

  const closed = await send("comm_close", { comm_id: id, data: "bye" });
  expect(contentOf(closed, "stream")?.text).toBe("closed bye\n");
  expect((await run("comms.get(" + JSON.stringify(id) + ") === undefined")).result).toBe("true");
});

test("a target that nobody registered is closed at once", async () => {
  const id = randomUUID();
  const messages = await send("comm_open", { comm_id: id, target_name: "nobody" });
  expect(contentOf(messages, "comm_close")).toMatchObject({ comm_id: id });
});

test("test_comm_open from the kernel: opened, sent and closed under the cell", async () => {
  const { messages } = await run(
    'const mine = comms.open("view", { start: 1 }); mine.send({ step: 2 }, { buffers: [new Uint8Array([5])] }); mine.close()',
  );
  const comm = messages.filter(({ header }) => header.msg_type.startsWith("comm_"));
  expect(comm.map(({ header }) => header.msg_type)).toEqual(["comm_open", "comm_msg", "comm_close"]);
  expect(comm[0]!.content).toMatchObject({ target_name: "view", data: { start: 1 } });
  expect([...comm[1]!.buffers[0]!]).toEqual([5]);
  const { error } = await run("mine.send({})");
  expect(error?.evalue).toContain("The comm 'view' is closed");
});

test("test_comm_info: open comms with their targets, all or of one target", async () => {
  await run('const first = comms.open("one"); const second = comms.open("two")');
  const ask = async (content: object) =>
    (await client().request("shell", "comm_info_request", { ...content })).content.comms as Record<string, unknown>;
  expect(Object.values(await ask({}))).toEqual([{ target_name: "one" }, { target_name: "two" }]);
  expect(Object.values(await ask({ target_name: "two" }))).toEqual([{ target_name: "two" }]);
  await run("first.close(); second.close()");
  expect(await ask({})).toEqual({});
});

test("messages are heard between the awaits of a running cell", async () => {
  await run(
    'comms.register("rate", (comm) => comm.on("message", ({ data }) => { rate = data as number })); let rate = 1;',
  );
  const id = randomUUID();
  await send("comm_open", { comm_id: id, target_name: "rate" });
  const running = run("while (rate !== 5) await new Promise((r) => setTimeout(r, 5)); rate");
  await send("comm_msg", { comm_id: id, data: 5 });
  expect((await running).result).toBe("5");
});

test("a message keeps its place behind the cells sent before it", async () => {
  const id = randomUUID();
  const registering = run('comms.register("late", (comm) => comm.send("here"))');
  const opened = send("comm_open", { comm_id: id, target_name: "late" });
  await registering;
  expect(contentOf(await opened, "comm_msg")).toEqual({ comm_id: id, data: "here" });
});

test("a callback that throws is told under its message, and the kernel goes on", async () => {
  await run('comms.register("bad", (comm) => comm.on("message", () => { throw new Error("no") }))');
  const id = randomUUID();
  await send("comm_open", { comm_id: id, target_name: "bad" });
  const messages = await send("comm_msg", { comm_id: id });
  expect(withoutColor(contentOf(messages, "stream")?.text as string)).toContain("Error: no");
  expect((await run("1")).result).toBe("1");
});

test("what is not data is refused with a reason", async () => {
  const { error } = await run('comms.open("f", { f: () => 1 })');
  expect(error?.evalue).toContain("This cannot be sent over the comm 'f'");
});

test("messages without an id, or for a comm that is not open, do nothing", async () => {
  await send("comm_msg", { comm_id: "unknown" });
  await send("comm_close", { comm_id: "unknown" });
  await send("comm_msg", {});
  expect((await run("1")).result).toBe("1");
});
