// What a kernel must bear in large numbers. Each figure is printed; what goes wrong ends the script with what and where.
// Run by `npm run bench:kernels -- --hardship`; the tests do the same in small numbers.
import { floods } from "./floods.ts";
import { manyInterrupts } from "./interrupts.ts";
import { manyLifetimes, manyRestarts } from "./lifetimes.ts";
import { badMessages } from "./messages.ts";

/** Each by its name on the command line. */
const all = {
  messages: ({ argv, messages, seed }: HardshipOptions) => badMessages(argv, messages, seed),
  interrupts: ({ argv, interrupts }: HardshipOptions) => manyInterrupts(argv, interrupts),
  floods: ({ argv }: HardshipOptions) => floods(argv),
  lifetimes: ({ argv, lifetimes }: HardshipOptions) => manyLifetimes(argv, lifetimes),
  restarts: ({ argv, lifetimes }: HardshipOptions) => manyRestarts(argv, lifetimes),
};

export interface HardshipOptions {
  /** As in a kernelspec. */
  readonly argv: readonly string[];
  readonly messages: number;
  /** Of each kind of work. */
  readonly interrupts: number;
  /** How often a kernel is started and stopped, and how often one is restarted. */
  readonly lifetimes: number;
  readonly seed: number;
  readonly parts: readonly string[];
}

export async function hardship(options: HardshipOptions): Promise<void> {
  const unknown = options.parts.filter((part) => !Object.hasOwn(all, part));
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join()}: ${Object.keys(all).join()}.`);
  for (const [name, part] of Object.entries(all)) if (options.parts.includes(name)) await part(options);
}
