// A PNG as Sixel graphics (DEC STD 070): bands of six rows; in each band, for each colour, one character a column whose
// bits say which of the six pixels have that colour. resvg decodes the PNG, since it also scales it.
import { type PngPicture, pngSize } from "./pictures.ts";

const widest = 760;
/** Levels of red, green and blue that are told apart: 6 × 7 × 6 = 252 colours, as 256 can be named. */
const levels = [6, 7, 6] as const;

export async function toSixel(picture: PngPicture): Promise<string> {
  const { width, height, pixels } = await decode(picture);
  const codes = quantise(pixels, width * height);
  let text = `\x1bPq"1;1;${width};${height}${palette(codes)}`;
  for (let top = 0; top < height; top += 6) {
    text += `${band(codes, width, top, Math.min(6, height - top))}-`;
  }
  return `${text}\x1b\\`;
}

async function decode({ png, width: wanted, height: high }: PngPicture) {
  const { Resvg } = await import("@resvg/resvg-js");
  const own = pngSize(png);
  const size = [wanted ?? own[0], high ?? own[1]] as const;
  const scale = Math.min(1, widest / size[0]);
  const [w, h] = [Math.round(size[0] * scale), Math.round(size[1] * scale)];
  const image = `<image width="${w}" height="${h}" href="data:image/png;base64,${png}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}">${image}</svg>`;
  const { width, height, pixels } = new Resvg(svg, { background: "#ffffff" }).render();
  return { width, height, pixels };
}

function quantise(rgba: Uint8Array, count: number): Uint8Array {
  const codes = new Uint8Array(count);
  const level = (value: number, of: number) => Math.round((value / 255) * (of - 1));
  for (let i = 0; i < count; i += 1) {
    const [r, g, b] = [0, 1, 2].map((c) => level(rgba[4 * i + c]!, levels[c]!)) as [number, number, number];
    codes[i] = (r * levels[1] + g) * levels[2] + b;
  }
  return codes;
}

/** Only the colours that occur, in per cent of red, green and blue. */
function palette(codes: Uint8Array): string {
  const percent = (level: number, of: number) => Math.round((100 * level) / (of - 1));
  return [...new Set(codes)]
    .map((code) => {
      const b = code % levels[2];
      const g = Math.floor(code / levels[2]) % levels[1];
      const r = Math.floor(code / (levels[1] * levels[2]));
      return `#${code};2;${percent(r, levels[0])};${percent(g, levels[1])};${percent(b, levels[2])}`;
    })
    .join("");
}

function band(codes: Uint8Array, width: number, top: number, rows: number): string {
  const lines = new Map<number, Uint8Array>();
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const code = codes[(top + row) * width + column]!;
      let line = lines.get(code);
      if (!line) lines.set(code, (line = new Uint8Array(width)));
      line[column]! |= 1 << row;
    }
  }
  // "$" goes back to the start of the band.
  return [...lines].map(([code, line]) => `#${code}${runs(line)}`).join("$");
}

/** Repeated characters are counted: "!12~". */
function runs(line: Uint8Array): string {
  let text = "";
  for (let at = 0; at < line.length;) {
    let end = at + 1;
    while (end < line.length && line[end] === line[at]) end += 1;
    const character = String.fromCharCode(63 + line[at]!);
    text += end - at > 3 ? `!${end - at}${character}` : character.repeat(end - at);
    at = end;
  }
  return text;
}
