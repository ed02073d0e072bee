// The embedding figure in a page: maps that flow into one another, points found by pointer, keyboard or search, their
// neighbours in the space of the vectors, kinds and selections shown alone, zoom by wheel (with Ctrl), buttons or keys.
import { canvasSheet } from "../draw/canvasSheet.ts";
import { type EmbeddingData, readEmbedding } from "../payload/embedding.ts";
import { make } from "../view/dom.ts";
import type { FigureHandle, FigureHost, MountFigure } from "../view/host.ts";
import { readTheme } from "../view/pageTheme.ts";
import { type Repaint, repaintWhenVisible } from "../view/repaint.ts";
import { createShell, type Shell } from "../view/shell.ts";
import { categoryColor } from "./colors.ts";
import { embeddingControls } from "./controls.ts";
import { embeddingCsv, embeddingSentence, embeddingTable, neighbourSentence } from "./describe.ts";
import { type Corner, insideLasso, paintLasso } from "./lasso.ts";
import { embeddingMotion } from "./motion.ts";
import { arrowStep, dragged, stepped, zoomed } from "./navigate.ts";
import { nextPoint, type PointGrid, pointGrid } from "./nearest.ts";
import { paintEmbedding } from "./paintEmbedding.ts";
import { defaultEmbedding, type EmbeddingChoices, type EmbeddingScene, embeddingScene, neighboursOf } from "./scene.ts";
import { exactMatch } from "./search.ts";
import { embeddingStill } from "./still.ts";
import { tipRows } from "./tip.ts";

export const mountEmbedding: MountFigure = (element, payload, host) => new EmbeddingView(element, payload, host);

interface Drag {
  readonly x: number;
  readonly y: number;
  readonly choices: EmbeddingChoices;
  /** With Shift or the lasso: a line around points. */
  readonly selects: boolean;
}

class EmbeddingView implements FigureHandle {
  readonly #shell: Shell;
  readonly #host: Required<FigureHost>;
  readonly #canvas = make("canvas", "");
  readonly #motion = embeddingMotion((change, describe) => this.#choose(change, describe));
  readonly #repaint: Repaint;
  #data: EmbeddingData;
  #choices: EmbeddingChoices;
  #scene: EmbeddingScene | undefined;
  #grid: PointGrid | undefined;
  #focus = -1;
  #drag: Drag | undefined;
  #lasso: Corner[] = [];
  /** Drags draw a lasso instead of moving the map. */
  #lassoing = false;

  constructor(element: HTMLElement, payload: unknown, host: Required<FigureHost>) {
    this.#data = readEmbedding(payload);
    this.#choices = defaultEmbedding(this.#data);
    this.#host = host;
    this.#shell = createShell(element, host, {
      name: () => this.#data.title || "embedding",
      alt: () => this.#data.alt,
      still: (theme) => embeddingStill(this.#data, theme, this.#choices),
      table: () => embeddingTable(this.#data, this.#choices.map),
      csv: () => embeddingCsv(this.#data),
    });
    this.#canvas.setAttribute("aria-hidden", "true");
    this.#shell.stage.append(this.#canvas);
    this.#repaint = repaintWhenVisible(this.#shell.root, () => this.#paint());
    this.#listen();
    this.#describe();
  }

  update(payload: unknown): void {
    const before = this.#data.maps.length;
    this.#data = readEmbedding(payload);
    if (this.#data.maps.length !== before || this.#data.trail.length < this.#choices.moment)
      this.#choices = defaultEmbedding(this.#data);
    this.#focus = -1;
    this.#describe();
    this.#repaint.request();
  }

  dispose(): void {
    this.#motion.stop();
    this.#repaint.dispose();
  }

  #describe(): void {
    const { trans } = this.#host;
    this.#shell.setTitle(this.#data.title, this.#data.title ? "" : this.#host.trans.__("embedding"));
    this.#shell.setSubtitle(embeddingSentence(this.#data, this.#choices.map));
    this.#shell.controls.replaceChildren(...this.#controls());
    const { neighbours } = this.#data;
    const alone = this.#choices.only;
    this.#shell.setNotes([
      this.#data.note,
      neighbours && neighbours.told < this.#data.count
        ? trans.__("Neighbours are told of the first %1.", String(neighbours.told))
        : undefined,
      alone && trans.__("%1 points are shown alone; Escape shows all.", String(alone.size)),
    ]);
    this.#shell.refresh();
  }

  #choose(change: Partial<EmbeddingChoices>, describe = true): void {
    this.#choices = { ...this.#choices, ...change };
    if (describe) this.#describe();
    this.#repaint.request();
  }

  #controls(): HTMLElement[] {
    const theme = this.#scene?.theme ?? readTheme(this.#shell.root);
    const state = { data: this.#data, choices: this.#choices, theme, lassoing: this.#lassoing };
    return embeddingControls(state, this.#host.trans, {
      flowTo: (map) => this.#motion.flow(this.#choices.map, map),
      search: (text) => this.#search(text),
      setColorBy: (colorBy) => this.#choose({ colorBy }),
      setMoment: (moment) => this.#choose({ moment }, false),
      play: () => this.#motion.play(this.#data.trail.length),
      toggleLasso: () => (this.#lassoing = !this.#lassoing),
      toggleKind: (kind) => this.#toggleKind(kind),
      zoom: (by) => this.#zoom(by),
      reset: () => this.#reset(),
    });
  }

  #toggleKind(kind: number): void {
    const hidden = new Set(this.#choices.hidden);
    if (!hidden.delete(kind)) hidden.add(kind);
    this.#choose({ hidden });
  }

  #search(search: string): void {
    this.#choose({ search }, false);
    const exact = exactMatch(this.#data, search);
    this.#setFocus(exact);
    if (exact >= 0) this.#shell.announce(neighbourSentence(this.#data, exact));
  }

  #zoom(by: number, at?: readonly [x: number, y: number]): void {
    if (this.#scene) this.#choose(zoomed(this.#choices, this.#scene, by, at), false);
  }

  #reset(): void {
    const { map } = this.#choices;
    this.#choices = { ...defaultEmbedding(this.#data), map, from: map };
    this.#focus = -1;
    this.#describe();
    this.#repaint.request();
  }

  #paint(): void {
    const theme = readTheme(this.#shell.root);
    const width = Math.min(944, Math.max(240, this.#shell.stage.clientWidth));
    const scene = embeddingScene(this.#data, this.#choices, theme, width);
    // The page may have changed its theme.
    for (const [kind, dot] of this.#shell.controls.querySelectorAll<HTMLElement>(".gb-dot").entries()) {
      dot.style.background = categoryColor(theme, kind);
    }
    this.#scene = scene;
    this.#grid = undefined;
    const sheet = canvasSheet(this.#canvas, scene.width, scene.height);
    paintEmbedding(sheet, scene, this.#focus);
    paintLasso(sheet.pen, this.#lasso, theme);
    if (this.#focus < 0) return this.#shell.tip(undefined);
    const [x, y] = [scene.at[2 * this.#focus]!, scene.at[2 * this.#focus + 1]!];
    this.#shell.tip(tipRows(this.#data, this.#focus, this.#host.trans), x, y);
  }

  #listen(): void {
    const { stage } = this.#shell;
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      const [x, y] = this.#place(event);
      this.#drag = { x, y, choices: this.#choices, selects: event.shiftKey || this.#lassoing };
      this.#lasso = [];
    });
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", () => this.#drop());
    canvas.addEventListener("pointerleave", () => this.#drag || this.#setFocus(-1));
    canvas.addEventListener(
      "wheel",
      (event) => {
        // A page must scroll past a figure; with Ctrl (or a pinch, which browsers report so) the map zooms.
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        this.#zoom(Math.exp(-event.deltaY / 300), this.#place(event));
      },
      { passive: false },
    );
    stage.addEventListener("keydown", (event) => this.#key(event));
  }

  #place(event: MouseEvent): readonly [x: number, y: number] {
    const box = this.#canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #move(event: PointerEvent): void {
    const [x, y] = this.#place(event);
    const [drag, scene] = [this.#drag, this.#scene];
    if (!scene) return;
    if (!drag) {
      this.#grid ??= pointGrid(scene);
      return this.#setFocus(this.#grid.nearest(x, y));
    }
    if (drag.selects) {
      this.#lasso.push([x, y]);
      return this.#repaint.request();
    }
    this.#choose(dragged(drag.choices, this.#data, scene, [x - drag.x, y - drag.y]), false);
  }

  /** Ends a drag; a lasso shows its points alone. */
  #drop(): void {
    const [lasso, scene] = [this.#lasso, this.#scene];
    this.#drag = undefined;
    this.#lasso = [];
    if (lasso.length > 2 && scene) this.#isolate(insideLasso(scene, lasso));
  }

  #isolate(points: readonly number[]): void {
    if (points.length === 0) return this.#repaint.request();
    this.#choose({ only: new Set(points) });
    this.#shell.announce(this.#host.trans.__("%1 points are shown alone; Escape shows all.", String(points.length)));
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
    const scene = this.#scene;
    const arrow = arrowStep(event.key);
    if (arrow && event.shiftKey) this.#choose(stepped(this.#choices, this.#data, arrow), false);
    else if (arrow && scene && scene.shown.length > 0) {
      const next = this.#focus < 0 ? scene.shown[0]! : nextPoint(scene, this.#focus, arrow);
      if (next >= 0) this.#setFocus(next);
      this.#shell.announce(neighbourSentence(this.#data, this.#focus));
    } else if (event.key === "+" || event.key === "=") this.#zoom(1.4);
    else if (event.key === "-") this.#zoom(1 / 1.4);
    else if (event.key === "Enter" && this.#focus >= 0) {
      this.#isolate([this.#focus, ...neighboursOf(this.#data, this.#focus).map(({ point }) => point)]);
    } else if (event.key === "Escape") this.#reset();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #setFocus(point: number): void {
    if (point === this.#focus) return;
    this.#focus = point;
    this.#repaint.request();
  }
}
