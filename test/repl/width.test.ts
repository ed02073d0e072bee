// Columns of texts in a terminal, against `string-width`, which knows every emoji by name.
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { columnsOf, wrap, wrapList } from "../../kernel/commands/repl/terminal/width.ts";

/** Thousands of ideographs and syllables that are all alike. */
const alike = [
  [0x3500, 0x9f00],
  [0xad00, 0xd600],
  [0x17100, 0x18700],
  [0x20100, 0x31f00],
] as const;

test("every character of Unicode takes the columns that string-width gives it", () => {
  const wrong: string[] = [];
  for (let point = 0x20; point < 0x32000; point += 1) {
    if (alike.some(([from, to]) => point > from && point < to)) continue;
    const character = String.fromCodePoint(point);
    if (columnsOf(character) !== stringWidth(character)) wrong.push(`U+${point.toString(16)}`);
  }
  expect(wrong).toEqual([]);
});

test.each([
  ["colours take no room", "\x1b[38;5;74m1 ›\x1b[0m ", 4],
  ["marks stand upon their letter", "e\u0301a\u0308", 2],
  ["Chinese and Japanese are wide, half-width marks are not", "深度学習ｶﾞ", 10],
  ["syllables of conjoining Hangul letters", "\u1112\u1161\u11ab", 2],
  ["emoji of several people, skins, keycaps, flags", "👩‍👩‍👧‍👦👍🏽1️⃣🇩🇪", 8],
  ["a heart is narrow as text and wide as an emoji", "\u2764\u2764\ufe0f", 3],
  ["nothing is seen of joiners alone", "\u200d\u200b", 0],
  ["vowel signs beside their letter", "कि", 2],
])("%s", (_, text, columns) => {
  expect(columnsOf(text)).toBe(columns);
  expect(stringWidth(text)).toBe(columns);
});

test("a line is broken between words, and what is wider than a row is cut", () => {
  expect(wrap("a looks most at d, 深度学習 least", 12)).toEqual(["a looks most", "at d,", "深度学習", "least"]);
  expect(wrap("short", 12)).toEqual(["short"]);
  expect(wrap("unbreakable", 6)).toEqual(["unbre…"]);
});

describe("a list in a narrow terminal", () => {
  const list = "Two commands:\n\n  %time [CODE]  how long the line takes, or the cell\n  %sh           runs it";

  test("goes on under where its meanings begin", () => {
    expect(wrapList(list, 42)).toBe(
      [
        "Two commands:",
        "",
        "  %time [CODE]  how long the line takes,",
        "                or the cell",
        "  %sh           runs it",
      ].join("\n"),
    );
  });

  test("has its meanings below where there is no room beside", () => {
    expect(wrapList(list, 26)).toBe(
      [
        "Two commands:",
        "",
        "  %time [CODE]",
        "    how long the line",
        "    takes, or the cell",
        "  %sh           runs it",
      ].join("\n"),
    );
  });

  test("stays as it is where it fits, or where there are no rows", () => {
    expect(wrapList(list, 80)).toBe(list);
    expect(wrapList(list, Infinity)).toBe(list);
  });
});
