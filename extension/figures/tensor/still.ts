// The whole tensor figure as one still picture: title, statistics, cells, legend, notes. For notebooks without our
// extension, and for Save.
import { aside, type Sheet } from "../draw/pen.ts";
import { fitText } from "../draw/textWidth.ts";
import { font, type Theme } from "../draw/theme.ts";
import type { AxisRole, ScaleKind, TensorData } from "../payload/tensor.ts";
import { colorScale } from "./colorScale.ts";
import { axisName, indexText, sampleSentence, statsSentence, typeAndShape } from "./describe.ts";
import { arrange, axesOf, defaultRoles, type Grid } from "./grid.ts";
import { type GridScene, paintGrid } from "./paintGrid.ts";
import { legendHeight, paintLegend } from "./paintLegend.ts";
import { placeGrid } from "./places.ts";
import { trans } from "../draw/words.ts";

export interface TensorChoices {
  readonly roles: readonly AxisRole[];
  readonly fixed: readonly number[];
  readonly kind?: ScaleKind | undefined;
  readonly zoom?: number | undefined;
}

export const defaultChoices = (data: TensorData): TensorChoices => ({
  roles: data.view.roles ?? defaultRoles(data.values.shape),
  fixed: data.shape.map(() => 0),
  kind: data.view.scale,
});

const margin = 16;
const header = 56;

/** Size of the still picture, and the function that paints it. */
export function tensorStill(data: TensorData, theme: Theme, choices = defaultChoices(data), width = 640) {
  const room = { width: width - 2 * margin, height: 420 };
  const scene = tensorScene(data, theme, choices, room);
  const { places } = scene;
  const inner = Math.max(Math.min(room.width, 440), Math.min(places.width, room.width));
  const notes = [sampleSentence(data), slidersSentence(data, choices)].filter((note) => note !== undefined);
  const legend = legendHeight(scene, data.stats, inner);
  const height = header + Math.min(places.height, 2000) + legend + notes.length * 15 + margin;
  const paint = (sheet: Sheet) => {
    const { pen } = sheet;
    pen.textBaseline = "alphabetic";
    pen.fillStyle = theme.text;
    pen.font = font(theme, 14, 600);
    const title = data.title ? `${data.title}  ` : "";
    pen.fillText(fitText(pen, title + typeAndShape(data), inner), margin, 26);
    pen.fillStyle = theme.muted;
    pen.font = font(theme, 11);
    pen.fillText(fitText(pen, statsSentence(data.stats), inner), margin, 44);
    aside(pen, () => {
      pen.translate(margin, header);
      paintGrid(sheet, scene, { x: 0, y: 0, width: places.width, height: places.height });
      pen.translate(0, places.height);
      paintLegend(sheet, scene, data.stats, inner);
    });
    pen.fillStyle = theme.muted;
    pen.textAlign = "left";
    pen.font = font(theme, 10);
    notes.forEach((note, i) => {
      pen.fillText(fitText(pen, note, inner), margin, header + places.height + legend + 12 + i * 15);
    });
  };
  return { width: inner + 2 * margin, height, paint };
}

/** Everything that painting the cells needs, for one choice of axes. */
export function tensorScene(
  data: TensorData,
  theme: Theme,
  choices: TensorChoices,
  room: { readonly width: number; readonly height: number },
): GridScene {
  const grid: Grid = arrange(data, choices.roles, choices.fixed);
  const nameSide = (role: AxisRole) =>
    axesOf(choices.roles, role)
      .map((axis) => axisName(data, axis))
      .join(" × ");
  const facets = axesOf(choices.roles, "facets");
  return {
    grid,
    places: placeGrid(grid, room, choices.zoom),
    values: data.values.values,
    scale: colorScale(data.stats, data.values.values, {
      // Of a difference the sign is what is looked for, also where all of it has one.
      kind: choices.kind ?? (data.minus && "diverging"),
      range: data.view.range,
      dark: theme.dark,
    }),
    masked: data.mask,
    theme,
    names: {
      rows: nameSide("rows"),
      columns: nameSide("columns"),
      facet: (k) => facetTitles(data, facets, grid.label("facets", k)),
    },
  };
}

/** "head 3" where the axis has a name; "[3, :, :]" where it has none, or no room; "3", when there is even less. */
function facetTitles(data: TensorData, facets: readonly number[], at: readonly number[]): string[] {
  const name = (index: number, axis: number) => data.labels[axis]?.get(index) ?? index;
  const index = (axis: number) => at[facets.indexOf(axis)];
  const slice = data.shape.map((_, axis) => (index(axis) === undefined ? ":" : name(index(axis)!, axis)));
  const short = [`[${slice.join(", ")}]`, at.map((one, i) => name(one, facets[i]!)).join(", ")];
  if (!facets.every((axis) => data.axes[axis])) return short;
  return [at.map((one, i) => `${data.axes[facets[i]!]} ${name(one, facets[i]!)}`).join(", "), ...short];
}

function slidersSentence(data: TensorData, { roles, fixed }: TensorChoices): string | undefined {
  const axes = axesOf(roles, "slider");
  if (axes.length === 0) return undefined;
  const index = (axis: number) => data.kept[axis]?.[fixed[axis]!] ?? fixed[axis]!;
  const at = axes.map((axis) => `${axisName(data, axis)} = ${indexText(data, axis, index(axis))}`);
  return trans.__("Slice at %1.", at.join(", "));
}
