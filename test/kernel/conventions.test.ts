// What front-ends other than JupyterLab rely on: VS Code's rules, JupyterHub's, those of consoles and of nbclient.
import { spawn } from "node:child_process";
import { isAbsolute } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { KernelClient } from "../../kernel/client/client.ts";
import { kernelSpec } from "../../kernel/commands/kernelSpec.ts";
import { contentOf, useKernel } from "./session.ts";

const { client, run } = useKernel();

test("VS Code: the kernelspec has an absolute Node, the connection file as a word of its own, and interrupts by message", () => {
  const { argv, interrupt_mode, language } = kernelSpec() as {
    argv: string[];
    interrupt_mode: string;
    language: string;
  };
  expect(isAbsolute(argv[0]!)).toBe(true);
  expect(argv.filter((word) => word.includes("connection_file"))).toEqual(["{connection_file}"]);
  expect([interrupt_mode, language]).toEqual(["message", "typescript"]);
});

test("VS Code: information is asked again and again, on shell and control, also while a cell runs", async () => {
  const running = run("const end = Date.now() + 600; while (Date.now() < end); 'over'");
  for (let n = 0; n < 5; n += 1) {
    const heard = client().heard(({ header }) => header.msg_type === "status");
    const [shell, control] = await Promise.all([
      client().request("shell", "kernel_info_request"),
      client().request("control", "kernel_info_request"),
    ]);
    expect([shell.content.status, control.content.status]).toEqual(["ok", "ok"]);
    await heard;
  }
  expect((await running).result).toBe("'over'");
});

test("VS Code: of every match of a completion there is a text and a kind", async () => {
  const { matches, metadata } = await client().complete("ones([2]).");
  const described = metadata._jupyter_types_experimental as { text: string; type: string }[];
  expect(described.map(({ text }) => text)).toEqual(matches);
  expect(described.every(({ type }) => typeof type === "string" && type !== "")).toBe(true);
});

test("Zed and nteract: what kernel_info promises are words, not objects", async () => {
  const { content } = await client().request("shell", "kernel_info_request");
  for (const value of Object.values(content.language_info as object)) expect(typeof value).toBe("string");
  expect(content.supported_features).toEqual(["debugger", "kernel subshells"]);
});

test("nbclient: every display has a transient that is an object, and idle comes last", async () => {
  const { messages, types } = await run("display(1); Deno.jupyter.display(2); console.log(3); 4");
  const displays = messages.filter(({ header }) => header.msg_type === "display_data");
  expect(displays.map(({ content }) => typeof content.transient)).toEqual(["object", "object"]);
  expect(contentOf([messages.at(-1)!], "status")).toEqual({ execution_state: "idle" });
  expect(types.at(-1)).toBe("status");
});

test("JupyterHub: a kernel ends by itself when the process named in JPY_PARENT_PID is gone", async () => {
  const parent = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const orphan = await KernelClient.start({
    argv: kernelSpec().argv as string[],
    env: { JPY_PARENT_PID: String(parent.pid) },
  });
  parent.kill("SIGKILL");
  expect(await Promise.race([orphan.process.ended, sleep(15_000, "still there")])).toBe(0);
  await orphan.shutdown();
});
