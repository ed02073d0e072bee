// Colours as terminals take them (ECMA-48, "SGR"); without colours, text passes unchanged.
import type { Rgb } from "../../../../extension/figures/draw/color.ts";

/** Names of what is coloured, so that the palette is in one place. */
const codes = {
  prompt: "38;5;74",
  faint: "2",
  bold: "1",
  error: "31",
  keyword: "38;5;175",
  string: "38;5;108",
  number: "38;5;179",
  comment: "38;5;245",
  type: "38;5;110",
  call: "38;5;153",
  command: "38;5;214",
  selected: "7",
} as const;

export type StyleName = keyof typeof codes;

export interface Style {
  readonly colors: boolean;
  paint(name: StyleName | undefined, text: string): string;
  /** Text in front of a background, both in 24-bit colour; undefined leaves the terminal's own. */
  pixel(text: string, front: Rgb | undefined, back: Rgb | undefined): string;
}

export function style(colors: boolean): Style {
  return {
    colors,
    paint: (name, text) => (colors && name !== undefined && text !== "" ? `\x1b[${codes[name]}m${text}\x1b[0m` : text),
    pixel(text, front, back) {
      if (!colors || (!front && !back)) return text;
      const set = [front && `38;2;${front.join(";")}`, back && `48;2;${back.join(";")}`].filter(Boolean).join(";");
      return `\x1b[${set}m${text}\x1b[0m`;
    },
  };
}

/** https://no-color.org and https://force-color.org. */
export function wantsColors(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0";
  return stream.isTTY === true && env.TERM !== "dumb";
}
