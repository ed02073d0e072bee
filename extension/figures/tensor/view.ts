// The tensor figure in a page: choose what each axis does, move through slices, zoom until numbers appear, read values
// by pointer or by keyboard.
import { canvasSheet } from "../draw/canvasSheet.ts";
import type { Theme } from "../draw/theme.ts";
import { type AxisRole, readTensor, type TensorData } from "../payload/tensor.ts";
import { make } from "../view/dom.ts";
import type { FigureHandle, FigureHost, MountFigure } from "../view/host.ts";
import { readTheme } from "../view/pageTheme.ts";
import { type Repaint, repaintWhenVisible } from "../view/repaint.ts";
import { createShell, type Shell } from "../view/shell.ts";
import { tensorControls } from "./controls.ts";
import { axisName, indexText, sampleSentence, statsSentence, typeAndShape, valueSentence } from "./describe.ts";
import { moveCursor } from "./moveCursor.ts";
import { type Cell, type GridScene, paintGrid } from "./paintGrid.ts";
import { legendHeight, paintLegend } from "./paintLegend.ts";
import { cellAt } from "./places.ts";
import { defaultChoices, tensorScene, tensorStill, type TensorChoices } from "./still.ts";
import { tensorCsv, tensorTable } from "./table.ts";

export const mountTensor: MountFigure = (element, payload, host) => new TensorView(element, payload, host);

class TensorView implements FigureHandle {
  readonly #shell: Shell;
  readonly #host: Required<FigureHost>;
  readonly #scroll = make("div", "gb-scroll");
  readonly #sizer = make("div", "");
  readonly #canvas = make("canvas", "gb-canvas");
  readonly #legend = make("canvas", "gb-legend");
  readonly #repaint: Repaint;
  #data: TensorData;
  #choices: TensorChoices;
  #scene: GridScene | undefined;
  #cursor: Cell | undefined;

  constructor(element: HTMLElement, payload: unknown, host: Required<FigureHost>) {
    this.#data = readTensor(payload);
    this.#choices = defaultChoices(this.#data);
    this.#host = host;
    this.#shell = createShell(element, host, {
      name: () => this.#data.title || "tensor",
      alt: () => this.#data.alt,
      still: (theme) => tensorStill(this.#data, theme, this.#choices),
      table: () => tensorTable(this.#data, this.#currentScene(readTheme(this.#shell.root)).grid, this.#choices),
      csv: () => tensorCsv(this.#data),
    });
    for (const canvas of [this.#canvas, this.#legend]) canvas.setAttribute("aria-hidden", "true");
    this.#sizer.append(this.#canvas);
    this.#scroll.append(this.#sizer);
    this.#shell.stage.append(this.#scroll, this.#legend);
    this.#repaint = repaintWhenVisible(this.#shell.root, () => this.#paint());
    this.#listen();
    this.#describe();
  }

  update(payload: unknown): void {
    const shapeBefore = this.#data.shape.join();
    this.#data = readTensor(payload);
    if (this.#data.shape.join() !== shapeBefore) {
      this.#choices = defaultChoices(this.#data);
      this.#cursor = undefined;
    }
    this.#describe();
    this.#repaint.request();
  }

  dispose(): void {
    this.#repaint.dispose();
  }

  #describe(): void {
    const { title, stats } = this.#data;
    this.#shell.setTitle(title, typeAndShape(this.#data));
    this.#shell.setSubtitle(statsSentence(stats));
    this.#shell.setNotes([sampleSentence(this.#data)]);
    this.#shell.controls.replaceChildren(...this.#controls());
    this.#shell.refresh();
  }

  #choose(change: Partial<TensorChoices>, rebuild = false): void {
    this.#choices = { ...this.#choices, ...change };
    this.#cursor = undefined;
    this.#shell.tip(undefined);
    if (rebuild) this.#describe();
    this.#repaint.request();
  }

  #controls(): HTMLElement[] {
    return tensorControls(this.#data, this.#choices, this.#host.trans, {
      setRole: (axis, role) => this.#setRole(axis, role),
      slide: (axis, at) => this.#slide(axis, at),
      setKind: (kind) => this.#choose({ kind }),
      zoom: (factor) => this.#zoom(factor),
      fit: () => this.#choose({ zoom: undefined }),
    });
  }

  #setRole(axis: number, role: AxisRole): void {
    // Only one axis can be the colours: another one goes back to the facets.
    const others = this.#choices.roles.map((old) => (role === "channels" && old === role ? "facets" : old));
    this.#choose({ roles: others.with(axis, role) }, true);
  }

  #slide(axis: number, at: number): void {
    this.#choose({ fixed: this.#choices.fixed.with(axis, at) });
    this.#shell.refresh();
  }

  #zoom(factor: number): void {
    const now = this.#choices.zoom ?? this.#scene?.places.cellWidth ?? 8;
    this.#choose({ zoom: Math.min(96, Math.max(1, Math.round(now * factor))) });
  }

  #currentScene(theme: Theme): GridScene {
    const room = { width: Math.max(120, this.#shell.stage.clientWidth), height: 420 };
    return tensorScene(this.#data, theme, this.#choices, room);
  }

  #paint(): void {
    const theme = readTheme(this.#shell.root);
    const scene = this.#currentScene(theme);
    this.#scene = scene;
    const { width, height } = scene.places;
    this.#sizer.style.width = `${width}px`;
    this.#sizer.style.height = `${height}px`;
    const scroll = this.#scroll;
    const shown = {
      x: scroll.scrollLeft,
      y: scroll.scrollTop,
      width: Math.min(width, scroll.clientWidth),
      height: Math.min(height, scroll.clientHeight),
    };
    const sheet = canvasSheet(this.#canvas, shown.width, shown.height);
    sheet.pen.translate(-shown.x, -shown.y);
    paintGrid(sheet, scene, shown, this.#cursor);
    const legendWidth = Math.min(this.#shell.stage.clientWidth, 720);
    const legend = canvasSheet(this.#legend, legendWidth, legendHeight(scene, this.#data.stats, legendWidth));
    paintLegend(legend, scene, this.#data.stats, legendWidth);
  }

  #listen(): void {
    const { stage } = this.#shell;
    this.#scroll.addEventListener("scroll", () => this.#repaint.request(), { passive: true });
    this.#scroll.addEventListener("pointermove", (event) => this.#point(event));
    this.#scroll.addEventListener("pointerleave", () => this.#setCursor(undefined));
    stage.addEventListener("blur", () => this.#setCursor(undefined));
    stage.addEventListener("keydown", (event) => this.#key(event));
  }

  #point(event: PointerEvent): void {
    const box = this.#scroll.getBoundingClientRect();
    const [x, y] = [
      event.clientX - box.left + this.#scroll.scrollLeft,
      event.clientY - box.top + this.#scroll.scrollTop,
    ];
    this.#setCursor(this.#scene && cellUnder(this.#scene, x, y));
  }

  #key(event: KeyboardEvent): void {
    if (!this.#scene || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && this.#cursor) this.#setCursor(undefined);
    else if (event.key === "+" || event.key === "=") this.#zoom(1.5);
    else if (event.key === "-") this.#zoom(1 / 1.5);
    else {
      const next = moveCursor(this.#scene.grid, this.#cursor, event.key);
      if (!next) return;
      this.#setCursor(next);
      this.#reveal(next);
      this.#shell.announce(this.#sayCell(next));
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #setCursor(cell: Cell | undefined): void {
    if (!cell && !this.#cursor) return;
    this.#cursor = cell;
    this.#repaint.request();
    if (!cell || !this.#scene) return this.#shell.tip(undefined);
    const { places, grid, values, scale } = this.#scene;
    const { x, y } = places.facet(cell.facet);
    const offset = grid.offset(cell.facet, cell.row, cell.column);
    const value = values[offset]!;
    const clip = { "-1": this.#host.trans.__("below the scale"), "0": "", "1": this.#host.trans.__("above the scale") };
    const index = grid.index(cell.facet, cell.row, cell.column);
    const named = this.#data.axes.some(Boolean);
    const texts = index.map((at, axis) => indexText(this.#data, axis, at));
    const where = named
      ? texts.map((text, axis) => `${axisName(this.#data, axis)} ${text}`).join(" · ")
      : `[${texts.join(", ")}]`;
    const plain = Number.isFinite(value) && grid.channelStride === 0 && !this.#data.mask?.[offset];
    const detail = plain ? clip[`${scale.clipped(value)}`] : "";
    const said = valueSentence(this.#data, offset, grid.channelStride);
    this.#shell.tip(
      [make("div", "gb-tip-row", {}, [where, make("b", "", { textContent: said })]), detail].map((part) =>
        typeof part === "string" ? make("div", "", { textContent: part }) : part,
      ),
      x + cell.column * places.cellWidth + places.cellWidth / 2 - this.#scroll.scrollLeft,
      y + cell.row * places.cellHeight - this.#scroll.scrollTop,
    );
  }

  /** Scrolls so that the cell is seen. */
  #reveal(cell: Cell): void {
    const { places } = this.#scene!;
    const { x, y } = places.facet(cell.facet);
    const keep = (at: number, size: number, from: number, room: number) =>
      at < from + 40 ? Math.max(0, at - 40) : at + size > from + room ? at + size - room + 8 : from;
    const scroll = this.#scroll;
    scroll.scrollLeft = keep(
      x + cell.column * places.cellWidth,
      places.cellWidth,
      scroll.scrollLeft,
      scroll.clientWidth,
    );
    scroll.scrollTop = keep(y + cell.row * places.cellHeight, places.cellHeight, scroll.scrollTop, scroll.clientHeight);
  }

  #sayCell(cell: Cell): string {
    const { grid } = this.#scene!;
    const index = grid.index(cell.facet, cell.row, cell.column);
    const value = valueSentence(this.#data, grid.offset(cell.facet, cell.row, cell.column), grid.channelStride);
    const place = index.map((at, axis) => `${axisName(this.#data, axis)} ${indexText(this.#data, axis, at)}`);
    return `${place.join(", ")}: ${value}`;
  }
}

function cellUnder({ places, grid }: GridScene, x: number, y: number): Cell | undefined {
  for (let facet = 0; facet < grid.facets; facet++) {
    const corner = places.facet(facet);
    const { row, column } = cellAt(places, x - corner.x, y - corner.y);
    const inside = row >= 0 && row < grid.rows && column >= 0 && column < grid.columns;
    if (inside && grid.offset(facet, row, column) >= 0) return { facet, row, column };
  }
  return undefined;
}
