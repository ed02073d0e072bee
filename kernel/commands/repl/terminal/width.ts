// How many columns of a terminal a text takes: wide characters and emoji take two, marks upon letters none. Written here,
// and not taken from `string-width`, because that knows each emoji by name: V8 needs 60 ms to read the list, a fifth of
// the time in which a session should begin. A test compares both, character by character.
import { stripVTControlCharacters } from "node:util";
import { eastAsianWidth } from "get-east-asian-width";

/** Columns of a text without line ends; colours and cursor movements take none. */
export function columnsOf(text: string): number {
  const plain = text.includes("\x1b") ? stripVTControlCharacters(text) : text;
  if (/^[ -~]*$/.test(plain)) return plain.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(plain)) columns += columnsOfOne(segment);
  return columns;
}

/** Breaks a line between words; a word that is wider than a row is cut. */
export function wrap(line: string, width: number): string[] {
  const rows: string[] = [];
  let row = "";
  for (const word of line.split(/(?<= )/)) {
    if (row !== "" && columnsOf(row + word.trimEnd()) > width) {
      rows.push(row.trimEnd());
      row = "";
    }
    row += word;
  }
  return [...rows, ...(columnsOf(row) > width ? [`${row.slice(0, width - 1)}…`] : [row])];
}

/**
 * A list of names and what they mean, two spaces between: what does not fit into a row goes on under where its meaning begins,
 * or where there is hardly room for that, below the name.
 */
export function wrapList(text: string, width: number): string {
  const rows = text.split("\n").flatMap((line) => {
    if (columnsOf(line) <= width) return [line];
    const [, head = "", meaning = line] = /^(\s*\S.*?\s{2,})(\S.*)$/.exec(line) ?? [];
    const beside = width - head.length >= leastBeside;
    const indent = beside ? head.length : head === "" ? 0 : 4;
    const wrapped = wrap(meaning, width - indent).map((row) => `${" ".repeat(indent)}${row}`);
    return beside
      ? [head + wrapped[0]!.slice(indent), ...wrapped.slice(1)]
      : [head.trimEnd(), ...wrapped].filter(Boolean);
  });
  return rows.join("\n");
}

/** Columns in which a meaning can be read. */
const leastBeside = 24;

/** What is seen as one character. */
export const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const invisible = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Cs}]$/u;
const emoji = /^\p{Emoji_Presentation}|^\p{Emoji}\ufe0f|^[\d#*]\u20e3$|^\p{Emoji}.*\u200d\p{Extended_Pictographic}/u;

function columnsOfOne(cluster: string): number {
  const [first, ...others] = [...cluster].filter((character) => !invisible.test(character));
  if (first === undefined) return 0;
  // One half of a flag is a letter in a box.
  if (emoji.test(cluster) && !/^[\u{1f1e6}-\u{1f1ff}]$/u.test(cluster)) return 2;
  // Marks that stand beside their letter, and the half-width marks of Japanese.
  const beside = others.filter((character) => /^[\p{Mc}\uff00-\uffef]$/u.test(character));
  return [first, ...beside].reduce((sum, character) => sum + eastAsianWidth(character.codePointAt(0)!), 0);
}
