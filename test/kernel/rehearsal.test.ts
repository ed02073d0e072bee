// A kernel that waits for its first cell runs some that nobody sees (kernel/worker/rehearsal.ts): nobody sees them.
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Names } from "../../kernel/cells/names.ts";
import type { RunRequest } from "../../kernel/link/messages.ts";
import type { ExecutionParts } from "../../kernel/worker/executionParts.ts";
import { Rehearsal } from "../../kernel/worker/rehearsal.ts";
import { Runs } from "../../kernel/worker/runs.ts";
import { takeTurns } from "../../kernel/worker/turn.ts";
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

describe("by itself", () => {
  test("cells go the whole way to the user's thread and back, every third past TypeScript", async () => {
    const { parts, ran, checked } = fakeParts();
    let rehearsed = 0;
    await new Rehearsal(() => (rehearsed += 1)).run(parts);
    expect(rehearsed).toBe(1);
    expect(ran).toHaveLength(800);
    expect(checked).toHaveLength(267);
    expect(ran[0]!.cell.script).toContain("40 + 2");
    expect(new Set(ran.flatMap(({ cell }) => [...cell.fresh, ...cell.slots.keys()]))).toEqual(new Set());
  });

  test("it is over when somebody wants something, and does not begin when somebody was quicker", async () => {
    const rehearsal = new Rehearsal(() => expect.unreachable("it was cut short"));
    const { parts, ran } = fakeParts((count) => count === 10 && rehearsal.end());
    await rehearsal.run(parts);
    expect(ran).toHaveLength(10);
    await rehearsal.run(parts);
    expect(ran).toHaveLength(10);
  });
});

/** Parts of a kernel of which nobody may say a word. @param onRun hears how many cells have run */
function fakeParts(onRun: (count: number) => void = () => {}) {
  const ran: RunRequest[] = [];
  const checked: string[] = [];
  const silent = (): never => {
    throw new Error("A rehearsal was heard.");
  };
  const main = {
    ready: Promise.resolve(),
    async run(request: RunRequest) {
      onRun(ran.push(request));
      return { status: "ok", value: { data: { "text/plain": "42" } }, expressions: {} };
    },
  };
  const language = {
    version: async () => 0,
    check: async (source: string) => void checked.push(source),
    commit: async () => {},
  };
  const parts = {
    iopub: new Proxy({}, { get: silent }),
    history: new Proxy({}, { get: silent }),
    reply: silent,
    beforeRun: silent,
    main,
    language: Promise.resolve(language),
    names: Promise.resolve(new Names([])),
    settings: { types: "error" },
    dialect: {},
    notices: ["for the first cell of somebody's"],
    runs: new Runs(),
    inTurn: takeTurns(),
  } as unknown as ExecutionParts;
  return { parts, ran, checked };
}
