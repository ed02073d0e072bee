// Numbers of a training by name and step. Figures follow a recorder while it records; tables and tests read it after.
import { ArgumentError } from "../errors.ts";
import { Tensor } from "../tensor/tensor.ts";

/** A growing series of numbers with the step each belongs to. */
export interface Series {
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** When each value was recorded, in seconds since 1970. */
  readonly times: readonly number[];
}

/** Calls back with every new number. */
export type RecordListener = (name: string, step: number, value: number) => void;

/**
 * Remembers losses, accuracies, learning rates … by name.
 * @example
 * const run = train.recorder();
 * for (let step = 0; step < 100; step += 1) run.log(step, { loss });
 */
export class Recorder {
  readonly #series = new Map<
    string,
    { readonly steps: number[]; readonly values: number[]; readonly times: number[] }
  >();
  readonly #listeners = new Set<RecordListener>();

  /** Everything recorded so far, by name. */
  get series(): ReadonlyMap<string, Series> {
    return this.#series;
  }

  /** Names in the order of their first number. */
  get names(): string[] {
    return [...this.#series.keys()];
  }

  /**
   * Records numbers at a step; tensors with one element count as numbers.
   * @throws ArgumentError when a step is smaller than the one before in its series, or a value is not a number; then
   * nothing is recorded
   */
  log(step: number, values: Readonly<Record<string, number | Tensor>>): void {
    const numbers = Object.entries(values).map(([name, value]) => [name, this.#checked(name, step, value)] as const);
    const now = Date.now() / 1000;
    for (const [name, number] of numbers) this.#add(name, step, number, now);
    for (const [name, number] of numbers) for (const listener of this.#listeners) listener(name, step, number);
  }

  /** The values of one series. @throws ArgumentError when there is none of that name */
  values(name: string): readonly number[] {
    const series = this.#series.get(name);
    if (series) return series.values;
    const known = this.names.length > 0 ? `There are: ${this.names.join(", ")}.` : "Nothing has been recorded yet.";
    throw new ArgumentError(`Nothing named "${name}" has been recorded. ${known}`);
  }

  /** The last value of one series. @throws ArgumentError when there is none of that name */
  last(name: string): number {
    return this.values(name).at(-1)!;
  }

  /** Calls back with every number from now on; returns the function that ends it. */
  subscribe(listener: RecordListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  toString(): string {
    const lines = [...this.#series].map(
      ([name, { values }]) => `  ${name}: ${values.length} values, last ${Number(values.at(-1)!.toPrecision(5))}`,
    );
    return `Recorder {${lines.length > 0 ? `\n${lines.join("\n")}\n` : ""}}`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  #checked(name: string, step: number, value: number | Tensor): number {
    const number = value instanceof Tensor ? value.item() : value;
    if (typeof number !== "number" || !Number.isFinite(step)) {
      throw new ArgumentError(`log() takes a step and numbers; "${name}" at step ${step} is ${String(value)}.`);
    }
    const before = this.#series.get(name)?.steps.at(-1);
    if (before !== undefined && step < before) {
      throw new ArgumentError(`Steps of "${name}" must not fall: ${step} comes after ${before}.`);
    }
    return number;
  }

  #add(name: string, step: number, number: number, now: number): void {
    let series = this.#series.get(name);
    if (!series) this.#series.set(name, (series = { steps: [], values: [], times: [] }));
    series.steps.push(step);
    series.values.push(number);
    series.times.push(now);
  }
}

/** A new recorder. */
export function recorder(): Recorder {
  return new Recorder();
}
