// The controls above the curves: which x axis, how smoothed, on which scale. They say what is wished, and keep nothing
// themselves.
import type { CurvesData } from "../payload/curves.ts";
import { choice, make, slider } from "../view/dom.ts";
import type { Translator } from "../view/host.ts";
import { axesFor } from "./axes.ts";
import type { CurvesChoices } from "./scene.ts";

export function curvesControls(
  data: CurvesData,
  choices: CurvesChoices,
  trans: Translator,
  choose: (change: Partial<CurvesChoices>) => void,
): HTMLElement[] {
  const log = make("input", "gb-check", { type: "checkbox", checked: choices.logY });
  log.addEventListener("change", () => choose({ logY: log.checked }));
  const trim = make("input", "gb-check", { type: "checkbox", checked: choices.trim });
  trim.addEventListener("change", () => choose({ trim: trim.checked }));
  // The slider moves along the number of points that are averaged, which is what the eye sees.
  const weight = (at: number) => (at === 0 ? 0 : 1 - 10 ** (-at / 33.4));
  const at = Math.round(-33.4 * Math.log10(1 - choices.smoothing));
  const axes = axesFor(data);
  const names = { step: data.xLabel, epoch: trans.__("epoch"), time: trans.__("time") };
  return [
    ...(axes.length > 1
      ? [
          choice(
            trans.__("Axis"),
            axes.map((axis) => [axis, names[axis]] as const),
            choices.axis,
            (axis) => choose({ axis, window: undefined }),
          ),
        ]
      : []),
    slider(
      trans.__("Smoothing"),
      { min: 0, max: 100, step: 1, value: at },
      (value) => (value === 0 ? trans.__("off") : weight(value).toFixed(value > 60 ? 3 : 2)),
      (value) => choose({ smoothing: Math.min(0.999, weight(value)) }),
    ),
    make("label", "gb-field", {}, [log, trans.__("log scale")]),
    make("label", "gb-field", { title: trans.__("Scale to all but the outermost twentieth of the values") }, [
      trim,
      trans.__("ignore outliers"),
    ]),
  ];
}
