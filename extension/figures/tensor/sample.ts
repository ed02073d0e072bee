// Which elements of a large tensor travel with its figure, and how its statistics are written down.

/** For each axis null (everything), or the indices at both of its ends. Matrices keep more than what is before them. */
export function keepEdges(shape: readonly number[], most: number): (number[] | null)[] {
  const sizes = [...shape];
  const weight = (axis: number) => sizes[axis]! * (axis < shape.length - 2 ? 6 : 1);
  while (sizes.reduce((product, size) => product * size, 1) > most) {
    const largest = sizes.map((_, axis) => axis).reduce((a, b) => (weight(b) > weight(a) ? b : a));
    sizes[largest] = Math.max(1, Math.floor(sizes[largest]! * 0.9));
  }
  return sizes.map((size, axis) => {
    const whole = shape[axis]!;
    if (size === whole) return null;
    const front = Math.ceil(size / 2);
    return Array.from({ length: size }, (_, k) => (k < front ? k : whole - size + k));
  });
}

export function pick(
  { shape, data }: { readonly shape: readonly number[]; readonly data: ArrayLike<number | boolean> },
  kept: readonly (readonly number[] | null)[],
): ArrayLike<number> {
  if (kept.every((indices) => indices === null)) return data as ArrayLike<number>;
  // Offsets of the kept elements, axis by axis.
  let offsets = [0];
  shape.forEach((size, axis) => {
    const indices = kept[axis] ?? Array.from({ length: size }, (_, k) => k);
    offsets = offsets.flatMap((offset) => indices.map((index) => offset * size + index));
  });
  return offsets.map((offset) => Number(data[offset]));
}

/** JSON has no NaN: statistics of nothing travel as null. */
export const finite = <K extends string>(stats: Record<K, number>) =>
  Object.fromEntries(
    Object.entries(stats).map(([key, value]) => [key, Number.isFinite(value) ? value : null]),
  ) as Record<K, number | null>;
