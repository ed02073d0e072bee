// A sheet that writes SVG: pure text building, no DOM. It serves Save SVG, the still images in notebooks, and exported
// pages. Everything that comes from a payload is escaped.
import { encodePng } from "./encodePng.ts";
import type { Pen, Pixels, Sheet } from "./pen.ts";
import { textWidth } from "./textWidth.ts";

export interface SvgSheet extends Sheet {
  /** The finished document. */
  toString(): string;
}

/** @param background a colour for the whole sheet; without it the sheet is transparent */
export function svgSheet(width: number, height: number, options: { background?: string; alt?: string } = {}): SvgSheet {
  const pen = new SvgPen();
  if (options.background) {
    pen.fillStyle = options.background;
    pen.fillRect(0, 0, width, height);
  }
  return {
    pen,
    density: 2,
    pixels: (...placed) => pen.pixels(...placed),
    toString: () =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"` +
      ` role="img">${options.alt ? `<title>${escapeXml(options.alt)}</title>` : ""}${pen.finish()}</svg>`,
  };
}

interface State {
  fillStyle: Pen["fillStyle"];
  strokeStyle: Pen["strokeStyle"];
  lineWidth: number;
  lineJoin: CanvasLineJoin;
  lineCap: CanvasLineCap;
  globalAlpha: number;
  font: string;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  dash: readonly number[];
  x: number;
  y: number;
  angle: number;
  /** Groups opened for clipping since the last save. */
  groups: number;
}

class SvgPen implements Pen {
  readonly #parts: string[] = [];
  readonly #stack: State[] = [];
  #path = "";
  #dash: readonly number[] = [];
  #x = 0;
  #y = 0;
  #angle = 0;
  #groups = 0;
  #clips = 0;

  fillStyle: Pen["fillStyle"] = "#000";
  strokeStyle: Pen["strokeStyle"] = "#000";
  lineWidth = 1;
  lineJoin: CanvasLineJoin = "miter";
  lineCap: CanvasLineCap = "butt";
  globalAlpha = 1;
  font = "10px sans-serif";
  textAlign: CanvasTextAlign = "start";
  textBaseline: CanvasTextBaseline = "alphabetic";

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineJoin, lineCap, globalAlpha, font, textAlign, textBaseline } = this;
    const hidden = { dash: this.#dash, x: this.#x, y: this.#y, angle: this.#angle, groups: this.#groups };
    const styles = { fillStyle, strokeStyle, lineWidth, lineJoin, lineCap, globalAlpha, font, textAlign, textBaseline };
    this.#stack.push({ ...styles, ...hidden });
    this.#groups = 0;
  }

  restore(): void {
    const saved = this.#stack.pop();
    if (!saved) return;
    this.#parts.push("</g>".repeat(this.#groups));
    const { dash, x, y, angle, groups, ...styles } = saved;
    Object.assign(this, styles);
    [this.#dash, this.#x, this.#y, this.#angle, this.#groups] = [dash, x, y, angle, groups];
  }

  translate(x: number, y: number): void {
    this.#x += x;
    this.#y += y;
  }

  rotate(angle: number): void {
    this.#angle += angle;
  }

  setLineDash(dash: readonly number[]): void {
    this.#dash = dash;
  }

  beginPath(): void {
    this.#path = "";
  }

  closePath(): void {
    this.#path += "Z";
  }

  moveTo(x: number, y: number): void {
    this.#path += `M${this.#point(x, y)}`;
  }

  lineTo(x: number, y: number): void {
    this.#path += `L${this.#point(x, y)}`;
  }

  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    this.#path += `C${this.#point(x1, y1)} ${this.#point(x2, y2)} ${this.#point(x, y)}`;
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path += `M${this.#point(x, y)}h${short(width)}v${short(height)}h${short(-width)}Z`;
  }

  /** SVG cannot draw a full circle as one arc: every arc goes through its middle. */
  arc(x: number, y: number, radius: number, from: number, to: number): void {
    const at = (angle: number) => this.#point(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    const r = short(radius);
    const half = (angle: number) => `A${r} ${r} 0 0 1 ${at(angle)}`;
    this.#path += `${this.#path ? "L" : "M"}${at(from)}${half((from + to) / 2)}${half(to)}`;
  }

  fill(): void {
    this.#element(`<path d="${this.#path}" ${this.#fill()}/>`);
  }

  stroke(): void {
    this.#element(`<path d="${this.#path}" fill="none" ${this.#stroke()}/>`);
  }

  clip(): void {
    const id = `c${this.#clips++}`;
    this.#element(`<clipPath id="${id}"><path d="${this.#path}"/></clipPath><g clip-path="url(#${id})">`);
    this.#groups++;
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#element(`<rect ${this.#box(x, y, width, height)} ${this.#fill()}/>`);
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#element(`<rect ${this.#box(x, y, width, height)} fill="none" ${this.#stroke()}/>`);
  }

  fillText(text: string, x: number, y: number): void {
    const { size, weight, family } = parseFont(this.font);
    const down = { middle: 0.36, top: 0.95, hanging: 0.75, bottom: -0.22, ideographic: -0.22, alphabetic: 0 };
    const anchor = { center: "middle", right: "end", end: "end", left: "start", start: "start" }[this.textAlign];
    const place = `x="${short(x + this.#x)}" y="${short(y + this.#y + size * down[this.textBaseline])}"`;
    const font = `font-family="${escapeXml(family)}" font-size="${size}"${weight === "400" ? "" : ` font-weight="${weight}"`}`;
    const align = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
    const degrees = short((this.#angle * 180) / Math.PI);
    const turn = this.#angle === 0 ? "" : ` transform="rotate(${degrees} ${this.#point(0, 0)})"`;
    this.#element(`<text ${place} ${font}${align}${turn} ${this.#fill()}>${escapeXml(text)}</text>`);
  }

  measureText(text: string): { readonly width: number } {
    const { size, weight } = parseFont(this.font);
    return { width: textWidth(text, size, weight !== "400") };
  }

  pixels(block: Pixels, x: number, y: number, width: number, height: number): void {
    if (block.width === 0 || block.height === 0) return;
    const rendering = width < block.width || height < block.height ? "optimizeQuality" : "optimizeSpeed";
    // optimizeSpeed is what resvg calls nearest neighbour; browsers say pixelated.
    const style = rendering === "optimizeSpeed" ? ` style="image-rendering:pixelated"` : "";
    const href = `data:image/png;base64,${encodePng(block)}`;
    this.#element(
      `<image ${this.#box(x, y, width, height)} preserveAspectRatio="none" image-rendering="${rendering}"${style} href="${href}"/>`,
    );
  }

  /** Closes what is open and returns everything drawn. */
  finish(): string {
    while (this.#stack.length > 0) this.restore();
    return this.#parts.join("") + "</g>".repeat(this.#groups);
  }

  #element(markup: string): void {
    this.#parts.push(markup);
  }

  #point(x: number, y: number): string {
    return `${short(x + this.#x)} ${short(y + this.#y)}`;
  }

  #box(x: number, y: number, width: number, height: number): string {
    return `x="${short(x + this.#x)}" y="${short(y + this.#y)}" width="${short(width)}" height="${short(height)}"`;
  }

  #fill(): string {
    const opacity = this.globalAlpha === 1 ? "" : ` fill-opacity="${short(this.globalAlpha)}"`;
    return `fill="${escapeXml(String(this.fillStyle))}"${opacity}`;
  }

  #stroke(): string {
    const opacity = this.globalAlpha === 1 ? "" : ` stroke-opacity="${short(this.globalAlpha)}"`;
    const width = this.lineWidth === 1 ? "" : ` stroke-width="${short(this.lineWidth)}"`;
    const join = this.lineJoin === "miter" ? "" : ` stroke-linejoin="${this.lineJoin}"`;
    const cap = this.lineCap === "butt" ? "" : ` stroke-linecap="${this.lineCap}"`;
    const dash = this.#dash.length === 0 ? "" : ` stroke-dasharray="${this.#dash.join(" ")}"`;
    return `stroke="${escapeXml(String(this.strokeStyle))}"${opacity}${width}${join}${cap}${dash}`;
  }
}

/** Two decimals are below what any screen shows. */
const short = (value: number): string => String(Math.round(value * 100) / 100);

/** Reads fonts as the painters write them: "[weight ]size-px family". */
function parseFont(font: string): { size: number; weight: string; family: string } {
  const [, weight = "400", size = "10", family = "sans-serif"] = /^(?:(\d+) )?([\d.]+)px (.*)$/.exec(font) ?? [];
  return { size: Number(size), weight, family };
}

function escapeXml(text: string): string {
  // Characters that XML 1.0 does not allow at all would make the whole document unreadable.
  // oxlint-disable-next-line no-control-regex
  const legal = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd").toWellFormed();
  return legal.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
