// A chart in a page: Vega draws it, in the page's colours; arrow keys go from mark to mark and say what each one stands for.
import type { Item, View } from "vega";
import type { Theme } from "../draw/theme.ts";
import { type ChartData, readChart } from "../payload/chart.ts";
import { make } from "../view/dom.ts";
import type { FigureHandle, FigureHost, MountFigure } from "../view/host.ts";
import { readTheme } from "../view/pageTheme.ts";
import { type Repaint, repaintWhenVisible } from "../view/repaint.ts";
import { createShell, type Shell } from "../view/shell.ts";
import { chartCsv, chartTable, datumSentence } from "./describe.ts";
import { chartSvg, chartView } from "./library.ts";

export const mountChart: MountFigure = (element, payload, host) => new ChartView(element, payload, host);

/** A mark's place on the stage, and the row it stands for. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly datum: unknown;
}

class ChartView implements FigureHandle {
  readonly #shell: Shell;
  readonly #host: Required<FigureHost>;
  readonly #place = make("div", "gb-scroll gb-chart");
  readonly #repaint: Repaint;
  #data: ChartData;
  #view: View | undefined;
  #places: Place[] = [];
  #cursor = -1;
  /** The newest drawing; an older one that is ready later is thrown away. */
  #drawing = 0;

  constructor(element: HTMLElement, payload: unknown, host: Required<FigureHost>) {
    this.#data = readChart(payload);
    this.#host = host;
    this.#shell = createShell(element, host, {
      name: () => this.#data.title || "chart",
      alt: () => this.#data.alt,
      still: async (theme) => chartSvg(await host.charts(), this.#data, theme, 680),
      table: () => chartTable(this.#data),
      csv: () => chartCsv(this.#data),
    });
    this.#shell.stage.append(this.#place);
    this.#repaint = repaintWhenVisible(this.#shell.root, () => void this.#draw(readTheme(this.#shell.root)));
    this.#shell.stage.addEventListener("keydown", (event) => this.#key(event));
    this.#shell.stage.addEventListener("blur", () => this.#look(-1));
    this.#describe();
  }

  update(payload: unknown): void {
    this.#data = readChart(payload);
    this.#describe();
    this.#repaint.request();
  }

  dispose(): void {
    this.#drawing = -1;
    this.#view?.finalize();
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
    try {
      const library = await this.#host.charts();
      if (drawing !== this.#drawing) return;
      const view = chartView(library, this.#data, theme, this.#shell.stage.clientWidth);
      view.renderer("canvas").initialize(next).hover();
      await view.runAsync();
      if (drawing !== this.#drawing) return void view.finalize();
      this.#view?.finalize();
      this.#view = view;
      this.#places = placesOf(view);
      this.#cursor = -1;
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

  #key(event: KeyboardEvent): void {
    // Keys in a control that the chart itself has, such as a slider, belong to the control.
    if (event.target !== this.#shell.stage || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.#places.length - 1;
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
    this.#look(moves[event.key]!);
  }

  #look(at: number): void {
    this.#cursor = at;
    const place = this.#places[at];
    if (!place) return this.#shell.tip(undefined);
    const said = datumSentence(place.datum);
    this.#shell.tip([make("div", "", { textContent: said })], place.x - this.#place.scrollLeft, place.y);
    this.#shell.announce(said);
  }
}

const mostPlaces = 2_000;

/** The marks of all groups (not axes and legends), from left to right. */
function placesOf(view: View): Place[] {
  const places: Place[] = [];
  const [left, top] = view.origin();
  const padding = view.padding();
  const inset = typeof padding === "number" ? { left: padding, top: padding } : { left: 0, top: 0, ...padding };
  const walk = (items: readonly Item[], x: number, y: number): void => {
    for (const item of items) {
      const group = item as Item & Group;
      const [dx, dy] = [x + (group.x ?? 0), y + (group.y ?? 0)];
      for (const mark of group.items ?? []) {
        if (mark.role === "mark" && mark.marktype !== "group") {
          for (const { bounds, datum } of mark.items as readonly (Item & { readonly bounds: Bounds })[]) {
            if (places.length === mostPlaces) return;
            places.push({ x: dx + (bounds.x1 + bounds.x2) / 2, y: dy + (bounds.y1 + bounds.y2) / 2, datum });
          }
        } else if (mark.marktype === "group" && !/axis|legend|title/.test(mark.role ?? "")) walk(mark.items, dx, dy);
      }
    }
  };
  const root = (view.scenegraph() as unknown as { readonly root: GroupMark }).root;
  walk(root.items, inset.left! + (left ?? 0), inset.top! + (top ?? 0));
  return places.toSorted((a, b) => a.x - b.x);
}

/** Vega's scene, as far as we walk it. */
interface GroupMark {
  readonly role?: string;
  readonly marktype?: string;
  readonly items: readonly Item[];
}
interface Group {
  readonly x?: number;
  readonly y?: number;
  readonly items?: readonly GroupMark[];
}
interface Bounds {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}
