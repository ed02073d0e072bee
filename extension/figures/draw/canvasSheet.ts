// The browser's canvas as a sheet: as many device pixels as the screen has, coordinates in CSS pixels.
import type { Pixels, Sheet } from "./pen.ts";

export interface CanvasSheet extends Sheet {
  readonly pen: CanvasRenderingContext2D;
}

/** Sizes a canvas, clears it and hands it out for painting. Painting again reuses the canvas, so nothing flickers. */
export function canvasSheet(canvas: HTMLCanvasElement, width: number, height: number, density?: number): CanvasSheet {
  const ratio = density ?? Math.min(3, globalThis.devicePixelRatio || 1);
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext("2d")!;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, density: ratio, pixels: (...placed) => drawPixels(pen, ...placed) };
}

/** Blocks are drawn one after the other, so that one canvas serves all; a drag makes one in every frame. */
let scratch: HTMLCanvasElement | undefined;

function drawPixels(
  pen: CanvasRenderingContext2D,
  block: Pixels,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  if (block.width === 0 || block.height === 0) return;
  const source = (scratch ??= document.createElement("canvas"));
  // Setting a size, even the same one, costs a new canvas.
  if (source.width !== block.width) source.width = block.width;
  if (source.height !== block.height) source.height = block.height;
  source.getContext("2d")!.putImageData(new ImageData(block.rgba, block.width, block.height), 0, 0);
  // Smoothing only where several values share a screen pixel: there the mean is honest and the nearest is not.
  pen.imageSmoothingEnabled = width < block.width || height < block.height;
  pen.drawImage(source, x, y, width, height);
}
