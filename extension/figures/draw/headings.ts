// Words beside rows and above columns: as many as do not touch one another; above columns level where that leaves out
// none, else rising to the right.
import { aside, type Pen } from "./pen.ts";
import { fitText, textWidth } from "./textWidth.ts";
import { font, type Theme } from "./theme.ts";

export interface Headings {
  readonly level: boolean;
  /** Room above the columns, and to the right of the last one. */
  readonly height: number;
  readonly overhang: number;
  /** Every how manieth word is written. */
  readonly every: number;
}

const size = 10;
/** Upwards. */
const slope = -Math.PI / 3;
/** The longest word that rising text has room for. */
const longest = 84;

export function planHeadings(words: readonly string[], columnWidth: number): Headings {
  const widest = widestOf(words, size);
  const [level, rising] = [(widest + 4) / columnWidth, (size + 3) / columnWidth].map(Math.ceil);
  if (level! <= Math.max(1, rising!)) return { level: true, height: 18, overhang: 0, every: Math.max(1, level!) };
  const length = Math.min(longest, widest + 4);
  return {
    level: false,
    height: Math.ceil(length * Math.sin(-slope)) + 12,
    overhang: Math.ceil(length * Math.cos(slope)),
    every: Math.max(1, rising!),
  };
}

/** Pages have wider fonts than the stills'. */
export const widestOf = (words: readonly string[], fontSize: number): number =>
  Math.ceil(words.reduce((most, word) => Math.max(most, 1.15 * textWidth(word, fontSize, false)), 0));

/** @param x the middle of the column @param bottom where the column begins */
export function paintHeading(pen: Pen, theme: Theme, word: string, plan: Headings, x: number, bottom: number): void {
  aside(pen, () => {
    pen.font = font(theme, size);
    pen.textBaseline = "middle";
    pen.textAlign = plan.level ? "center" : "left";
    pen.translate(x, bottom - (plan.level ? 9 : 7));
    if (!plan.level) pen.rotate(slope);
    pen.fillText(plan.level ? word : fitText(pen, word, longest), 0, 0);
  });
}
