// The whole surface figure as one still picture, for notebooks without our extension and for Save.
import { aside, type Pen, type Sheet } from "../draw/pen.ts";
import { fitText } from "../draw/textWidth.ts";
import { font, type Theme } from "../draw/theme.ts";
import type { SurfaceData } from "../payload/surface.ts";
import { surfaceSentence } from "./describe.ts";
import { defaultSurface, type SurfaceChoices } from "./heights.ts";
import { paintSurface } from "./paintSurface.ts";
import { pathColor, type SurfaceScene, surfaceScene } from "./scene.ts";

const margin = 16;
const header = 54;

export function surfaceStill(
  data: SurfaceData,
  theme: Theme,
  choices: SurfaceChoices = defaultSurface(data),
  width = 640,
) {
  const scene = surfaceScene(data, { ...choices, step: Infinity }, theme, width - 2 * margin);
  const legend = data.paths.length > 0 ? 22 : 0;
  const paint = (sheet: Sheet) => {
    const { pen } = sheet;
    pen.textAlign = "left";
    pen.textBaseline = "alphabetic";
    pen.fillStyle = theme.text;
    pen.font = font(theme, 14, 600);
    pen.fillText(fitText(pen, data.title || "Surface", scene.width), margin, 26);
    pen.fillStyle = theme.muted;
    pen.font = font(theme, 11);
    pen.fillText(fitText(pen, surfaceSentence(data), scene.width), margin, 44);
    aside(pen, () => {
      pen.translate(margin, header);
      if (legend) paintLegend(pen, scene);
      pen.translate(0, legend);
      paintSurface(sheet, scene);
    });
  };
  return { width: width, height: header + legend + scene.height + 8, paint };
}

function paintLegend(pen: Pen, { data, theme }: SurfaceScene): void {
  pen.font = font(theme, 11);
  pen.textBaseline = "middle";
  let at = 4;
  data.paths.forEach(({ name }, i) => {
    pen.fillStyle = pathColor(theme, i);
    pen.fillRect(at, 6, 14, 3);
    pen.fillStyle = theme.text;
    pen.fillText(name, at + 20, 8);
    at += 40 + pen.measureText(name).width;
  });
}
