// From values to colours. Signed data gets a scale balanced about zero, other data a sequential one; a few far
// outliers do not bleach everything else: the scale ends where they begin, and what is beyond is marked as clipped.
import { balanceDark, balanceLight, colorAt, parseHex, type Ramp, type Rgb, viridis } from "../draw/color.ts";
import type { ScaleKind, TensorStats } from "../payload/tensor.ts";

export interface ColorScale {
  readonly kind: ScaleKind;
  readonly low: number;
  readonly high: number;
  readonly ramp: Ramp;
  color(value: number): Rgb;
  /** −1 below the scale, 1 above it, 0 inside. */
  clipped(value: number): -1 | 0 | 1;
}

/** Values that have no place on a scale get colours that are on none. */
export const special = { nan: parseHex("d6009a"), posInf: parseHex("ff7a1a"), negInf: parseHex("00a8c6") } as const;

export function colorScale(
  stats: TensorStats,
  options: {
    readonly kind?: ScaleKind | undefined;
    readonly range?: readonly number[] | undefined;
    readonly dark: boolean;
  },
): ColorScale {
  const kind = options.kind ?? (stats.min < 0 && stats.max > 0 ? "diverging" : "sequential");
  const [low, high] = (options.range as readonly [number, number] | undefined) ?? fittingRange(stats, kind);
  const ramp = kind === "sequential" ? viridis : options.dark ? balanceDark : balanceLight;
  return {
    kind,
    low,
    high,
    ramp,
    color(value) {
      if (Number.isNaN(value)) return special.nan;
      if (value === Infinity) return special.posInf;
      if (value === -Infinity) return special.negInf;
      return colorAt(ramp, (value - low) / (high - low));
    },
    clipped: (value) => (value < low ? -1 : value > high ? 1 : 0),
  };
}

function fittingRange({ min, max, mean, std }: TensorStats, kind: ScaleKind): readonly [number, number] {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return kind === "diverging" ? [-1, 1] : [0, 1];
  if (kind === "diverging") {
    const far = Math.max(Math.abs(min), Math.abs(max));
    const bound = trimmed(far, Math.abs(mean) + 4 * std);
    return bound > 0 ? [-bound, bound] : [-1, 1];
  }
  if (min === max) return min === 0 ? [0, 1] : [Math.min(0, min), Math.max(0, min)];
  // A range that nearly starts at zero starts at zero: then colour means amount.
  const start = min >= 0 && min < 0.2 * max ? 0 : mean - trimmed(mean - min, 5 * std);
  return [start, mean + trimmed(max - mean, 5 * std)];
}

/** The distance itself, unless it is an outlier's: over one and a half times what the spread explains. */
const trimmed = (distance: number, usual: number): number => (distance > 1.5 * usual && usual > 0 ? usual : distance);
