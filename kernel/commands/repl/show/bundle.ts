// A MIME bundle in a terminal: a real picture where the terminal can, else our figures in characters, else text.
import { mimeOf } from "../../../../extension/figures/payload/mime.ts";
import type { MimeData } from "../../../notebook/format.ts";
import { highlight } from "../editor/highlight.ts";
import type { Style } from "../terminal/style.ts";
import { wrap } from "../terminal/width.ts";
import { attentionRows } from "./attention.ts";
import { curvesRows } from "./curves.ts";
import { type PictureProtocol, pictureText } from "./pictures.ts";
import { tensorRows } from "./tensor.ts";

export interface Canvas {
  readonly style: Style;
  readonly columns: number;
  readonly pictures: PictureProtocol | undefined;
}

type Rows = (payload: unknown, columns: number, style: Style) => string[];

const figures: readonly (readonly [mime: string, rows: Rows])[] = [
  [mimeOf("tensor"), tensorRows],
  [mimeOf("curves"), curvesRows],
  [mimeOf("attention"), attentionRows],
];

/** What to write, with a line end. */
export async function bundleText(data: MimeData, metadata: Record<string, unknown>, canvas: Canvas): Promise<string> {
  const png = textOf(data["image/png"]);
  if (png && canvas.pictures) {
    const size = (metadata["image/png"] ?? {}) as { width?: number; height?: number };
    const caption = textOf(data["text/plain"]);
    const picture = await pictureText({ ...size, png: png.replaceAll("\n", "") }, canvas.pictures, canvas.columns);
    const rows = caption ? caption.split("\n").flatMap((line) => wrap(line, canvas.columns)) : [];
    return [picture, ...rows.map((row) => `${canvas.style.paint("faint", row)}\n`)].join("");
  }
  for (const [mime, rows] of figures) {
    if (data[mime] !== undefined) return `${rows(data[mime], canvas.columns, canvas.style).join("\n")}\n`;
  }
  const text = textOf(data["text/markdown"]) ?? textOf(data["text/latex"]);
  if (text !== undefined) return `${text}\n`;
  return `${coloured(textOf(data["text/plain"]) ?? `[${Object.keys(data).join(", ")}]`, canvas.style)}\n`;
}

/** Values are written much like TypeScript, so they are coloured like it. */
function coloured(text: string, style: Style): string {
  if (!style.colors || text.length > 20_000 || text.includes("\x1b")) return text;
  return highlight(text)
    .map((span) => style.paint(span.style, span.text))
    .join("");
}

/** Notebooks keep text as a list of lines or as one string. */
function textOf(value: unknown): string | undefined {
  return Array.isArray(value) ? value.join("") : typeof value === "string" ? value : undefined;
}
