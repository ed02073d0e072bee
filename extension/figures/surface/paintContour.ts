// Paints a surface from above: bands of colour, lines of equal height with their numbers, and the paths.
import { colorAt } from "../draw/color.ts";
import { aside, line, type Pen, type Sheet } from "../draw/pen.ts";
import { font } from "../draw/theme.ts";
import { contour } from "./contours.ts";
import { heightAt } from "./heights.ts";
import { pathColor, stepsShown, surfaceRamp, type SurfaceScene } from "./scene.ts";

export function paintContour(sheet: Sheet, scene: SurfaceScene): void {
  const { pen } = sheet;
  paintBands(sheet, scene);
  aside(pen, () => {
    const { left, right, top, bottom } = scene.plot;
    pen.beginPath();
    pen.rect(left, top, right - left, bottom - top);
    pen.clip();
    paintLines(pen, scene);
    paintMarks(pen, scene);
    paintPaths(pen, scene);
  });
  paintAxes(pen, scene);
}

/** Colour every few pixels, from the heights between the grid's points, in steps as high as the lines are apart. */
function paintBands(sheet: Sheet, { data, plot, x, y, heights, theme }: SurfaceScene): void {
  const [width, height] = [Math.round((plot.right - plot.left) / 2), Math.round((plot.bottom - plot.top) / 2)];
  const rgba = new Uint8ClampedArray(width * height * 4);
  const ramp = surfaceRamp(theme);
  const parts = heights.levels.map(({ value }) => heights.part(value));
  for (let row = 0; row < height; row++) {
    const atY = y.invert(plot.top + (row + 0.5) * 2);
    for (let column = 0; column < width; column++) {
      const found = heightAt(data, x.invert(plot.left + (column + 0.5) * 2), atY);
      const part = heights.part(found ?? NaN);
      const band = parts.findIndex((limit) => part < limit);
      const color = colorAt(ramp, (band < 0 ? parts.length : band) / Math.max(1, parts.length));
      rgba.set([...color, 255], (row * width + column) * 4);
    }
  }
  sheet.pixels({ width, height, rgba }, plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top);
}

function paintLines(pen: Pen, { data, x, y, heights, theme }: SurfaceScene): void {
  const place = (at: number, axis: typeof x, values: ArrayLike<number>): number => {
    const i = Math.min(values.length - 2, Math.floor(at));
    return axis.at(values[i]! + (at - i) * (values[i + 1]! - values[i]!));
  };
  pen.lineWidth = 1;
  pen.font = font(theme, 10);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  heights.levels.forEach(({ value, label }, level) => {
    const pieces = contour(data.z, data.x.length, data.y.length, value);
    if (pieces.length === 0) return;
    pen.strokeStyle = theme.dark ? "#ffffff40" : "#00000038";
    pen.beginPath();
    for (let i = 0; i < pieces.length; i += 4) {
      pen.moveTo(place(pieces[i]!, x, data.x), place(pieces[i + 1]!, y, data.y));
      pen.lineTo(place(pieces[i + 2]!, x, data.x), place(pieces[i + 3]!, y, data.y));
    }
    pen.stroke();
    // One number a line, at places that wander so that neighbours do not stand on each other.
    const at = 4 * Math.floor((pieces.length / 4 - 1) * ((level * 0.38) % 1));
    const high = heights.part(value) > 0.55;
    pen.fillStyle = high === theme.dark ? "#101820" : theme.dark ? "#e8ebef" : high ? "#ffffff" : "#26323c";
    pen.fillText(label, place(pieces[at]!, x, data.x), place(pieces[at + 1]!, y, data.y));
  });
}

function paintMarks(pen: Pen, { data, x, y, theme }: SurfaceScene): void {
  pen.font = font(theme, 11, 600);
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  for (const mark of data.marks) {
    const [left, top] = [x.at(mark.x), y.at(mark.y)];
    pen.strokeStyle = theme.text;
    pen.lineWidth = 1.5;
    line(pen, left - 5, top, left + 5, top);
    line(pen, left, top - 5, left, top + 5);
    pen.fillStyle = theme.text;
    pen.fillText(mark.label, left + 8, top);
  }
}

function paintPaths(pen: Pen, { data, x, y, theme, choices }: SurfaceScene): void {
  data.paths.forEach((path, i) => {
    const steps = stepsShown(path.steps, choices);
    const at = (step: number) => [x.at(path.places[2 * step]!), y.at(path.places[2 * step + 1]!)] as const;
    const seen = Array.from({ length: steps }, (_, step) => at(step)).filter((p) => p.every(Number.isFinite));
    if (seen.length === 0) return;
    pen.lineJoin = "round";
    // A thin edge of paper around the line keeps it readable on every height.
    for (const [color, width] of [
      [theme.background, 4],
      [pathColor(theme, i), 2],
    ] as const) {
      pen.strokeStyle = color;
      pen.lineWidth = width;
      pen.beginPath();
      seen.forEach(([left, top], step) => (step === 0 ? pen.moveTo(left, top) : pen.lineTo(left, top)));
      pen.stroke();
    }
    pen.fillStyle = pathColor(theme, i);
    const dots = steps <= 120 ? seen : [seen[0]!, seen.at(-1)!];
    dots.forEach(([left, top], step) => dot(pen, left, top, step === dots.length - 1 ? 5 : 2.2));
  });
}

function dot(pen: Pen, x: number, y: number, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

function paintAxes(pen: Pen, { plot, x, y, theme, data }: SurfaceScene): void {
  pen.strokeStyle = theme.faint;
  pen.lineWidth = 1;
  pen.strokeRect(plot.left - 0.5, plot.top - 0.5, plot.right - plot.left + 1, plot.bottom - plot.top + 1);
  pen.fillStyle = theme.muted;
  pen.font = font(theme, 11);
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const { value, label } of y.ticks) pen.fillText(label, plot.left - 8, y.at(value));
  pen.textAlign = "center";
  pen.textBaseline = "top";
  for (const { value, label } of x.ticks) pen.fillText(label, x.at(value), plot.bottom + 7);
  pen.textAlign = "right";
  pen.fillText(`${data.xLabel} →`, plot.right, plot.bottom + 22);
  pen.textAlign = "left";
  pen.fillText(`↑ ${data.yLabel}`, 4, 0);
}
