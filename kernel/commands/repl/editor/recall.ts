// Brings back what was typed before, while one text is being edited: arrows walk through the history, Ctrl-R looks in it
// for a part. It gives texts; the editor shows them and feeds it keys. Knows no screen, and nothing of the language.
import type { Key } from "../terminal/input.ts";
import type { Style } from "../terminal/style.ts";
import type { InputHistory } from "./history.ts";
import { edit, nameOf } from "./keys.ts";
import { atEnd, type EditedText, empty } from "./text.ts";

export class Recall {
  readonly #history: InputHistory;
  /** Place in the history; its length stands for the text that is new. */
  #place: number;
  #draft = empty;

  constructor(history: InputHistory) {
    this.#history = history;
    this.#place = history.length;
  }

  /** The entry that is one older or newer, after the newest the text that is new; undefined where there is no further one. */
  step(by: 1 | -1, at: EditedText): EditedText | undefined {
    const place = this.#place + by;
    if (place < 0 || place > this.#history.length) return undefined;
    if (this.#place === this.#history.length) this.#draft = at;
    this.#place = place;
    const entry = this.#history.at(place);
    return entry === undefined ? this.#draft : atEnd(entry);
  }

  /** A new text begins. */
  restart(): void {
    this.#place = this.#history.length;
  }

  /** Begins to look for a part, the newest entry first. @param before comes back when the search is given up */
  search(before: EditedText): Search {
    return new Search(this.#history, before);
  }
}

export class Search {
  readonly #history: InputHistory;
  readonly #before: EditedText;
  #part = "";
  #place: number;
  /** What was found last; at first what was there before. */
  text: EditedText;

  constructor(history: InputHistory, before: EditedText) {
    this.#history = history;
    this.#before = before;
    this.#place = history.length;
    this.text = before;
  }

  /** Takes a key; says whether the search goes on. */
  take(key: Key): boolean {
    const name = nameOf(key);
    if (name === "ctrl-r") this.#find(this.#part, this.#place);
    else if (name === "backspace") this.#find(this.#part.slice(0, -1), this.#history.length);
    else if (name === "ctrl-c" || name === "ctrl-g") {
      this.text = this.#before;
      return false;
    } else if (key.text !== "" && !key.ctrl) {
      this.#find(this.#part + key.text, Math.min(this.#place + 1, this.#history.length));
    } else {
      // Enter takes what was found, to look at and run; any other key edits it.
      if (name !== "return" && name !== "escape") this.text = edit(this.text, key) ?? this.text;
      return false;
    }
    return true;
  }

  rows(style: Style): string[] {
    return [`${style.paint("faint", "search:")} ${this.#part}`];
  }

  #find(part: string, before: number): void {
    this.#part = part;
    const found = part === "" ? -1 : this.#history.find(part, before);
    if (found < 0) return;
    this.#place = found;
    this.text = atEnd(this.#history.at(found)!);
  }
}
