// What a kernel must bear in large numbers. Each figure is printed; what goes wrong ends the script with what and where.
// Run by `npm run bench:kernels -- --hardship`; the tests do the same in small numbers.
import { floods } from "./floods.ts";
import { manyInterrupts } from "./interrupts.ts";
import { manyLifetimes, manyRestarts } from "./lifetimes.ts";
import { badMessages } from "./messages.ts";

export interface HardshipOptions {
  /** As in a kernelspec. */
  readonly argv: readonly string[];
  readonly messages: number;
  readonly interrupts: number;
  /** How often a kernel is started and stopped, and how often one is restarted. */
  readonly lifetimes: number;
  readonly seed: number;
}

export async function hardship({ argv, messages, interrupts, lifetimes, seed }: HardshipOptions): Promise<void> {
  await badMessages(argv, messages, seed);
  await manyInterrupts(argv, interrupts);
  await floods(argv);
  await manyLifetimes(argv, lifetimes);
  await manyRestarts(argv, lifetimes);
}
