// The words of an attention figure, as they are written beside its weights.
import type { Pen } from "../draw/pen.ts";
import { font, type Theme } from "../draw/theme.ts";

/** Spaces and line ends are words too. */
export const shownWord = (word: string): string => word.replaceAll(" ", "␣").replaceAll("\n", "↵");

/** Sets the pen for a word that is looked at, or for one that is not. */
export function ink(pen: Pen, theme: Theme, lit: boolean, size: number): void {
  pen.fillStyle = lit ? theme.text : theme.muted;
  pen.font = font(theme, Math.max(8, size));
  pen.globalAlpha = lit ? 1 : 0.5;
}
