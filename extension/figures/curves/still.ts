// The whole curves figure as one still picture. For notebooks without our extension, and for Save.
import { aside, type Sheet } from "../draw/pen.ts";
import { font, type Theme } from "../draw/theme.ts";
import { fitText } from "../draw/textWidth.ts";
import type { CurvesData } from "../payload/curves.ts";
import { bucketSentence } from "./describe.ts";
import { paintCurves } from "./paintCurves.ts";
import { curvesScene, defaultCurvesChoices } from "./scene.ts";

/** Size of the still picture, and the function that paints it. */
export function curvesStill(
  data: CurvesData,
  theme: Theme,
  choices = defaultCurvesChoices(data),
  size = { width: 680, height: 300 },
) {
  const [margin, header] = [12, data.title ? 36 : 10];
  const note = bucketSentence(data);
  const { width } = size;
  const height = header + size.height + (note ? 18 : 0) + 4;
  const paint = (sheet: Sheet) => {
    const { pen } = sheet;
    pen.font = font(theme, 14, 600);
    pen.fillStyle = theme.text;
    if (data.title) pen.fillText(fitText(pen, data.title, width - 2 * margin), margin, 24);
    aside(pen, () => {
      pen.translate(0, header);
      paintCurves(sheet, curvesScene(pen, data, theme, choices, size));
    });
    if (!note) return;
    pen.textAlign = "left";
    pen.textBaseline = "alphabetic";
    pen.font = font(theme, 10);
    pen.fillStyle = theme.muted;
    pen.fillText(note, margin, height - 10);
  };
  return { width, height, paint };
}
