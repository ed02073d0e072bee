// What each key does to the text: the bindings of readline and of Emacs that hands know, as a table.
import type { Key } from "../terminal/input.ts";
import {
  type EditedText,
  left,
  lineEnd,
  lineStart,
  newLine,
  remove,
  right,
  wordLeft,
  wordRight,
  insert,
  insertClosing,
} from "./text.ts";

type Edit = (at: EditedText) => EditedText;

const bindings: Readonly<Record<string, Edit>> = {
  left,
  right,
  "ctrl-b": left,
  "ctrl-f": right,
  "ctrl-left": wordLeft,
  "ctrl-right": wordRight,
  "alt-b": wordLeft,
  "alt-f": wordRight,
  "alt-left": wordLeft,
  "alt-right": wordRight,
  home: lineStart,
  end: lineEnd,
  "ctrl-a": lineStart,
  "ctrl-e": lineEnd,
  backspace: (at) => remove(at, left),
  "ctrl-h": (at) => remove(at, left),
  delete: (at) => remove(at, right),
  "ctrl-d": (at) => remove(at, right),
  "ctrl-w": (at) => remove(at, wordLeft),
  "alt-backspace": (at) => remove(at, wordLeft),
  "alt-d": (at) => remove(at, wordRight),
  "ctrl-u": (at) => remove(at, lineStart),
  "ctrl-k": (at) => remove(at, at.text[at.cursor] === "\n" ? right : lineEnd),
  "alt-return": (at) => newLine(at),
  // Ctrl-J, and Shift-Enter where the terminal is set up to send it.
  enter: (at) => newLine(at),
};

/** "ctrl-left", "alt-b", "a": a key in words. */
export function nameOf({ name, ctrl, alt, shift }: Key): string {
  return `${ctrl ? "ctrl-" : ""}${alt ? "alt-" : ""}${shift && name === "tab" ? "shift-" : ""}${name}`;
}

/** The text after a key, or undefined when the key edits nothing. */
export function edit(at: EditedText, key: Key): EditedText | undefined {
  const name = nameOf(key);
  if (Object.hasOwn(bindings, name)) return bindings[name]!(at);
  if (key.text === "" || key.ctrl) return undefined;
  return /^[)\]}]$/.test(key.text) ? insertClosing(at, key.text) : insert(at, key.text);
}
