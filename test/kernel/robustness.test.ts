// What a kernel must survive: bad messages by the thousand, and being started and stopped again and again.
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import type { Connection } from "../../kernel/protocol/connection.ts";
import { descendants, isAlive, portsAreFree } from "../bench/hardship/kernel.ts";
import { fuzz, trace, traces } from "./fuzz.ts";
import { shown, startKernel } from "./session.ts";

test("3,000 malformed, unsigned, replayed, oversized and senseless messages: none obeyed, and the next cell runs", async () => {
  const seed = Math.floor(Math.random() * 2 ** 32);
  const client = await startKernel();
  const sent = await fuzz(client.process.connection, 3000, seed);
  const told = `seed ${seed}, sent ${JSON.stringify(sent)}`;
  // The overheard message was honest the first time.
  expect(shown(await client.execute(traces)).result, told).toBe("1");
  await client.execute(trace);
  expect(shown(await client.execute(traces)).result, told).toBe("2");
  expect(await client.isAlive(), told).toBe(true);
  expect(client.process.child.exitCode, `${told}\n${client.process.printed()}`).toBe(null);
  await client.shutdown();
});

test("20 times started, used and stopped: no process, port or file is left", { timeout: 240_000 }, async () => {
  const lifetime = async (): Promise<void> => {
    const client = await startKernel();
    const { connection, child, file } = client.process;
    expect(shown(await client.execute("1 + 1")).result).toBe("2");
    const processes = [child.pid!, ...descendants(child.pid!)];
    await client.shutdown();
    expect(await client.process.ended).toBe(0);
    await expect.poll(() => processes.filter(isAlive), { timeout: 5000 }).toEqual([]);
    await portsAreFree(connection);
    expect(existsSync(dirname(file))).toBe(false);
  };
  for (let round = 0; round < 10; round += 1) await Promise.all([lifetime(), lifetime()]);
});

test(
  "restarted again and again on the same ports with the same key: a new kernel each time, and nothing is left",
  { timeout: 120_000 },
  async () => {
    let connection: Connection | undefined;
    for (let round = 0; round < 5; round += 1) {
      const client = await startKernel(import.meta.dirname, connection);
      const processes = [client.process.child.pid!, ...descendants(client.process.child.pid!)];
      expect(shown(await client.execute("typeof Reflect.get(globalThis, 'left')")).result).toBe("'undefined'");
      await client.execute("Reflect.set(globalThis, 'left', 1)");
      connection = client.process.connection;
      const { content } = await client.request("control", "shutdown_request", { restart: true });
      expect(content).toEqual({ status: "ok", restart: true });
      expect(await client.process.ended).toBe(0);
      await client.shutdown();
      await expect.poll(() => processes.filter(isAlive), { timeout: 5000 }).toEqual([]);
    }
    await portsAreFree(connection!);
  },
);
