// Where temporary storages lie when captured works are repeated: two whose lives do not overlap may share an address, so
// that the whole step works in little memory, which stays in the processor's cache. A storage lives from the first work
// that touches it to the last. Greedy by size: the largest first, each at the lowest free place (Pisarchyk & Lee 2020,
// "Efficient memory management for deep neural net inference"). Pure arithmetic.

export interface Life {
  readonly bytes: number;
  /** Numbers of the first and the last work that touch it. */
  readonly first: number;
  readonly last: number;
}

export interface Plan {
  /** Distance of each life's memory from the start of the block. */
  readonly offsets: readonly number[];
  /** Size of the block. */
  readonly bytes: number;
}

/** A cache line. */
const step = 64;

export function planMemory(lives: readonly Life[]): Plan {
  const offsets = lives.map(() => 0);
  const order = lives.map((_, i) => i).toSorted((a, b) => lives[b]!.bytes - lives[a]!.bytes || a - b);
  /** Those that have their place, by offset. */
  const placed: number[] = [];
  let total = 0;
  for (const i of order) {
    const life = lives[i]!;
    let offset = 0;
    for (const other of placed) {
      const { first, last, bytes } = lives[other]!;
      if (last < life.first || first > life.last) continue;
      if (offsets[other]! >= offset + life.bytes) break;
      offset = Math.max(offset, Math.ceil((offsets[other]! + bytes) / step) * step);
    }
    offsets[i] = offset;
    total = Math.max(total, offset + life.bytes);
    const at = placed.findIndex((other) => offsets[other]! > offset);
    placed.splice(at < 0 ? placed.length : at, 0, i);
  }
  return { offsets, bytes: total };
}
