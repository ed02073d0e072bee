// Beginning and end of a kernel.
import { setTimeout as sleep } from "node:timers/promises";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startKernelProcess } from "../../kernel/client/kernelProcess.ts";
import { kernelSpec } from "../../kernel/commands/kernelSpec.ts";
import { startKernel } from "./session.ts";

// A cell may be on its way, about to begin, or running.
test.each([0, 30, 150, 600])("shutdown %i ms after a loop was sent: answered, and a clean end", async (wait) => {
  const client = await startKernel();
  const busy = client.execute("while (true);").catch((error: Error) => error.name);
  await sleep(wait);
  const reply = await client.request("control", "shutdown_request", { restart: true });
  expect(reply.content).toEqual({ status: "ok", restart: true });
  expect(await client.process.ended).toBe(0);
  expect(client.process.printed()).toBe("");
  expect(await busy).toBe("DeadKernelError");
  await client.shutdown();
});

test("process.exit() ends the kernel with a message", async () => {
  const client = await startKernel();
  const seen: string[] = [];
  const running = client.execute("process.exit(3)", {
    onMessage: ({ content }) => seen.push(String(content.text ?? "")),
  });
  await running.catch(() => {});
  expect(await client.process.ended).toBe(3);
  expect(seen.join("")).toContain("process.exit(3) ended the kernel.");
  await client.shutdown();
});

test("a message with a wrong signature is not run, and the kernel goes on", async () => {
  const client = await startKernel();
  const forged = await startForeign(client.process.connection);
  await forged.send();
  expect((await client.execute("typeof globalThis.forged")).messages.length).toBeGreaterThan(0);
  const answer = await client.execute("globalThis.forged === undefined ? 'safe' : 'run'");
  expect(JSON.stringify(answer.messages)).toContain("'safe'");
  forged.close();
  await client.shutdown();
  expect(client.process.printed()).toContain("ignored a message");
});

test("a connection file that cannot be used is one sentence on stderr", () => {
  const start = (file: string): { status: number | null; stderr: string } => {
    const [command, ...args] = (kernelSpec().argv as string[]).map((part) => part.replace("{connection_file}", file));
    return spawnSync(command!, args, { encoding: "utf8", timeout: 20_000 });
  };
  const missing = start("/no/such/file.json");
  expect(missing.status).toBe(1);
  expect(missing.stderr).toMatch(
    /^The gradbook kernel stopped: the connection file \/no\/such\/file.json cannot be used: .*\n$/,
  );
  const broken = join(tmpdir(), `gradbook-broken-${process.pid}.json`);
  writeFileSync(broken, "{}");
  expect(start(broken).stderr).toMatch(/it has no ip/);
});

/** A client that does not know the key. */
async function startForeign(connection: import("../../kernel/protocol/connection.ts").Connection): Promise<{
  send(): Promise<void>;
  close(): void;
}> {
  const { ClientSocket } = await import("../../kernel/client/clientSocket.ts");
  const { Wire } = await import("../../kernel/protocol/wire.ts");
  const { endpoint } = await import("../../kernel/protocol/connection.ts");
  const { makeHeader } = await import("../../kernel/protocol/message.ts");
  const socket = new ClientSocket(new Wire("wrong"), endpoint(connection, "shell"), "intruder");
  const content = { code: "globalThis.forged = true", silent: true };
  return {
    send: () =>
      socket.send({
        header: makeHeader("execute_request", "s"),
        parent_header: {},
        metadata: {},
        content,
        buffers: [],
      }),
    close: () => socket.close(),
  };
}

test("ports that are taken are one sentence on stderr, and a clean end", async () => {
  const kernel = await startKernelProcess({ argv: kernelSpec().argv as string[] });
  const other = createServer().listen(kernel.connection.ports.shell, "127.0.0.1");
  expect(await kernel.ended).toBe(1);
  expect(kernel.printed()).toBe("The gradbook kernel cannot listen on its ports: Address already in use.\n");
  other.close();
});
