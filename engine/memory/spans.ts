// Who owns which stretch of the address space. Stretches are handed out by size and come back in any order; those that
// came back wait in bins by size class, where the last returned (likely still in the processor's cache) goes out first.
// Pure bookkeeping over numbers: knows neither the memory itself nor what the stretches are used for.
import { classCount, classOf, sizeOf } from "./sizes.ts";

export class Spans {
  readonly #start: number;
  readonly #end: number;
  /** Everything from here to the end was never used. */
  #frontier: number;
  /** Bin c holds the addresses of free stretches that serve any request of class c. */
  readonly #bins: number[][] = Array.from({ length: classCount }, () => []);
  readonly #sizes = new Map<number, number>();

  constructor(start: number, end: number) {
    this.#start = start;
    this.#end = end;
    this.#frontier = start;
  }

  /** Bytes that are handed out now. */
  get used(): number {
    let free = 0;
    for (const size of this.#sizes.values()) free += size;
    return this.#frontier - this.#start - free;
  }

  /** The highest address ever handed out, as a distance from the start. */
  get reached(): number {
    return this.#frontier - this.#start;
  }

  /** The address of a free stretch of `bytes`, or undefined when there is none. */
  take(bytes: number): number | undefined {
    const wanted = classOf(bytes);
    return (
      this.#takeFromBins(bytes, wanted) ??
      this.#takeFresh(bytes) ??
      (this.merge() ? (this.#takeFromBins(bytes, wanted) ?? this.#takeFresh(bytes)) : undefined)
    );
  }

  /** Gives a stretch back. */
  give(address: number, bytes: number): void {
    const exact = classOf(bytes);
    this.#bins[sizeOf(exact) > bytes ? exact - 1 : exact]!.push(address);
    this.#sizes.set(address, bytes);
  }

  /** Joins free neighbours, and returns free stretches at the end to the fresh part. Says whether anything was joined. */
  merge(): boolean {
    const before = this.#sizes.size;
    const free = [...this.#sizes].toSorted(([a], [b]) => a - b);
    for (const bin of this.#bins) bin.length = 0;
    this.#sizes.clear();
    let [start, size] = [this.#start, 0];
    for (const [address, bytes] of free) {
      if (address === start + size) size += bytes;
      else {
        if (size > 0) this.give(start, size);
        [start, size] = [address, bytes];
      }
    }
    if (size > 0 && start + size === this.#frontier) this.#frontier = start;
    else if (size > 0) this.give(start, size);
    return this.#sizes.size < before;
  }

  #takeFresh(bytes: number): number | undefined {
    if (this.#frontier + bytes > this.#end) return undefined;
    const address = this.#frontier;
    this.#frontier += bytes;
    return address;
  }

  /** The smallest free stretch that is large enough, cut to size. Fresh memory costs the system pages; this does not. */
  #takeFromBins(bytes: number, from: number): number | undefined {
    for (let c = from; c < classCount; c += 1) {
      const address = this.#bins[c]!.pop();
      if (address === undefined) continue;
      const size = this.#sizes.get(address)!;
      this.#sizes.delete(address);
      if (size > bytes) this.give(address + bytes, size - bytes);
      return address;
    }
    return undefined;
  }
}
