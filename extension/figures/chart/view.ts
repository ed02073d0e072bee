// A chart in a page: Vega draws it, in the page's colours; the pointer and the arrow keys tell what a mark stands for, and the
// sliders and choices that the specification binds stand where those of the other figures do.
import type { Theme } from "../draw/theme.ts";
import { type ChartData, readChart } from "../payload/chart.ts";
import { make } from "../view/dom.ts";
import type { FigureHandle, FigureHost, MountFigure } from "../view/host.ts";
import { readTheme } from "../view/pageTheme.ts";
import { type Repaint, repaintWhenVisible } from "../view/repaint.ts";
import { createShell, type Shell } from "../view/shell.ts";
import { chartCsv, chartTable, datumEntries, datumSentence } from "./describe.ts";
import { chartSvg, chartView, type RunningChart } from "./library.ts";
import { type Mark, markAt, marksOf } from "./marks.ts";

export const mountChart: MountFigure = (element, payload, host) => new ChartView(element, payload, host);

class ChartView implements FigureHandle {
  readonly #shell: Shell;
  readonly #host: Required<FigureHost>;
  readonly #place = make("div", "gb-scroll gb-chart");
  readonly #repaint: Repaint;
  #data: ChartData;
  #running: RunningChart | undefined;
  #cursor = -1;
  /** The newest drawing; an older one that is ready later is thrown away. */
  #drawing = 0;

  constructor(element: HTMLElement, payload: unknown, host: Required<FigureHost>) {
    this.#data = readChart(payload);
    this.#host = host;
    this.#shell = createShell(element, host, {
      name: () => this.#data.title || "chart",
      alt: () => this.#data.alt,
      still: async (theme) => chartSvg(await host.charts(), this.#data, theme, 680, this.#running?.state()),
      table: () => chartTable(this.#data),
      csv: () => chartCsv(this.#data),
    });
    this.#shell.stage.append(this.#place);
    this.#repaint = repaintWhenVisible(this.#shell.root, () => void this.#draw(readTheme(this.#shell.root)));
    this.#shell.stage.addEventListener("keydown", (event) => this.#key(event));
    for (const event of ["blur", "pointerleave"]) {
      this.#shell.stage.addEventListener(event, () => this.#show(undefined));
    }
    this.#describe();
  }

  update(payload: unknown): void {
    this.#data = readChart(payload);
    this.#describe();
    this.#repaint.request();
  }

  dispose(): void {
    this.#drawing = -1;
    this.#running?.view.finalize();
    this.#repaint.dispose();
  }

  #describe(): void {
    this.#shell.setTitle(this.#data.title, "");
    this.#shell.setNotes([this.#data.note]);
    this.#shell.refresh();
  }

  async #draw(theme: Theme): Promise<void> {
    const drawing = ++this.#drawing;
    // The new chart is made beside the old one, so that the page does not jump.
    const next = make("div", "");
    const controls = make("div", "gb-bindings");
    try {
      const library = await this.#host.charts();
      if (drawing !== this.#drawing) return;
      const room = this.#shell.stage.clientWidth;
      const running = chartView(library, this.#data, theme, room, this.#running?.state());
      const { view } = running;
      view.tooltip(() => {});
      view.renderer("canvas").initialize(next, controls).hover();
      await view.runAsync();
      if (drawing !== this.#drawing) return void view.finalize();
      this.#running?.view.finalize();
      this.#running = running;
      this.#cursor = -1;
      this.#shell.tip(undefined);
      view.addEventListener("pointermove", (event, item) => this.#point(event as PointerEvent, item));
      this.#showControls(controls);
      for (const canvas of next.querySelectorAll("canvas, svg")) canvas.setAttribute("aria-hidden", "true");
      this.#place.replaceChildren(next);
    } catch (error) {
      if (drawing !== this.#drawing) return;
      const reason = String((error as Error)?.message ?? error);
      const box = make("p", "gb-error", {
        textContent: this.#host.trans.__("This chart could not be drawn: %1", reason),
      });
      box.setAttribute("role", "alert");
      this.#place.replaceChildren(box);
    }
  }

  /** The chart's own sliders and choices, where those of the other figures are; the one in use stays in use. */
  #showControls(next: HTMLElement): void {
    const { controls } = this.#shell;
    const old = [...controls.querySelectorAll<HTMLElement>("input, select")].indexOf(
      document.activeElement as HTMLElement,
    );
    controls.replaceChildren(...(next.childElementCount > 0 ? [next] : []));
    if (old >= 0) controls.querySelectorAll<HTMLElement>("input, select")[old]?.focus();
  }

  #point(event: PointerEvent, item: unknown): void {
    const box = this.#place.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left + this.#place.scrollLeft, event.clientY - box.top];
    this.#show(this.#running && markAt(marksOf(this.#running.view), x, y, item));
  }

  #key(event: KeyboardEvent): void {
    if (event.target !== this.#shell.stage || event.ctrlKey || event.metaKey || event.altKey || !this.#running) return;
    // A control may have changed them since the last key.
    const marks = marksOf(this.#running.view).toSorted((a, b) => a.x - b.x);
    const last = marks.length - 1;
    const moves: Record<string, number> = {
      ArrowRight: Math.min(last, this.#cursor + 1),
      ArrowLeft: Math.max(0, this.#cursor - 1),
      Home: 0,
      End: last,
      Escape: -1,
    };
    if (!Object.hasOwn(moves, event.key) || last < 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.#cursor = moves[event.key]!;
    const mark = marks[this.#cursor];
    this.#show(mark);
    if (mark) this.#shell.announce(datumSentence(mark.tooltip ?? mark.datum));
  }

  #show(mark: Mark | undefined): void {
    if (!mark) return this.#shell.tip(undefined);
    const rows = datumEntries(mark.tooltip ?? mark.datum).map(([name, value]) =>
      make("div", "gb-tip-row", {}, [name, make("b", "", { textContent: value })]),
    );
    this.#shell.tip(rows, mark.x - this.#place.scrollLeft, mark.y);
  }
}
