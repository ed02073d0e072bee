// The text being edited and the place of the cursor in it: pure operations, each gives a new value. Knows no terminal.

export interface EditedText {
  readonly text: string;
  /** UTF-16 index; never inside a character that is seen as one. */
  readonly cursor: number;
}

export const empty: EditedText = { text: "", cursor: 0 };

export const atEnd = (text: string): EditedText => ({ text, cursor: text.length });

export function replace({ text }: EditedText, start: number, end: number, by: string): EditedText {
  return { text: text.slice(0, start) + by + text.slice(end), cursor: start + by.length };
}

export const insert = (at: EditedText, by: string): EditedText => replace(at, at.cursor, at.cursor, by);

/** Deletes from the cursor to where `move` leads. */
export function remove(at: EditedText, move: (at: EditedText) => EditedText): EditedText {
  const to = move(at).cursor;
  return replace(at, Math.min(to, at.cursor), Math.max(to, at.cursor), "");
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export function left({ text, cursor }: EditedText): EditedText {
  const before = [...graphemes.segment(text.slice(0, cursor))].at(-1);
  return { text, cursor: cursor - (before?.segment.length ?? 0) };
}

export function right({ text, cursor }: EditedText): EditedText {
  const [after] = graphemes.segment(text.slice(cursor));
  return { text, cursor: cursor + (after?.segment.length ?? 0) };
}

export function wordLeft({ text, cursor }: EditedText): EditedText {
  const word = /[\p{L}\p{N}_$]+[^\p{L}\p{N}_$]*$/u.exec(text.slice(0, cursor));
  return { text, cursor: word?.index ?? 0 };
}

export function wordRight({ text, cursor }: EditedText): EditedText {
  const word = /^[^\p{L}\p{N}_$]*[\p{L}\p{N}_$]+/u.exec(text.slice(cursor));
  return { text, cursor: cursor + (word?.[0].length ?? text.length - cursor) };
}

export function lineStart({ text, cursor }: EditedText): EditedText {
  return { text, cursor: text.lastIndexOf("\n", cursor - 1) + 1 };
}

export function lineEnd({ text, cursor }: EditedText): EditedText {
  const end = text.indexOf("\n", cursor);
  return { text, cursor: end < 0 ? text.length : end };
}

/** The same column of the line above, or undefined in the first line. */
export function up(at: EditedText): EditedText | undefined {
  const start = lineStart(at).cursor;
  if (start === 0) return undefined;
  const above = lineStart({ text: at.text, cursor: start - 1 }).cursor;
  return { text: at.text, cursor: Math.min(above + at.cursor - start, start - 1) };
}

/** The same column of the line below, or undefined in the last line. */
export function down(at: EditedText): EditedText | undefined {
  const end = lineEnd(at).cursor;
  if (end === at.text.length) return undefined;
  const column = at.cursor - lineStart(at).cursor;
  return { text: at.text, cursor: Math.min(end + 1 + column, lineEnd({ text: at.text, cursor: end + 1 }).cursor) };
}

/** A new line, indented as the kernel advises, or like the line before. */
export function newLine(at: EditedText, indent?: string): EditedText {
  const line = at.text.slice(lineStart(at).cursor, at.cursor);
  return insert(at, `\n${indent ?? /^\s*/.exec(line)![0]}`);
}

/** A bracket that closes goes back one step of indentation when it begins its line. */
export function insertClosing(at: EditedText, bracket: string): EditedText {
  const start = lineStart(at).cursor;
  const before = at.text.slice(start, at.cursor);
  if (start === 0 || !/^ {2,}$/.test(before)) return insert(at, bracket);
  return replace(at, at.cursor - 2, at.cursor, bracket);
}
