// A curves figure in characters: lines of braille dots (two by four in a character), one colour a series, with numbers
// at both axes and a legend that says the last and best values in words.
import { categories, parseHex } from "../../../../extension/figures/draw/color.ts";
import { formatNumber } from "../../../../extension/figures/draw/numbers.ts";
import { type CurveData, readCurves } from "../../../../extension/figures/payload/curves.ts";
import type { Style } from "../terminal/style.ts";
import { wrap } from "../terminal/width.ts";

const height = 12;
const mostColumns = 90;
const margin = 10;

/** The figure in at most `columns` columns. @throws PayloadError */
export function curvesRows(payload: unknown, columns: number, style: Style): string[] {
  const data = readCurves(payload);
  const series = data.series.filter(({ y }) => y.some(Number.isFinite));
  if (series.length === 0) return wrap(data.alt, columns);
  const plot = new Plot(Math.max(10, Math.min(columns, mostColumns) - margin - 1), series, data.view.logY ?? false);
  series.forEach((one, k) => plot.line(one, k));
  const { x, y } = plot;
  const rows = plot.rows(style).map((row, k) => {
    const label = k === 0 ? y.high : k === height - 1 ? y.low : k === Math.floor(height / 2) ? y.middle : undefined;
    const number = label === undefined ? "" : formatNumber(label);
    return `${style.paint("faint", number.padStart(margin - 2))} ${label === undefined ? "│" : "┤"}${row}`;
  });
  const ends = `${formatNumber(x.low)} ${data.xLabel}`;
  const last = formatNumber(x.high);
  const gap = Math.max(1, plot.columns - ends.length - last.length);
  const progress = data.progress
    ? [`${data.progress.step}${data.progress.total ? ` of ${data.progress.total}` : ""} ${data.xLabel}s`]
    : [];
  return [
    ...(data.title ? [style.paint("bold", data.title)] : []),
    ...rows,
    " ".repeat(margin - 1) + "└" + "─".repeat(plot.columns),
    style.paint("faint", " ".repeat(margin) + ends + " ".repeat(gap) + last),
    ...series.map((one, k) => legend(one, k, style)),
    ...progress,
  ];
}

interface Range {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  /** From 0 to 1. */
  part(value: number): number;
}

class Plot {
  readonly columns: number;
  readonly x: Range;
  readonly y: Range;
  /** Bits of braille dots, and the series that drew last, for every character. */
  readonly #dots: Uint8Array;
  readonly #owner: Int8Array;

  constructor(columns: number, series: readonly CurveData[], logY: boolean) {
    this.columns = columns;
    this.x = range(series.flatMap(({ x }) => [x[0]!, x.at(-1)!]));
    this.y = range(
      series.flatMap(({ y, low, high }) => [...y, ...(low ?? []), ...(high ?? [])]),
      logY,
    );
    this.#dots = new Uint8Array(columns * height);
    this.#owner = new Int8Array(columns * height);
  }

  line({ x, y }: CurveData, owner: number): void {
    let before: { readonly column: number; readonly row: number } | undefined;
    for (let i = 0; i < y.length; i += 1) {
      const part = this.y.part(y[i]!);
      if (!Number.isFinite(part)) {
        before = undefined;
        continue;
      }
      const here = {
        column: Math.round(this.x.part(x[i]!) * (2 * this.columns - 1)),
        row: Math.round((1 - part) * (4 * height - 1)),
      };
      this.#stroke(before ?? here, here, owner);
      before = here;
    }
  }

  rows(style: Style): string[] {
    return Array.from({ length: height }, (_, row) =>
      Array.from({ length: this.columns }, (__, column) => {
        const at = row * this.columns + column;
        const dots = this.#dots[at]!;
        return dots === 0
          ? " "
          : style.pixel(String.fromCodePoint(0x2800 + dots), seriesColor(this.#owner[at]!), undefined);
      }).join(""),
    );
  }

  #stroke(
    from: { readonly column: number; readonly row: number },
    to: { readonly column: number; readonly row: number },
    owner: number,
  ): void {
    const steps = Math.max(1, Math.abs(to.column - from.column), Math.abs(to.row - from.row));
    for (let k = 0; k <= steps; k += 1) {
      const column = Math.round(from.column + ((to.column - from.column) * k) / steps);
      const row = Math.round(from.row + ((to.row - from.row) * k) / steps);
      const at = (row >> 2) * this.columns + (column >> 1);
      this.#dots[at]! |= brailleBit[column & 1]![row & 3]!;
      this.#owner[at] = owner;
    }
  }
}

/** Bits of the eight dots by column and row (Unicode 15, "Braille Patterns"). */
const brailleBit = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

function range(values: readonly number[], log = false): Range {
  const usable = values.filter((value) => Number.isFinite(value) && (!log || value > 0));
  if (usable.length === 0) return range(log ? values : [0, 1]);
  const [low, high] = usable.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  const to = log ? Math.log : (value: number) => value;
  const back = log ? Math.exp : (value: number) => value;
  const span = to(high) - to(low) || 1;
  return { low, high, middle: back((to(low) + to(high)) / 2), part: (value) => (to(value) - to(low)) / span };
}

function legend({ name, last, best, better, broken }: CurveData, k: number, style: Style): string {
  const words = [
    last && Number.isFinite(last.y) && `last ${formatNumber(last.y)}`,
    best && better !== "none" && Number.isFinite(best.y) && `best ${formatNumber(best.y)} at ${formatNumber(best.x)}`,
    broken > 0 && `${broken} not finite`,
  ].filter(Boolean);
  return `${" ".repeat(margin)}${style.pixel("━━", seriesColor(k), undefined)} ${name}  ${style.paint("faint", words.join(", "))}`;
}

const seriesColor = (k: number) => parseHex(categories.dark[k % categories.dark.length]!);
