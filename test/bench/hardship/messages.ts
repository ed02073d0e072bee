// Bad messages by the hundred thousand: none obeyed, none fatal, and the next cell runs.
import { KernelClient } from "../../../kernel/client/client.ts";
import { fuzz, trace, traces } from "../../kernel/fuzz.ts";
import { valueOf } from "./kernel.ts";

export async function badMessages(argv: readonly string[], count: number, seed: number): Promise<void> {
  const client = await KernelClient.start({ argv });
  const sent = await fuzz(client.process.connection, count, seed);
  // The first of the overheard messages was honest.
  if ((await valueOf(client, traces)) !== "1") throw new Error(`Seed ${seed}: a bad message was obeyed.`);
  await client.execute(trace);
  if ((await valueOf(client, traces)) !== "2") throw new Error(`Seed ${seed}: the next cell did not run.`);
  await client.shutdown();
  console.log(`${count} bad messages (seed ${seed}): none obeyed, none fatal. ${JSON.stringify(sent)}`);
}
