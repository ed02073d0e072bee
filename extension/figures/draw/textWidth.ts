// How wide a text will be in Inter, the font of our stills, where no canvas can measure it. Hundredths of the font
// size for the printable ASCII characters; others count as an average one.

const regular =
  "28 28 46 63 64 98 64 29 36 36 50 66 28 45 28 36 63 40 60 61 64 59 62 56 61 62 28 30 66 66 66 51 96 68 65 73 72 60 59 74 74 26 57 67 56 90 75 76 63 76 64 64 64 74 68 98 68 67 62 36 36 36 47 45 32 56 61 57 61 58 37 61 59 24 24 54 24 87 59 59 61 61 37 52 32 59 56 81 54 56 55 42 33 42 66"
    .split(" ")
    .map(Number);

/** Width in the units of `size`. */
export function textWidth(text: string, size: number, bold: boolean): number {
  let sum = 0;
  for (const char of text) sum += regular[char.codePointAt(0)! - 32] ?? 62;
  return ((sum * size) / 100) * (bold ? 1.035 : 1);
}

/** Shortens a text with an ellipsis until it fits. */
export function fitText(
  pen: { measureText(text: string): { readonly width: number } },
  text: string,
  room: number,
): string {
  if (pen.measureText(text).width <= room) return text;
  let end = text.length;
  while (end > 1 && pen.measureText(`${text.slice(0, end)}…`).width > room) end--;
  return `${text.slice(0, end).toWellFormed()}…`;
}
