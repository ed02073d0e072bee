// What a kernel must survive: bad messages by the thousand, and being started and stopped again and again.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { expect, test } from "vitest";
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
    for (const port of Object.values(connection.ports)) await isFree(port);
    expect(existsSync(dirname(file))).toBe(false);
  };
  for (let round = 0; round < 10; round += 1) await Promise.all([lifetime(), lifetime()]);
});

/** Process ids below one, where the system tells (Linux). */
function descendants(pid: number): number[] {
  if (!existsSync("/proc/self/stat")) return [];
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [[Number(name), Number(/\) \w (\d+)/.exec(readFileSync(`/proc/${name}/stat`, "utf8"))![1])] as const];
      } catch {
        return [];
      }
    });
  const below = (id: number): number[] =>
    parents.flatMap(([child, parent]) => (parent === id ? [child, ...below(child)] : []));
  return below(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Rejects when the port is taken. */
function isFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => server.close(() => resolve()));
  });
}
