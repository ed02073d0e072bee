// The module figure in a page: a tree that opens and closes, by pointer and by the keys of a tree; the row that is looked
// at tells its numbers.
import { canvasSheet } from "../draw/canvasSheet.ts";
import { formatCount } from "../draw/numbers.ts";
import { type ModuleData, readModule } from "../payload/module.ts";
import { button, make } from "../view/dom.ts";
import type { FigureHandle, FigureHost, MountFigure } from "../view/host.ts";
import { readTheme } from "../view/pageTheme.ts";
import { type Repaint, repaintWhenVisible } from "../view/repaint.ts";
import { createShell, type Shell } from "../view/shell.ts";
import { moduleCsv, moduleSentence, moduleTable, pathOf, rowSentence } from "./describe.ts";
import { paintModule } from "./paintModule.ts";
import {
  defaultModule,
  hasChildren,
  headHeight,
  type ModuleChoices,
  type ModuleScene,
  moduleScene,
  parentOf,
  rowHeight,
  rowUnder,
} from "./scene.ts";
import { moduleStill } from "./still.ts";

export const mountModule: MountFigure = (element, payload, host) => new ModuleView(element, payload, host);

class ModuleView implements FigureHandle {
  readonly #shell: Shell;
  readonly #host: Required<FigureHost>;
  readonly #scroll = make("div", "gb-scroll");
  readonly #canvas = make("canvas", "");
  readonly #repaint: Repaint;
  #data: ModuleData;
  #choices: ModuleChoices;
  #scene: ModuleScene | undefined;
  /** The row of the payload that is looked at, or −1. */
  #cursor = -1;

  constructor(element: HTMLElement, payload: unknown, host: Required<FigureHost>) {
    this.#data = readModule(payload);
    this.#choices = defaultModule(this.#data);
    this.#host = host;
    this.#shell = createShell(element, host, {
      name: () => this.#data.title || "model",
      alt: () => this.#data.alt,
      still: (theme) => moduleStill(this.#data, theme, this.#choices),
      table: () => moduleTable(this.#data),
      csv: () => moduleCsv(this.#data),
    });
    this.#canvas.setAttribute("aria-hidden", "true");
    this.#scroll.append(this.#canvas);
    this.#shell.stage.append(this.#scroll);
    const { trans } = host;
    this.#shell.controls.append(
      button(trans.__("Open all"), trans.__("Open all modules"), () => this.#open(new Set(this.#data.rows.keys()))),
      button(trans.__("Close"), trans.__("Close all but the outermost module"), () => this.#open(new Set([0]))),
    );
    this.#repaint = repaintWhenVisible(this.#shell.root, () => this.#paint());
    this.#listen();
    this.#describe();
  }

  update(payload: unknown): void {
    const before = this.#data;
    this.#data = readModule(payload);
    if (before.rows.length !== this.#data.rows.length) {
      this.#choices = defaultModule(this.#data);
      this.#cursor = -1;
    }
    this.#describe();
    this.#repaint.request();
  }

  dispose(): void {
    this.#repaint.dispose();
  }

  #describe(): void {
    const { title, rows, omitted } = this.#data;
    this.#shell.setTitle(title || rows[0]!.type, title ? rows[0]!.type : "");
    this.#shell.setSubtitle(moduleSentence(this.#data));
    const left = omitted > 0 && this.#host.trans.__("%1 more rows are left out.", formatCount(omitted));
    this.#shell.setNotes([left || undefined]);
    this.#shell.refresh();
  }

  #open(open: ReadonlySet<number>): void {
    this.#choices = { open };
    this.#repaint.request();
  }

  #toggle(at: number, wanted = !this.#choices.open.has(at)): void {
    if (!hasChildren(this.#data, at)) return;
    const open = new Set(this.#choices.open);
    if (wanted) open.add(at);
    else open.delete(at);
    this.#open(open);
  }

  #paint(): void {
    const theme = readTheme(this.#shell.root);
    const width = Math.max(240, this.#scroll.clientWidth);
    this.#scene = moduleScene(this.#data, this.#choices, theme, width);
    const sheet = canvasSheet(this.#canvas, width, this.#scene.height);
    paintModule(sheet, this.#scene, this.#scene.shown.indexOf(this.#cursor));
  }

  #listen(): void {
    const { stage } = this.#shell;
    this.#canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.#canvas.addEventListener("pointerleave", () => this.#look(-1));
    this.#canvas.addEventListener("click", () => this.#cursor >= 0 && this.#toggle(this.#cursor));
    stage.addEventListener("blur", () => this.#look(-1));
    stage.addEventListener("keydown", (event) => this.#key(event));
  }

  #point(event: PointerEvent): void {
    if (!this.#scene) return;
    const box = this.#canvas.getBoundingClientRect();
    const at = this.#scene.shown[rowUnder(this.#scene, event.clientY - box.top)] ?? -1;
    this.#canvas.style.cursor = at >= 0 && hasChildren(this.#data, at) ? "pointer" : "default";
    this.#look(at, event.clientX - box.left);
  }

  #key(event: KeyboardEvent): void {
    if (!this.#scene || event.ctrlKey || event.metaKey || event.altKey) return;
    const { shown } = this.#scene;
    const [at, place] = [this.#cursor, shown.indexOf(this.#cursor)];
    const last = shown.length - 1;
    const isOpen = this.#choices.open.has(at);
    const moves: Record<string, () => number> = {
      ArrowDown: () => shown[Math.min(last, place + 1)]!,
      ArrowUp: () => shown[Math.max(0, place - 1)]!,
      Home: () => shown[0]!,
      End: () => shown[last]!,
      // As in every tree: into it, out of it.
      ArrowRight: () => (at < 0 ? 0 : isOpen && hasChildren(this.#data, at) ? at + 1 : (this.#toggle(at, true), at)),
      ArrowLeft: () =>
        at < 0 ? 0 : isOpen && hasChildren(this.#data, at) ? (this.#toggle(at, false), at) : parentOf(this.#data, at),
      Enter: () => (this.#toggle(Math.max(0, at)), Math.max(0, at)),
    };
    const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    this.#look(move(), 0);
    this.#scrollTo(this.#cursor);
    const state = hasChildren(this.#data, this.#cursor)
      ? this.#choices.open.has(this.#cursor)
        ? this.#host.trans.__(", open")
        : this.#host.trans.__(", closed")
      : "";
    this.#shell.announce(rowSentence(this.#data.rows[this.#cursor]!) + state);
  }

  #scrollTo(row: number): void {
    const place = this.#scene?.shown.indexOf(row) ?? -1;
    if (place < 0) return;
    const top = headHeight + place * rowHeight;
    const { scrollTop, clientHeight } = this.#scroll;
    if (top < scrollTop) this.#scroll.scrollTop = place === 0 ? 0 : top;
    else if (top + rowHeight > scrollTop + clientHeight) this.#scroll.scrollTop = top + rowHeight - clientHeight;
  }

  #look(row: number, x = 0): void {
    this.#cursor = row;
    this.#repaint.request();
    const place = this.#scene?.shown.indexOf(row) ?? -1;
    if (place < 0) return this.#shell.tip(undefined);
    const path = make("b", "", { textContent: pathOf(this.#data, row) });
    const said = make("div", "", { textContent: rowSentence(this.#data.rows[row]!) });
    const y = headHeight + place * rowHeight - this.#scroll.scrollTop;
    this.#shell.tip(row === 0 ? [said] : [path, said], Math.max(x, 120), y);
  }
}
