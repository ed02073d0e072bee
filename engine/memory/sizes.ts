// Size classes: requests are rounded up so that memory given back fits the next request of about the same size.
// Four classes to an octave (64, 80, 96, 112, 128, 160, …) waste at most a fifth; below 64 bytes, every 16.
// Pure arithmetic.

/** The smallest piece: one 128-bit vector. */
export const grain = 16;

/** The class of a request; classes count up from 0 with their sizes. */
export function classOf(bytes: number): number {
  const grains = Math.max(1, Math.ceil(bytes / grain));
  if (grains <= 4) return grains - 1;
  const octave = 31 - Math.clz32(grains - 1);
  return (octave - 1) * 4 + ((grains - 1) >>> (octave - 2)) - 4;
}

/** The size in bytes of every request in a class. */
export const sizeOf = (sizeClass: number): number => sizes[sizeClass]!;

/** How many classes there are up to the largest memory WebAssembly can address. */
export const classCount: number = classOf(2 ** 32) + 1;

const sizes = Array.from({ length: classCount }, (_, c) => {
  if (c < 4) return (c + 1) * grain;
  const octave = Math.floor(c / 4) + 1;
  return ((c % 4) + 5) * 2 ** (octave - 2) * grain;
});
