// Scales: from data to places on the sheet, with round ticks. Linear and logarithmic.
import { formatNumber } from "./numbers.ts";

export interface Axis {
  readonly log: boolean;
  readonly from: number;
  readonly to: number;
  /** The place of a value on the sheet. */
  at(value: number): number;
  /** The value at a place on the sheet. */
  invert(place: number): number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

export function linearAxis(from: number, to: number, start: number, end: number, about: number): Axis {
  if (!(to > from)) [from, to] = widen(from);
  const scale = (end - start) / (to - from);
  const step = roundStep((to - from) / about);
  const ticks = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
    // i·step accumulates no error, but 3 · 0.1 still is 0.30000000000000004: cut to the step's digits.
    const value = Number((i * step).toPrecision(12));
    ticks.push({ value, label: formatNumber(value, 6) });
  }
  return {
    log: false,
    from,
    to,
    ticks,
    at: (value) => start + (value - from) * scale,
    invert: (place) => from + (place - start) / scale,
  };
}

/** Both ends must be positive. */
export function logAxis(from: number, to: number, start: number, end: number, about: number): Axis {
  let [low, high] = [Math.log10(from), Math.log10(to)];
  if (high - low < 0.3) [low, high] = [(low + high) / 2 - 0.15, (low + high) / 2 + 0.15];
  const scale = (end - start) / (high - low);
  const decades = high - low;
  const every = Math.max(1, Math.ceil(decades / about));
  const within = decades > 3 ? [1] : decades > 1.2 ? [1, 3] : [1, 2, 5];
  const ticks = [];
  for (let e = Math.floor(low); e <= Math.ceil(high); e++) {
    for (const digit of within) {
      const value = digit * 10 ** e;
      const inside = Math.log10(value) >= low - 1e-9 && Math.log10(value) <= high + 1e-9;
      if (e % every === 0 && inside) ticks.push({ value, label: formatNumber(value, 3) });
    }
  }
  return {
    log: true,
    from: 10 ** low,
    to: 10 ** high,
    ticks,
    at: (value) => start + (Math.log10(value) - low) * scale,
    invert: (place) => 10 ** (low + (place - start) / scale),
  };
}

/** 1, 2 or 5 times a power of ten, at least `raw`. */
export function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  return power * ([1, 2, 5, 10].find((digit) => digit * power >= raw * 0.999_999) ?? 10);
}

function widen(value: number): [number, number] {
  const room = Math.abs(value) * 0.1 || 1;
  return [value - room, value + room];
}
