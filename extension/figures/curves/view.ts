// The curves figure in a page: grows in place while training runs, and answers questions: which value where, how it
// looks smoothed or on a log scale, what the best was.
import { canvasSheet } from "../draw/canvasSheet.ts";
import { type CurvesData, readCurves } from "../payload/curves.ts";
import { make } from "../view/dom.ts";
import type { FigureHandle, FigureHost, MountFigure } from "../view/host.ts";
import { readTheme } from "../view/pageTheme.ts";
import { type Repaint, repaintWhenVisible } from "../view/repaint.ts";
import { createShell, type Shell } from "../view/shell.ts";
import { axesFor, onAxis } from "./axes.ts";
import { curvesControls } from "./controls.ts";
import { bucketSentence, progressSentence } from "./describe.ts";
import { paintCurves } from "./paintCurves.ts";
import { type CurvesChoices, type CurvesScene, curvesScene, defaultCurvesChoices, nearestPoint } from "./scene.ts";
import { seriesButtons } from "./seriesButtons.ts";
import { curvesStill } from "./still.ts";
import { curvesCsv, curvesTable } from "./table.ts";
import { type Reading, readingsAt, tipRows } from "./tip.ts";

export const mountCurves: MountFigure = (element, payload, host) => new CurvesView(element, payload, host);

const height = 300;

class CurvesView implements FigureHandle {
  readonly #shell: Shell;
  readonly #host: Required<FigureHost>;
  readonly #canvas = make("canvas", "gb-canvas");
  readonly #seriesButtons = seriesButtons((name) => this.#toggle(name));
  readonly #options = make("span", "gb-controls");
  /** The axes there were when the controls were made: a live figure may learn of more. */
  #axes = "";
  readonly #bar = make("div", "");
  readonly #progressText = make("span", "");
  readonly #progress = make("div", "gb-progress", {}, [make("div", "gb-bar", {}, [this.#bar]), this.#progressText]);
  readonly #repaint: Repaint;
  #data: CurvesData;
  #choices: CurvesChoices;
  #scene: CurvesScene | undefined;
  /** A place on the x axis. */
  #cursor: number | undefined;
  #dragFrom: number | undefined;

  constructor(element: HTMLElement, payload: unknown, host: Required<FigureHost>) {
    this.#data = readCurves(payload);
    this.#choices = defaultCurvesChoices(this.#data);
    this.#host = host;
    this.#shell = createShell(element, host, {
      name: () => this.#data.title || "curves",
      alt: () => this.#data.alt,
      still: (theme) => curvesStill(this.#data, theme, this.#choices),
      table: () => curvesTable(this.#data),
      csv: () => curvesCsv(this.#data),
    });
    this.#canvas.setAttribute("aria-hidden", "true");
    this.#shell.stage.append(this.#canvas);
    this.#shell.root.insertBefore(this.#progress, this.#shell.controls);
    this.#shell.controls.append(this.#seriesButtons.element, this.#options);
    this.#repaint = repaintWhenVisible(this.#shell.root, () => this.#paint());
    this.#listen();
    this.#describe();
  }

  update(payload: unknown): void {
    const ended = this.#data.state === "running";
    this.#data = readCurves(payload);
    this.#describe();
    this.#repaint.request();
    // While it runs a screen reader would hear nothing else.
    if (ended && this.#data.state === "done") this.#shell.announce(this.#data.alt);
  }

  dispose(): void {
    this.#repaint.dispose();
  }

  #describe(): void {
    const { title, progress, state, xLabel } = this.#data;
    this.#shell.setTitle(title, "");
    this.#progress.hidden = state !== "running" || !progress;
    if (progress) {
      this.#bar.parentElement!.hidden = !progress.total;
      this.#bar.style.transform = `scaleX(${Math.min(1, progress.step / (progress.total ?? Infinity))})`;
      this.#progressText.textContent = progressSentence(progress, xLabel);
    }
    this.#seriesButtons.show(this.#data, this.#choices.hidden);
    const axes = axesFor(this.#data).join();
    if (axes !== this.#axes) this.#options.replaceChildren(...this.#controls());
    this.#axes = axes;
    this.#shell.refresh();
  }

  #controls(): HTMLElement[] {
    return curvesControls(this.#data, this.#choices, this.#host.trans, (change) => this.#choose(change));
  }

  #toggle(name: string): void {
    const hidden = new Set(this.#choices.hidden);
    if (!hidden.delete(name)) hidden.add(name);
    this.#choose({ hidden });
    this.#seriesButtons.show(this.#data, hidden);
  }

  #choose(change: Partial<CurvesChoices>): void {
    if (change.axis && change.axis !== this.#choices.axis) this.#cursor = undefined;
    this.#choices = { ...this.#choices, ...change };
    this.#repaint.request();
  }

  #paint(): void {
    const theme = readTheme(this.#shell.root);
    const width = this.#shell.stage.clientWidth;
    const sheet = canvasSheet(this.#canvas, width, height);
    this.#scene = curvesScene(sheet.pen, this.#data, theme, this.#choices, { width, height });
    paintCurves(sheet, this.#scene, this.#cursor);
    this.#seriesButtons.color(this.#data, theme);
    const zoomed =
      this.#choices.window && this.#host.trans.__("Zoomed in; double-click or press Escape to see everything.");
    this.#shell.setNotes([bucketSentence(this.#data), this.#scene.note, zoomed]);
    this.#showTip();
  }

  #listen(): void {
    const { stage } = this.#shell;
    const canvas = this.#canvas;
    canvas.addEventListener("pointermove", (event) => this.#setCursor(this.#valueAt(event)));
    canvas.addEventListener("pointerleave", () => this.#setCursor(undefined));
    canvas.addEventListener("pointerdown", (event) => (this.#dragFrom = this.#valueAt(event)));
    canvas.addEventListener("pointerup", (event) => this.#endDrag(this.#valueAt(event)));
    canvas.addEventListener("dblclick", () => this.#choose({ window: undefined }));
    stage.addEventListener("blur", () => this.#setCursor(undefined));
    stage.addEventListener("keydown", (event) => this.#key(event));
  }

  #valueAt(event: PointerEvent): number | undefined {
    if (!this.#scene) return undefined;
    const { x, plot } = this.#scene;
    const place = event.clientX - this.#canvas.getBoundingClientRect().left;
    return place < plot.left - 10 || place > plot.right + 10
      ? undefined
      : x.invert(Math.min(plot.right, Math.max(plot.left, place)));
  }

  /** Dragging across a part of the x axis zooms into it. */
  #endDrag(to: number | undefined): void {
    const from = this.#dragFrom;
    this.#dragFrom = undefined;
    if (from === undefined || to === undefined || !this.#scene) return;
    const { x } = this.#scene;
    if (Math.abs(x.at(to) - x.at(from)) > 8) this.#choose({ window: [Math.min(from, to), Math.max(from, to)] });
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const xs = this.#longest();
    const now = this.#cursor === undefined ? undefined : nearestPoint(xs, this.#cursor);
    const page = Math.max(1, Math.round(xs.length / 20));
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      PageUp: -page,
      PageDown: page,
      Home: -Infinity,
      End: Infinity,
    };
    if (event.key === "Escape") {
      if (this.#cursor === undefined && !this.#choices.window) return;
      this.#setCursor(undefined);
      this.#choose({ window: undefined });
    } else if (event.key === "+" || event.key === "=") this.#zoom(0.5);
    else if (event.key === "-") this.#zoom(2);
    else if (Object.hasOwn(steps, event.key) && xs.length > 0) {
      const start = now ?? (event.key === "ArrowLeft" || event.key === "End" ? xs.length : -1);
      const next = Math.min(xs.length - 1, Math.max(0, start + steps[event.key]!));
      this.#setCursor(xs[next]);
      this.#shell.announce(
        this.#readings()
          .map(({ name, value }) => `${name} ${value}`)
          .join(", "),
      );
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Shows half as much of the x axis, or twice as much, about the crosshair. */
  #zoom(factor: number): void {
    if (!this.#scene) return;
    const { x, plot } = this.#scene;
    const [from, to] = [x.invert(plot.left), x.invert(plot.right)];
    const middle = this.#cursor ?? (from + to) / 2;
    const window = [middle - (middle - from) * factor, middle + (to - middle) * factor] as const;
    const xs = this.#longest();
    const all = window[0] <= (xs[0] ?? 0) && window[1] >= (xs[xs.length - 1] ?? 0);
    this.#choose({ window: all ? undefined : window });
  }

  #longest(): ArrayLike<number> {
    const shown = onAxis(this.#data, this.#choices.axis).series.filter(({ name }) => !this.#choices.hidden.has(name));
    return shown.reduce<ArrayLike<number>>((longest, { x }) => (x.length > longest.length ? x : longest), []);
  }

  #setCursor(value: number | undefined): void {
    if (value === this.#cursor) return;
    this.#cursor = value;
    this.#repaint.request();
  }

  #showTip(): void {
    const readings = this.#readings();
    if (readings.length === 0 || !this.#scene) return this.#shell.tip(undefined);
    this.#shell.tip(tipRows(readings), this.#scene.x.at(this.#cursor!), 110);
  }

  #readings(): Reading[] {
    if (!this.#scene || this.#cursor === undefined) return [];
    return readingsAt(this.#scene, this.#longest(), this.#cursor);
  }
}
