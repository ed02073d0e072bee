// The controls above the cells: what each axis does, where its slider stands, the scale of colours, the size of the cells.
// They are made anew when an axis gets another role; what was chosen, the figure keeps.
import { type AxisRole, isChannels, type ScaleKind, type TensorData } from "../payload/tensor.ts";
import { button, choice, make, slider } from "../view/dom.ts";
import type { Translator } from "../view/host.ts";
import { axisName, indexText } from "./describe.ts";
import { axesOf } from "./grid.ts";
import type { TensorChoices } from "./still.ts";

/** What the controls ask of the figure. */
export interface TensorWishes {
  setRole(axis: number, role: AxisRole): void;
  /** Shows the slice at this position (in the sample) of an axis. */
  slide(axis: number, at: number): void;
  /** Without a kind the scale follows the values. */
  setKind(kind: ScaleKind | undefined): void;
  zoom(factor: number): void;
  fit(): void;
}

export const tensorControls = (
  data: TensorData,
  choices: TensorChoices,
  trans: Translator,
  wishes: TensorWishes,
): HTMLElement[] => [
  ...axisControls(data, choices, trans, wishes),
  ...sliders(data, choices, wishes),
  ...viewControls(choices, trans, wishes),
];

function axisControls(data: TensorData, choices: TensorChoices, trans: Translator, wishes: TensorWishes) {
  const { shape } = data;
  if (shape.length < 2) return [];
  const roles: (readonly [AxisRole, string])[] = [
    ["rows", trans.__("rows")],
    ["columns", trans.__("columns")],
    ["facets", trans.__("facets")],
    ["slider", trans.__("slider")],
  ];
  return shape.map((size, axis) =>
    choice(
      `${axisName(data, axis)} (${size})`,
      isChannels(size) ? [...roles, ["channels", trans.__("colours")] as const] : roles,
      choices.roles[axis]!,
      (role) => wishes.setRole(axis, role),
    ),
  );
}

function sliders(data: TensorData, choices: TensorChoices, wishes: TensorWishes) {
  return axesOf(choices.roles, "slider").map((axis) => {
    const length = data.values.shape[axis]!;
    const say = (at: number) => indexText(data, axis, data.kept[axis]?.[at] ?? at);
    const range = { min: 0, max: Math.max(0, length - 1), step: 1, value: choices.fixed[axis] ?? 0 };
    return slider(axisName(data, axis), range, say, (at) => wishes.slide(axis, at));
  });
}

function viewControls(choices: TensorChoices, trans: Translator, wishes: TensorWishes) {
  const kinds: (readonly [ScaleKind | "auto", string])[] = [
    ["auto", trans.__("automatic")],
    ["sequential", trans.__("sequential")],
    ["diverging", trans.__("diverging about 0")],
    ["log", trans.__("logarithmic")],
    ["gray", trans.__("black to white")],
  ];
  return [
    choice(trans.__("Colours"), kinds, choices.kind ?? "auto", (kind) =>
      wishes.setKind(kind === "auto" ? undefined : kind),
    ),
    make("span", "", {}, [
      button("−", trans.__("Smaller cells"), () => wishes.zoom(1 / 1.5)),
      button("+", trans.__("Larger cells"), () => wishes.zoom(1.5)),
      button(trans.__("fit"), trans.__("Fit the cells to the page"), () => wishes.fit()),
    ]),
  ];
}
