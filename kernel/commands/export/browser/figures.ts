// Brings figures to life: each holds its data and a still; the drawing core takes the still's place on the screen.
// Printers, readers without scripts, and figures that cannot be drawn keep the still.
import type { ChartLibrary } from "../../../../extension/figures/chart/library.ts";
import { noCharts } from "../../../../extension/figures/view/host.ts";
import { figureMimeTypes, mountFigure } from "../../../../extension/figures/view/mount.ts";

export function mountFigures(): void {
  // A figure is drawn when it comes near the screen, so that a long page opens at once.
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        seen.unobserve(target);
        mount(target as HTMLElement);
      }
    },
    { rootMargin: "600px" },
  );
  for (const figure of document.querySelectorAll("figure[data-figure]")) seen.observe(figure);
}

/** Pages with a chart bring the library in a script before this one. */
const charts = (): Promise<ChartLibrary> => {
  const { gradbookCharts } = globalThis as { gradbookCharts?: ChartLibrary };
  return gradbookCharts ? Promise.resolve(gradbookCharts) : noCharts();
};

function mount(figure: HTMLElement): void {
  const script = figure.querySelector<HTMLScriptElement>(":scope > script");
  if (!script || !figureMimeTypes.includes(script.type)) return;
  const stage = document.createElement("div");
  stage.className = "stage";
  figure.append(stage);
  mountFigure(stage, script.type, JSON.parse(script.text), { charts });
  figure.classList.add("live");
}
