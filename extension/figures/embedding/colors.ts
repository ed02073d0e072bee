// The colours of an embedding's points: one for each kind, or a ramp along the values. They do not depend on where a point
// is, and are kept from frame to frame.
import { categories as palette, colorAt, parseHex, type Rgb, sequential } from "../draw/color.ts";
import type { Theme } from "../draw/theme.ts";
import type { EmbeddingData } from "../payload/embedding.ts";

export type EmbeddingColorBy = "kind" | "value";

/** Colours, and which of them each point has. */
export interface EmbeddingColors {
  readonly palette: readonly Rgb[];
  readonly codes: ArrayLike<number>;
}

/** They are the same in every frame of a drag. */
const known = new WeakMap<EmbeddingData, { readonly key: string; readonly colors: EmbeddingColors }>();

export function embeddingColors(data: EmbeddingData, colorBy: EmbeddingColorBy, theme: Theme): EmbeddingColors {
  const key = `${colorBy} ${theme.dark}`;
  const before = known.get(data);
  if (before?.key === key) return before.colors;
  const colors = newColors(data, colorBy, theme);
  known.set(data, { key, colors });
  return colors;
}

/** The colour of a kind of points. */
export const categoryColor = (theme: Theme, kind: number): string => {
  const colors = theme.dark ? palette.dark : palette.light;
  return colors[kind % colors.length]!;
};

/** The smallest and the largest finite value. */
export function valueRange(numbers: ArrayLike<number>): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** Values are told in so many steps, which is more than eyes tell apart. */
const steps = 48;

function newColors(data: EmbeddingData, colorBy: EmbeddingColorBy, theme: Theme): EmbeddingColors {
  const { categories, values } = data;
  const kinds = (theme.dark ? palette.dark : palette.light).map(parseHex);
  if (categories && (colorBy === "kind" || !values)) {
    return { palette: kinds, codes: Uint8Array.from(categories.codes, (code) => code % kinds.length) };
  }
  if (!values) return { palette: kinds, codes: new Uint8Array(data.count) };
  const [low, high] = valueRange(values.numbers);
  const codes = Uint8Array.from(values.numbers, (value) => ((value - low) / (high - low || 1)) * (steps - 1) || 0);
  return { palette: Array.from({ length: steps }, (_, i) => colorAt(sequential(), i / (steps - 1))), codes };
}
