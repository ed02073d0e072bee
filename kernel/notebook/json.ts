// JSON as Python reads and writes it, because notebooks are written by Python: `1.0` stays `1.0`, large integers keep
// every digit, NaN is allowed, keys are sorted by code point, the indent is one space. Errors name line and column.
// A number whose digits JavaScript would change keeps its text in a side table, so that values stay plain numbers.
import { NotebookError } from "./error.ts";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Deeper nesting than any real notebook has; guards the stack. */
const maxDepth = 400;

/** Container → key → how the number under that key is written. */
const numberTexts = new WeakMap<object, Map<string, string>>();

/** Parses `text`; throws `NotebookError` with line, column and the line itself. `name` is how messages call the file. */
export function parseJson(text: string, name: string): Json {
  const reader = new Reader(text, name);
  const value = reader.value(0, undefined, "");
  reader.end();
  return value;
}

/** The text that Python's `json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)` gives. */
export function formatJson(value: unknown): string {
  const parts: string[] = [];
  write(value, "\n", undefined, "", parts);
  return parts.join("");
}

class Reader {
  private at = 0;
  private readonly text: string;
  private readonly name: string;

  constructor(text: string, name: string) {
    this.text = text;
    this.name = name;
  }

  value(depth: number, container: object | undefined, key: string): Json {
    if (depth > maxDepth) this.fail(`more than ${maxDepth} levels of nesting`);
    switch (this.next()) {
      case "{":
        return this.object(depth);
      case "[":
        return this.array(depth);
      case '"':
        return this.string();
      default:
        return this.literal(container, key);
    }
  }

  end(): void {
    if (this.next() !== "") this.fail(`${this.found()} after the end of the notebook`);
  }

  private object(depth: number): Json {
    const result: { [key: string]: Json } = {};
    this.at++;
    if (this.next() === "}") return (this.at++, result);
    for (;;) {
      if (this.next() !== '"') this.fail(`expected a key in double quotes, found ${this.found()}`);
      const key = this.string();
      if (this.next() !== ":") this.fail(`expected ':' after the key ${JSON.stringify(key)}, found ${this.found()}`);
      this.at++;
      const value = this.value(depth + 1, result, key);
      if (key === "__proto__") Object.defineProperty(result, key, { value, enumerable: true, writable: true });
      else result[key] = value;
      const mark = this.next();
      if (mark !== "," && mark !== "}") this.fail(`expected ',' or '}' after a value, found ${this.found()}`);
      this.at++;
      if (mark === "}") return result;
    }
  }

  private array(depth: number): Json {
    const result: Json[] = [];
    this.at++;
    if (this.next() === "]") return (this.at++, result);
    for (;;) {
      result.push(this.value(depth + 1, result, String(result.length)));
      const mark = this.next();
      if (mark !== "," && mark !== "]") this.fail(`expected ',' or ']' after a value, found ${this.found()}`);
      this.at++;
      if (mark === "]") return result;
    }
  }

  /** Looks for the closing quote with `indexOf`: an output of 200 MB is one string. */
  private string(): string {
    const { text } = this;
    const start = this.at;
    let end = start;
    do {
      end = text.indexOf('"', end + 1);
      if (end < 0) this.fail("a string without its closing quote");
    } while (isEscaped(text, end, start));
    this.at = end + 1;
    const inner = text.slice(start + 1, end);
    // oxlint-disable-next-line no-control-regex -- raw control characters are what JSON forbids
    if (!/[\\\u0000-\u001f]/.test(inner)) return inner;
    try {
      return JSON.parse(text.slice(start, end + 1)) as string;
    } catch {
      this.at = start;
      return this.fail("a string with a raw control character or an unknown escape");
    }
  }

  private literal(container: object | undefined, key: string): Json {
    const pattern = /true|false|null|NaN|-?Infinity|-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) return this.fail(`expected a value, found ${this.found()}`);
    this.at = pattern.lastIndex;
    const [token, fraction, exponent] = match;
    if (token === "true") return true;
    if (token === "false") return false;
    if (token === "null") return null;
    const value = Number(token);
    const isFloat = fraction !== undefined || exponent !== undefined || !Number.isFinite(value);
    const written = isFloat ? floatText(value) : token === "-0" ? "0" : token;
    if (container && written !== numberText(value)) remember(container, key, written);
    return value;
  }

  /** The next character that is not white space, or "" at the end; `at` then points to it. */
  private next(): string {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return text.charAt(this.at);
      this.at++;
    }
  }

  private found(): string {
    if (this.at >= this.text.length) return "the end of the file";
    return JSON.stringify(String.fromCodePoint(this.text.codePointAt(this.at)!));
  }

  private fail(problem: string): never {
    const before = this.text.slice(0, this.at);
    const line = before.split("\n").length;
    const start = before.lastIndexOf("\n") + 1;
    const column = this.at - start + 1;
    const stop = this.text.indexOf("\n", start);
    // A window of the line around the place, since a line of a notebook can be megabytes long.
    const from = Math.max(start, this.at - 40);
    const excerpt = this.text.slice(from, Math.min(stop < 0 ? this.text.length : stop, this.at + 40));
    const caret = `${" ".repeat(this.at - from)}^`;
    throw new NotebookError(
      `${this.name} is not valid JSON: ${problem} (line ${line}, column ${column}).\n\n  ${excerpt}\n  ${caret}\n`,
    );
  }
}

function isEscaped(text: string, quote: number, start: number): boolean {
  let slash = quote - 1;
  while (slash > start && text.charCodeAt(slash) === 92) slash--;
  return (quote - slash) % 2 === 0;
}

function remember(container: object, key: string, written: string): void {
  const texts = numberTexts.get(container) ?? new Map<string, string>();
  numberTexts.set(container, texts.set(key, written));
}

function write(value: unknown, newline: string, container: object | undefined, key: string, parts: string[]): void {
  if (typeof value === "number") {
    const kept = container && numberTexts.get(container)?.get(key);
    // The kept text counts only while the number is the one that was read.
    parts.push(kept !== undefined && Object.is(parseNumber(kept), value) ? kept : numberText(value));
  } else if (Array.isArray(value)) {
    if (value.length === 0) return void parts.push("[]");
    value.forEach((item, i) => {
      parts.push(i === 0 ? `[${newline} ` : `,${newline} `);
      write(item, `${newline} `, value, String(i), parts);
    });
    parts.push(`${newline}]`);
  } else if (typeof value === "object" && value !== null) {
    const record = value as Record<string, unknown>;
    const keys = Object.keys(record)
      .filter((name) => record[name] !== undefined)
      .toSorted(byCodePoint);
    if (keys.length === 0) return void parts.push("{}");
    keys.forEach((name, i) => {
      parts.push(i === 0 ? `{${newline} ` : `,${newline} `, JSON.stringify(name), ": ");
      write(record[name], `${newline} `, record, name, parts);
    });
    parts.push(`${newline}}`);
  } else {
    parts.push(JSON.stringify(value ?? null));
  }
}

const parseNumber = (text: string): number => (text === "0" ? 0 : Number(text));

/** Whole numbers that are exact are written as Python's int, all others as its float. */
function numberText(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : floatText(value);
}

/** Python's `repr(float)`: JavaScript's digits, but an exponent below 1e-4 and from 1e16, of at least two digits. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits, exponent] = value.toExponential().split("e") as [string, string];
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Python sorts by code point, JavaScript by UTF-16 unit; they differ beyond the basic plane. */
function byCodePoint(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = a.codePointAt(i)! - b.codePointAt(i)!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
