// Terminal text to HTML: colours and styles become classes, other control sequences vanish, and a carriage return
// overwrites its line, so that a progress bar leaves its last state.
import { escapeHtml } from "./escape.ts";

/** Escaped HTML for text with ANSI escape sequences (ECMA-48 SGR, 8, 16, 256 and 24-bit colours). */
export function ansiToHtml(text: string): string {
  const style = new Style();
  let html = "";
  let open = "";
  // Splitting by a group puts what it matched at the odd places.
  for (const [i, part] of overwrite(text).split(colour).entries()) {
    if (i % 2 === 1) style.apply(part.slice(2, -1));
    else if (part !== "") {
      const attributes = style.attributes();
      if (attributes !== open) {
        html += (open && "</span>") + (attributes && `<span ${attributes}>`);
        open = attributes;
      }
      html += escapeHtml(part.replace(controls, ""));
    }
  }
  return html + (open && "</span>");
}

/** The text without any escape sequence. */
export const stripAnsi = (text: string): string => overwrite(text).replace(colour, "").replace(controls, "");

/** Select Graphic Rendition: colours and styles. */
// oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
const colour = /(\u001b\[[\d;:]*m)/g;

// Sequences other than SGR: OSC (titles, links), CSI (cursor), two-character escapes, and single controls.
const controls = new RegExp(
  [
    "\\u001b\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)",
    "\\u001b\\[[0-?]*[ -/]*[@-ln-~]",
    "\\u001b[@-Z\\\\^_]?",
    "[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]",
  ].join("|"),
  "g",
);

function overwrite(text: string): string {
  if (!text.includes("\r")) return text;
  return text
    .replace(/\r+\n/g, "\n")
    .split("\n")
    .map((line) => (line.includes("\r") ? (line.split("\r").findLast((part) => part !== "") ?? "") : line))
    .join("\n");
}

const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

class Style {
  private readonly flags = new Set<string>();
  private readonly colours = new Map<"color" | "background", string>();

  apply(codes: string): void {
    const numbers = codes.split(/[;:]/).map(Number);
    for (let i = 0; i < numbers.length; i++) {
      const code = numbers[i]!;
      if (code === 0) this.reset();
      else if (code in on) this.flags.add(on[code]!);
      else if (code in off) off[code]!.forEach((flag) => this.flags.delete(flag));
      else if (code === 38 || code === 48)
        i += this.extended(code === 38 ? "color" : "background", numbers.slice(i + 1));
      else if (code === 39) this.colours.delete("color");
      else if (code === 49) this.colours.delete("background");
      else this.named(code);
    }
  }

  attributes(): string {
    const classes = [...this.flags];
    const styles: string[] = [];
    for (const [property, value] of this.colours) {
      if (value.startsWith("rgb")) styles.push(`${property}:${value}`);
      else classes.push(property === "color" ? `ansi-${value}` : `ansi-on-${value}`);
    }
    const style = styles.length > 0 ? `style="${styles.join(";")}"` : "";
    return [classes.length > 0 ? `class="${classes.join(" ")}"` : "", style].join(" ").trim();
  }

  private reset(): void {
    this.flags.clear();
    this.colours.clear();
  }

  private named(code: number): void {
    const name = names[code % 10];
    if (!name || code % 10 > 7) return;
    if (code >= 30 && code < 38) this.colours.set("color", name);
    if (code >= 40 && code < 48) this.colours.set("background", name);
    if (code >= 90 && code < 98) this.colours.set("color", `bright-${name}`);
    if (code >= 100 && code < 108) this.colours.set("background", `bright-${name}`);
  }

  /** 38;5;n and 38;2;r;g;b. Returns how many numbers belong to the colour. */
  private extended(property: "color" | "background", [mode, ...values]: number[]): number {
    if (mode === 5) {
      this.colours.set(property, indexed(values[0] ?? 0));
      return 2;
    }
    if (mode !== 2) return 0;
    const [r = 0, g = 0, b = 0] = values.map((value) => Math.min(255, Math.max(0, value || 0)));
    this.colours.set(property, `rgb(${r} ${g} ${b})`);
    return 4;
  }
}

const on: Record<number, string> = { 1: "ansi-bold", 2: "ansi-faint", 3: "ansi-italic", 4: "ansi-underline" };
const off: Record<number, string[]> = { 22: ["ansi-bold", "ansi-faint"], 23: ["ansi-italic"], 24: ["ansi-underline"] };

/** The 256-colour table: 16 named ones, a 6×6×6 cube, 24 greys. */
function indexed(index: number): string {
  if (index < 16) return (index < 8 ? "" : "bright-") + names[index % 8]!;
  if (index >= 232) {
    const grey = 8 + 10 * (Math.min(255, index) - 232);
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const level = (step: number): number => (step === 0 ? 0 : 55 + 40 * step);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`;
}
