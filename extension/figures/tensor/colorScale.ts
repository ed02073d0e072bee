// From values to colours. Signed data gets a scale balanced about zero, other data a sequential one; a few far
// outliers do not bleach everything else: the scale ends where they begin, and what is beyond is marked as clipped.
import { balanceDark, balanceLight, colorAt, parseHex, type Ramp, type Rgb, sequential } from "../draw/color.ts";
import type { ScaleKind, TensorStats } from "../payload/tensor.ts";

export interface ColorScale {
  readonly kind: ScaleKind;
  readonly low: number;
  readonly high: number;
  readonly ramp: Ramp;
  color(value: number): Rgb;
  /** Where a value stands on the scale: 0 at `low`, 1 at `high`. */
  part(value: number): number;
  /** −1 below the scale, 1 above it, 0 inside. */
  clipped(value: number): -1 | 0 | 1;
}

/** Values that have no place on a scale get colours that are on none. */
export const special = { nan: parseHex("d6009a"), posInf: parseHex("ff7a1a"), negInf: parseHex("00a8c6") } as const;

/** Masked elements look like nothing: grey, and hatched where there is room. */
export const maskedColor = (dark: boolean): Rgb => parseHex(dark ? "3a4048" : "d5d9df");

const gray = ["000000", "ffffff"].map(parseHex);

/** @param values the drawn elements, which decide what is a far outlier */
export function colorScale(
  stats: TensorStats,
  values: ArrayLike<number>,
  options: {
    readonly kind?: ScaleKind | undefined;
    readonly range?: readonly number[] | undefined;
    readonly dark: boolean;
  },
): ColorScale {
  const kind = options.kind ?? (stats.min < 0 && stats.max > 0 ? "diverging" : "sequential");
  const [low, high] =
    (options.range as readonly [number, number] | undefined) ?? fittingRange(stats, usualSpan(values, stats), kind);
  const signed = low < 0 && high > 0;
  const balance = options.dark ? balanceDark : balanceLight;
  const ramp = kind === "gray" ? gray : kind === "diverging" || (kind === "log" && signed) ? balance : sequential();
  const part = kind === "log" ? logPart(low, high) : (value: number) => (value - low) / (high - low);
  return {
    kind,
    low,
    high,
    ramp,
    part,
    color(value) {
      if (Number.isNaN(value)) return special.nan;
      if (value === Infinity) return special.posInf;
      if (value === -Infinity) return special.negInf;
      return colorAt(ramp, part(value));
    },
    clipped: (value) => (value < low ? -1 : value > high ? 1 : 0),
  };
}

/** Logarithmic for one sign; for both, linear near zero and logarithmic beyond (the inverse hyperbolic sine). */
function logPart(low: number, high: number): (value: number) => number {
  if (low > 0) return (value) => Math.log(Math.max(value, low) / low) / Math.log(high / low);
  const near = Math.max(Math.abs(low), Math.abs(high)) / 1000;
  const curve = (value: number) => Math.asinh(value / near);
  return (value) => (curve(value) - curve(low)) / (curve(high) - curve(low));
}

type Span = readonly [low: number, high: number];

function fittingRange({ min, max }: TensorStats, usual: Span, kind: ScaleKind): Span {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return kind === "diverging" ? [-1, 1] : [0, 1];
  if (kind === "diverging") {
    const far = Math.max(Math.abs(min), Math.abs(max));
    const near = Math.max(Math.abs(usual[0]), Math.abs(usual[1]));
    const bound = far > 3 * near && near > 0 ? 1.2 * near : far;
    return bound > 0 ? [-bound, bound] : [-1, 1];
  }
  if (kind === "log") {
    const bound = Math.max(Math.abs(min), Math.abs(max));
    if (min < 0 && max > 0) return [-bound, bound];
    // Zeros have no logarithm, and a few tiny numbers must not take all the room.
    return min > 0 && max > min
      ? [Math.max(min, max * 1e-12), max]
      : min === max
        ? [Math.min(0, min), Math.max(1, max)]
        : [min, max];
  }
  if (kind === "gray")
    return min >= 0 && max <= 1 ? [0, 1] : min >= 0 && max <= 255 ? [0, 255] : [min, Math.max(max, min + 1e-9)];
  if (min === max) return min === 0 ? [0, 1] : [Math.min(0, min), Math.max(0, min)];
  const spread = usual[1] - usual[0];
  const high = spread > 0 && max - usual[1] > 2 * spread ? usual[1] + 0.2 * spread : max;
  const low = spread > 0 && usual[0] - min > 2 * spread ? usual[0] - 0.2 * spread : min;
  // A range that nearly starts at zero starts at zero: then colour means amount.
  return [low >= 0 && low < 0.2 * high ? 0 : low, high];
}

/** Where all but the outermost hundredth at each side lie, judged by some thousand of the values. */
function usualSpan(values: ArrayLike<number>, { min, max }: TensorStats): Span {
  const step = Math.ceil(values.length / 4001);
  const some: number[] = [];
  for (let i = 0; i < values.length; i += step) if (Number.isFinite(values[i]!)) some.push(values[i]!);
  if (some.length < 8) return [min, max];
  some.sort((a, b) => a - b);
  const cut = Math.max(1, Math.floor(some.length / 100));
  return [some[cut]!, some[some.length - 1 - cut]!];
}
