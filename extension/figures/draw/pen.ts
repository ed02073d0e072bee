// What painters draw with. A pen is the part of CanvasRenderingContext2D that painting needs, so the browser's canvas
// is one as it stands; the SVG writer is the other. A sheet adds what differs: blocks of pixels.

type Canvas = CanvasRenderingContext2D;

export interface Pen extends Pick<
  Canvas,
  | "save"
  | "restore"
  | "translate"
  | "beginPath"
  | "closePath"
  | "moveTo"
  | "lineTo"
  | "bezierCurveTo"
  | "rect"
  | "arc"
  | "fillRect"
  | "strokeRect"
  | "fillText"
  | "setLineDash"
  | "fillStyle"
  | "strokeStyle"
  | "lineWidth"
  | "lineJoin"
  | "lineCap"
  | "globalAlpha"
  | "font"
  | "textAlign"
  | "textBaseline"
> {
  fill(): void;
  stroke(): void;
  clip(): void;
  measureText(text: string): { readonly width: number };
}

/** A block of pixels: RGBA, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

export interface Sheet {
  /** Pixels of a screen in a unit of the sheet, about. */
  readonly density: number;
  readonly pen: Pen;
  /** Draws each pixel of the block as a sharp rectangle of an image of the given place and size. */
  pixels(block: Pixels, x: number, y: number, width: number, height: number): void;
}

/** Runs `paint` with the pen's settings saved, so that painters cannot disturb one another. */
export function aside(pen: Pen, paint: () => void): void {
  pen.save();
  paint();
  pen.restore();
}

/** A straight line. */
export function line(pen: Pen, x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}
