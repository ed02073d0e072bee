// A kernel that waits for its first cell runs some that nobody sees (kernel/worker/rehearsal.ts): nobody sees them.
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { shown, startKernel } from "./session.ts";

test("what is rehearsed before the first cell leaves nothing behind", async () => {
  const client = await startKernel();
  try {
    const told: string[] = [];
    client.onBroadcast(({ header, parent_header: parent }) => {
      told.push(`${header.msg_type} of ${(parent as { msg_type?: string }).msg_type}`);
    });
    await sleep(1500);
    // What the client asked to know whether the kernel is there.
    expect(told.filter((each) => each !== "status of kernel_info_request")).toEqual([]);
    const history = await client.request("shell", "history_request", { hist_access_type: "tail", n: 10, raw: true });
    expect(history.content.history).toEqual([]);
    await client.request("control", "debug_request", { seq: 1, type: "request", command: "initialize", arguments: {} });
    await client.request("control", "debug_request", { seq: 2, type: "request", command: "attach", arguments: {} });
    const modules = await client.request("control", "debug_request", { seq: 3, type: "request", command: "modules" });
    expect(JSON.stringify(modules.content)).not.toContain("rehearsal");

    const first = shown(await client.execute("%who\nconst mine = 1; throw new Error(`first ${mine}`)"));
    expect(first.reply.content.execution_count).toBe(1);
    expect(first.stdout).not.toContain("rehearsal");
    expect(first.error?.traceback).toContain("In[1]");
    expect(first.error?.traceback).not.toContain("rehearsal");
    expect(client.process.printed()).toBe("");
  } finally {
    await client.shutdown();
  }
});

test("a first cell at any moment runs as if nothing had been rehearsed", async () => {
  for (const milliseconds of [100, 170, 230, 300, 400, 600]) {
    const client = await startKernel();
    try {
      await sleep(milliseconds);
      const cell = shown(await client.execute("const a: number = 20; console.log('printed'); a + 1"));
      expect(cell).toMatchObject({ stdout: "printed\n", result: "21", error: undefined });
      const wrong = shown(await client.execute("const b: string = a"));
      expect(wrong.error?.ename).toBe("TypeCheckError");
    } finally {
      await client.shutdown();
    }
  }
});
