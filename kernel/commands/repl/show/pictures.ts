// Real pictures in terminals that can: Kitty's protocol, iTerm2's, and Sixel.
// Kitty: https://sw.kovidgoyal.net/kitty/graphics-protocol/, iTerm2: https://iterm2.com/documentation-images.html.
import { toSixel } from "./sixel.ts";

export const pictureProtocols = ["kitty", "iterm", "sixel"] as const;
export type PictureProtocol = (typeof pictureProtocols)[number];

/** A PNG in base64, and its size in CSS pixels where it is known. */
export interface PngPicture {
  readonly png: string;
  readonly width?: number;
  readonly height?: number;
}

/** What the environment says about the terminal; Sixel is found by asking the terminal itself. */
export function protocolOf(env: NodeJS.ProcessEnv): PictureProtocol | undefined {
  // Multiplexers do not hand pictures on.
  if (env.TMUX || env.STY || /^(screen|tmux)/.test(env.TERM ?? "")) return undefined;
  if (env.KITTY_WINDOW_ID || /kitty|ghostty/.test(env.TERM ?? "")) return "kitty";
  const program = env.TERM_PROGRAM ?? "";
  if (/^(ghostty|WezTerm)$/i.test(program)) return "kitty";
  if (/^(iTerm\.app|mintty|vscode)$/.test(program) || env.LC_TERMINAL === "iTerm2") return "iterm";
  return undefined;
}

/** CSS pixels that a column of a terminal has, more or less. */
const columnWidth = 9;

/** The characters that draw a picture at the cursor and end the line; it takes at most `columns` columns. */
export async function pictureText(picture: PngPicture, protocol: PictureProtocol, columns: number): Promise<string> {
  if (protocol === "sixel") return `${await toSixel(picture)}\n`;
  // In columns and not in pixels: pictures are drawn for screens with twice the pixels, and what is wider than the
  // terminal would be cut off.
  const wide = Math.round((picture.width ?? pngSize(picture.png)[0]) / columnWidth);
  const taken = Math.max(1, Math.min(columns, wide));
  return `${protocol === "kitty" ? kitty(picture.png, taken) : iterm(picture.png, taken)}\n`;
}

/** Width and height of a PNG in base64: it says them in bytes 16 to 24. */
export function pngSize(png: string): readonly [width: number, height: number] {
  const head = Buffer.from(png.slice(0, 32), "base64");
  return [head.readUInt32BE(16), head.readUInt32BE(20)];
}

/** In pieces of at most 4096 characters; `q=2`: the terminal says nothing back; the height follows from the columns. */
function kitty(png: string, columns: number): string {
  const pieces = png.match(/.{1,4096}/gs) ?? [];
  return pieces
    .map((piece, k) => {
      const more = k < pieces.length - 1 ? 1 : 0;
      const control = k === 0 ? `a=T,f=100,q=2,c=${columns},m=${more}` : `m=${more}`;
      return `\x1b_G${control};${piece}\x1b\\`;
    })
    .join("");
}

const iterm = (png: string, columns: number): string =>
  `\x1b]1337;File=inline=1;width=${columns};height=auto;preserveAspectRatio=1:${png}\x07`;
