// One button for each series: hides it, and tells its best value. The buttons are kept while the series stay the same, so
// that a figure that grows takes none away from under the pointer. Which series are hidden, the figure keeps.
import { formatNumber } from "../draw/numbers.ts";
import type { Theme } from "../draw/theme.ts";
import type { CurvesData } from "../payload/curves.ts";
import { make, setText } from "../view/dom.ts";
import { bestText } from "./describe.ts";
import { styleIn } from "./scene.ts";

export interface SeriesButtons {
  readonly element: HTMLElement;
  /** The series changed, or which of them are hidden. */
  show(data: CurvesData, hidden: ReadonlySet<string>): void;
  /** With every picture, as the page may have changed its theme. */
  color(data: CurvesData, theme: Theme): void;
}

/**
 * Milliseconds between two changes of the buttons while the figure grows: unlike the canvas and the line of progress they
 * have no fixed size, and the page lays out everything around them.
 */
const factsEvery = 2000;

/** @param toggle hides the series of this name, or shows it again */
export function seriesButtons(toggle: (name: string) => void): SeriesButtons {
  const element = make("span", "gb-controls");
  /** When the buttons last told the best values. */
  let factsShown = -Infinity;
  return {
    element,
    show({ series, xLabel, state }, hidden) {
      const known = [...element.children] as HTMLElement[];
      if (known.length !== series.length || known.some((chip, i) => chip.dataset["name"] !== series[i]!.name)) {
        element.replaceChildren(...series.map(({ name }) => seriesButton(name, toggle)));
        factsShown = -Infinity;
      }
      const now = state === "done" || performance.now() - factsShown > factsEvery;
      if (now) factsShown = performance.now();
      series.forEach(({ name, best, last }, i) => {
        const chip = element.children[i] as HTMLElement;
        const facts = chip.children[2] as HTMLElement;
        const said = best ? ` ${bestText(best, xLabel)}` : "";
        if (now) setText(facts, said);
        chip.setAttribute("aria-pressed", String(!hidden.has(name)));
        chip.title = last ? `${name}: ${formatNumber(last.y)},${said}` : name;
      });
      element.hidden = series.length === 0;
    },
    color(data, theme) {
      for (const [i, swatch] of element.querySelectorAll<HTMLElement>(".gb-swatch").entries()) {
        swatch.style.background = styleIn(data, i, theme).color;
      }
    },
  };
}

function seriesButton(name: string, toggle: (name: string) => void): HTMLElement {
  const parts = [make("span", "gb-swatch"), make("span", "", { textContent: name }), make("small", "")];
  const chip = make("button", "gb-button gb-series", { type: "button" }, parts);
  chip.dataset["name"] = name;
  chip.addEventListener("click", () => toggle(name));
  return chip;
}
