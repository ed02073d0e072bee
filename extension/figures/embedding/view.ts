// The embedding figure in a page: maps that flow into one another, points found by pointer, keyboard or search, their
// neighbours in the space of the vectors, kinds and selections shown alone, zoom by wheel (with Ctrl), buttons or keys.
import { canvasSheet } from "../draw/canvasSheet.ts";
import type { Pen } from "../draw/pen.ts";
import type { Theme } from "../draw/theme.ts";
import { type EmbeddingData, readEmbedding } from "../payload/embedding.ts";
import { button, choice, make, slider } from "../view/dom.ts";
import type { FigureHandle, FigureHost, MountFigure } from "../view/host.ts";
import { readTheme } from "../view/pageTheme.ts";
import { type Repaint, repaintWhenVisible } from "../view/repaint.ts";
import { createShell, type Shell } from "../view/shell.ts";
import { embeddingCsv, embeddingSentence, embeddingTable, neighbourSentence } from "./describe.ts";
import { type Corner, insideLasso } from "./lasso.ts";
import { nextPoint, type PointGrid, pointGrid } from "./nearest.ts";
import { paintEmbedding } from "./paintEmbedding.ts";
import {
  categoryColor,
  defaultEmbedding,
  type EmbeddingChoices,
  type EmbeddingScene,
  embeddingScene,
  neighboursOf,
} from "./scene.ts";
import { embeddingStill } from "./still.ts";
import { tipRows } from "./tip.ts";

export const mountEmbedding: MountFigure = (element, payload, host) => new EmbeddingView(element, payload, host);

/** Seconds that points take from one map to the next. */
const flow = 0.7;

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
  #flowing = 0;

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
    cancelAnimationFrame(this.#flowing);
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
    const { trans } = this.#host;
    const { maps, categories } = this.#data;
    const names = maps.map(({ name, dims }, i) => [String(i), dims === 3 ? `${name}, 3-D` : name] as const);
    const search = make("input", "gb-select", { type: "search", value: this.#choices.search, size: 16 });
    search.setAttribute("aria-label", trans.__("Search for a label"));
    search.placeholder = trans.__("search or /pattern/");
    search.title = trans.__("Part of a label, or a regular expression between slashes");
    search.addEventListener("input", () => this.#search(search.value));
    const tools = [
      ...(maps.length > 1
        ? [choice(trans.__("Map"), names, String(this.#choices.map), (map) => this.#flow(Number(map)))]
        : []),
      search,
      ...(categories && this.#data.values ? [this.#colorChoice()] : []),
      ...this.#training(),
      this.#lassoButton(),
      button("−", trans.__("Zoom out"), () => this.#zoom(1 / 1.4)),
      button("+", trans.__("Zoom in"), () => this.#zoom(1.4)),
      button(trans.__("all"), trans.__("Show all points"), () => this.#reset()),
    ];
    const kinds = categories?.names.map((name, kind) => this.#kind(name, kind)) ?? [];
    return [make("div", "gb-controls", {}, tools), make("div", "gb-controls gb-kinds", {}, kinds)];
  }

  #colorChoice(): HTMLElement {
    const { trans } = this.#host;
    const ways = [
      ["kind", trans.__("kind")] as const,
      ["value", this.#data.values!.name || trans.__("value")] as const,
    ];
    return choice(trans.__("Colour"), ways, this.#choices.colorBy, (colorBy) => this.#choose({ colorBy }));
  }

  #lassoButton(): HTMLElement {
    const { trans } = this.#host;
    const made = button(
      trans.__("lasso"),
      trans.__("Draw a lasso around points to see them alone (or drag with Shift)"),
      () => {
        this.#lassoing = !this.#lassoing;
        made.setAttribute("aria-pressed", String(this.#lassoing));
      },
    );
    made.setAttribute("aria-pressed", String(this.#lassoing));
    return made;
  }

  /** Where the points were earlier in the training. */
  #training(): HTMLElement[] {
    const { trail } = this.#data;
    if (trail.length === 0 || this.#choices.map !== 0) return [];
    const { trans } = this.#host;
    const say = (at: number) => trail[at]?.name ?? trans.__("now");
    const range = { min: 0, max: trail.length, step: 1, value: this.#choices.moment };
    return [
      slider(trans.__("Training"), range, say, (moment) => this.#choose({ moment }, false)),
      button("▶", trans.__("Play the training"), () => this.#play()),
    ];
  }

  /** From the oldest state to the newest, in three seconds at most. */
  #play(): void {
    cancelAnimationFrame(this.#flowing);
    const { length } = this.#data.trail;
    const seconds = Math.min(3, 0.4 * length);
    let started: number | undefined;
    const frame = (now: number) => {
      started ??= now;
      const moment = Math.min(length, Math.floor(((now - started) / 1000 / seconds) * (length + 1)));
      this.#choose({ moment }, moment === length);
      this.#flowing = moment < length ? requestAnimationFrame(frame) : 0;
    };
    this.#flowing = requestAnimationFrame(frame);
  }

  /** A kind of points with its colour: pressed it is shown. */
  #kind(name: string, kind: number): HTMLElement {
    const { trans } = this.#host;
    const toggle = button(name, trans.__("Show or hide %1", name), () => {
      const hidden = new Set(this.#choices.hidden);
      if (!hidden.delete(kind)) hidden.add(kind);
      this.#choose({ hidden });
    });
    toggle.classList.add("gb-series");
    toggle.setAttribute("aria-pressed", String(!this.#choices.hidden.has(kind)));
    const dot = make("span", "gb-dot");
    dot.style.background = categoryColor(this.#scene?.theme ?? readTheme(this.#shell.root), kind);
    toggle.prepend(dot);
    return toggle;
  }

  /** Lets the points flow to another map; where people asked for less motion they are there at once. */
  #flow(map: number): void {
    cancelAnimationFrame(this.#flowing);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#choose({ from: still ? map : this.#choices.map, map, part: still ? 1 : 0 });
    if (still) return;
    let started: number | undefined;
    const frame = (now: number) => {
      started ??= now;
      const part = Math.min(1, (now - started) / 1000 / flow);
      this.#choose({ part, ...(part === 1 && { from: map }) }, false);
      this.#flowing = part < 1 ? requestAnimationFrame(frame) : 0;
    };
    this.#flowing = requestAnimationFrame(frame);
  }

  #search(search: string): void {
    this.#choose({ search }, false);
    const wanted = search.trim().toLowerCase();
    const { labels } = this.#data;
    const exact = wanted ? labels.findIndex((label) => label.toLowerCase() === wanted) : -1;
    this.#setFocus(exact);
    if (exact >= 0) this.#shell.announce(neighbourSentence(this.#data, exact));
  }

  #zoom(by: number, at?: readonly [x: number, y: number]): void {
    const zoom = Math.min(60, Math.max(0.5, this.#choices.zoom * by));
    const scene = this.#scene;
    if (!scene) return;
    // What is under the pointer stays there.
    const [x, y] = at ?? [scene.width / 2, scene.height / 2];
    const size = Math.min(scene.width, scene.height) - 52;
    const shift = (1 / this.#choices.zoom - 1 / zoom) / size;
    const [cx, cy] = this.#choices.centre;
    this.#choose({ zoom, centre: [cx + (x - scene.width / 2) * shift, cy - (y - scene.height / 2) * shift] }, false);
  }

  /** Turns a map of three dimensions, moves a flat one, as a drag does. */
  #shift([dx, dy]: readonly [number, number]): void {
    const choices = this.#choices;
    if (this.#data.maps[choices.map]!.dims === 3) {
      const tilt = Math.min(1.5, Math.max(-1.5, choices.tilt + 0.15 * dy));
      return this.#choose({ turn: choices.turn + 0.15 * dx, tilt }, false);
    }
    const [x, y] = choices.centre;
    this.#choose({ centre: [x + (0.1 * dx) / choices.zoom, y - (0.1 * dy) / choices.zoom] }, false);
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
    this.#paintLasso(sheet.pen, theme);
    if (this.#focus < 0) return this.#shell.tip(undefined);
    const [x, y] = [scene.at[2 * this.#focus]!, scene.at[2 * this.#focus + 1]!];
    this.#shell.tip(tipRows(this.#data, this.#focus, this.#host.trans), x, y);
  }

  #paintLasso(pen: Pen, theme: Theme): void {
    if (this.#lasso.length < 2) return;
    pen.strokeStyle = theme.accent;
    pen.lineWidth = 1.5;
    pen.setLineDash([4, 3]);
    pen.beginPath();
    this.#lasso.forEach(([x, y], i) => pen[i === 0 ? "moveTo" : "lineTo"](x, y));
    pen.closePath();
    pen.stroke();
    pen.setLineDash([]);
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
    const { choices } = drag;
    if (this.#data.maps[choices.map]!.dims === 3) {
      const tilt = Math.min(1.5, Math.max(-1.5, choices.tilt + (y - drag.y) / 160));
      return this.#choose({ turn: choices.turn - (x - drag.x) / 120, tilt }, false);
    }
    const size = (Math.min(scene.width, scene.height) - 52) * choices.zoom;
    const centre = [choices.centre[0] - (x - drag.x) / size, choices.centre[1] + (y - drag.y) / size] as const;
    this.#choose({ centre }, false);
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
    const arrows: Record<string, readonly [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const arrow = Object.hasOwn(arrows, event.key) ? arrows[event.key] : undefined;
    if (arrow && event.shiftKey) this.#shift(arrow);
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
