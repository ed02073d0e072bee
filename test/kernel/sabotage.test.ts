// Nothing that a cell does to JavaScript takes the kernel from the user. Many at a time here; `npm run prove` tries each by
// itself, too.
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { KernelClient } from "../../kernel/client/client.ts";
import { mulberry32 } from "./fuzz.ts";
import { shown, type Shown, startKernel } from "./session.ts";
import { frosts, sabotages } from "./sabotages.ts";

const seed = Number(process.env.GRADBOOK_SEED ?? 7);
const started: KernelClient[] = [];
afterEach(() => Promise.all(started.splice(0).map((client) => client.shutdown())));

test.each(groups())("cells, errors, completion and interrupts work after sabotage: %s", async (name, sabotage) => {
  const client = await startKernel();
  started.push(client);
  const about = `${name}:\n${sabotage.join("\n")}`;
  const run = async (code: string): Promise<Shown> => shown(await client.execute(code));
  await run("%types off");
  // One that cannot do its work any more fails like any cell.
  for (const each of sabotage) await run(each);

  expect((await run("1 + 1")).result, about).toBe("2");
  await run("const kept = { text: 'a', list: [1, 2] }");
  expect((await run("kept")).result, about).toBe("{ text: 'a', list: [ 1, 2 ] }");
  expect((await run("let begun = 1;\nthrow 'meant'")).error?.evalue, about).toBe("'meant'");
  expect((await run("null.property")).error?.evalue, about).toMatch(/^Cannot read properties of null/);
  expect((await client.complete("kep")).matches, about).toContain("kept");
  const loop = run("begun = 2; while (true);");
  while ((await valueOf(client, "begun")) !== "2") await sleep(10);
  await client.interrupt();
  expect((await loop).error?.ename, about).toBe("Interrupted");
  expect((await run("begun + kept.list[1]")).result, about).toBe("4");
});

/** Asked of the debugger, which answers while a cell runs. */
async function valueOf(client: KernelClient, name: string): Promise<unknown> {
  const request = { type: "request", seq: 1, command: "richInspectVariables", arguments: { variableName: name } };
  const { content } = await client.request("control", "debug_request", request);
  return (content.body as { readonly data?: Record<string, unknown> }).data?.["text/plain"];
}

function groups(): [name: string, sabotage: readonly string[]][] {
  const random = mulberry32(seed);
  const alone = [...sabotages, ...frosts].map((each): [string, string[]] => [each, [each]]);
  const mixed = Array.from({ length: 4 }, (_, group): [string, string[]] => {
    const chosen = Array.from({ length: 12 }, () => sabotages[Math.floor(random() * sabotages.length)]!);
    return [`group ${group} of seed ${seed}`, chosen];
  });
  return process.env.GRADBOOK_LONG ? [...alone, ...mixed] : mixed;
}
