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

/** The characters that draw a picture at the cursor and end the line. */
export async function pictureText(picture: PngPicture, protocol: PictureProtocol): Promise<string> {
  if (protocol === "kitty") return `${kitty(picture)}\n`;
  if (protocol === "iterm") return `${iterm(picture)}\n`;
  return `${await toSixel(picture)}\n`;
}

/** In pieces of at most 4096 characters; `q=2`: the terminal says nothing back. */
function kitty({ png }: PngPicture): string {
  const pieces = png.match(/.{1,4096}/gs) ?? [];
  return pieces
    .map((piece, k) => {
      const more = k < pieces.length - 1 ? 1 : 0;
      const control = k === 0 ? `a=T,f=100,q=2,m=${more}` : `m=${more}`;
      return `\x1b_G${control};${piece}\x1b\\`;
    })
    .join("");
}

function iterm({ png, width, height }: PngPicture): string {
  const size = width && height ? `width=${Math.round(width)}px;height=${Math.round(height)}px;` : "";
  return `\x1b]1337;File=inline=1;${size}preserveAspectRatio=1:${png}\x07`;
}
