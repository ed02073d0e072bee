// Paints what curves are read off on: a quiet grid, the numbers of the axes and what they count. It must not know how the
// curves themselves are drawn.
import { line, type Pen } from "../draw/pen.ts";
import { font } from "../draw/theme.ts";
import type { CurvesScene } from "./scene.ts";
import { trans } from "../draw/words.ts";

export function paintAxes(pen: Pen, { plot, x, y, y2, theme, data, choices, series }: CurvesScene): void {
  pen.font = font(theme, 11);
  pen.lineWidth = 1;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  for (const { value, label } of y.ticks) {
    const at = Math.round(y.at(value)) + 0.5;
    pen.strokeStyle = value === 0 ? theme.faint : theme.grid;
    line(pen, plot.left, at, plot.right, at);
    pen.fillStyle = theme.muted;
    pen.fillText(label, plot.left - 8, at);
  }
  pen.textAlign = "left";
  for (const { value, label } of y2?.ticks ?? []) {
    const at = Math.round(y2!.at(value)) + 0.5;
    pen.strokeStyle = theme.faint;
    line(pen, plot.right, at, plot.right + 4, at);
    pen.fillText(label, plot.right + 7, at);
  }
  const seconds = series.filter((one) => one.data.second).map((one) => one.data.name);
  if (seconds.length > 0) {
    pen.textAlign = "right";
    pen.fillText(`${seconds.join(", ")} ↑`, plot.right + 44, 10);
  }
  pen.strokeStyle = theme.faint;
  line(pen, plot.left, plot.bottom + 0.5, plot.right, plot.bottom + 0.5);
  pen.textAlign = "center";
  pen.textBaseline = "top";
  for (const { value, label } of x.ticks) {
    const at = Math.round(x.at(value)) + 0.5;
    line(pen, at, plot.bottom, at, plot.bottom + 4);
    pen.fillText(label, at, plot.bottom + 8);
  }
  pen.textAlign = "right";
  pen.fillText(`${data.xLabel} →`, plot.right, plot.bottom + 21);
  const scaleName = y.log ? trans.__("log scale") : "";
  const yName = [data.yLabel || onlyName(series), scaleName, choices.smoothing > 0 ? trans.__("smoothed") : ""]
    .filter(Boolean)
    .join(", ");
  pen.textAlign = "left";
  if (yName) pen.fillText(`↑ ${yName}`, 8, 4);
}

/** Of one series alone the axis bears the name. */
const onlyName = (series: CurvesScene["series"]): string => {
  const first = series.filter(({ data }) => !data.second);
  return first.length === 1 ? first[0]!.data.name : "";
};
