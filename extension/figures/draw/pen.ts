// What painters draw with. A pen is the part of CanvasRenderingContext2D that painting needs, so the browser's canvas
// is one as it stands; the SVG writer is the other. It is spelt out because the package's declarations must not need
// those of a browser. A sheet adds what differs: blocks of pixels.

export interface Pen {
  fillStyle: string | object;
  strokeStyle: string | object;
  lineWidth: number;
  lineJoin: "round" | "bevel" | "miter";
  lineCap: "butt" | "round" | "square";
  globalAlpha: number;
  font: string;
  textAlign: "left" | "right" | "center" | "start" | "end";
  textBaseline: "top" | "hanging" | "middle" | "alphabetic" | "ideographic" | "bottom";
  save(): void;
  restore(): void;
  translate(x: number, y: number): void;
  /** Turns what follows about the origin, by radians clockwise. Only text is drawn turned. */
  rotate(angle: number): void;
  beginPath(): void;
  closePath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  strokeRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  setLineDash(lengths: readonly number[]): void;
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
