// The whole module figure as one still picture, for notebooks without our extension and for Save.
import { aside, type Sheet } from "../draw/pen.ts";
import { fitText } from "../draw/textWidth.ts";
import { font, type Theme } from "../draw/theme.ts";
import type { ModuleData } from "../payload/module.ts";
import { moduleSentence } from "./describe.ts";
import { paintModule } from "./paintModule.ts";
import { defaultModule, type ModuleChoices, moduleScene } from "./scene.ts";

const margin = 16;
const header = 54;

export function moduleStill(data: ModuleData, theme: Theme, choices: ModuleChoices = defaultModule(data), width = 720) {
  const scene = moduleScene(data, choices, theme, width - 2 * margin);
  const paint = (sheet: Sheet) => {
    const { pen } = sheet;
    pen.textBaseline = "alphabetic";
    pen.textAlign = "left";
    pen.fillStyle = theme.text;
    pen.font = font(theme, 14, 600);
    pen.fillText(fitText(pen, data.title || data.rows[0]!.type, scene.width), margin, 26);
    pen.fillStyle = theme.muted;
    pen.font = font(theme, 11);
    pen.fillText(fitText(pen, moduleSentence(data), scene.width), margin, 44);
    aside(pen, () => {
      pen.translate(margin, header);
      paintModule(sheet, scene);
    });
  };
  return { width, height: header + scene.height + margin, paint };
}
