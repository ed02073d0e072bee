// A figure as a widget of JupyterLab: below a cell, in a tab, beside a list of tensors. Updates come as often as the
// reader has set; the last one always comes.
import { Widget } from "@lumino/widgets";
import type { ShelfLive } from "../figures/payload/shelf.ts";
import type { FigureHandle } from "../figures/view/host.ts";
import { mountFigure } from "../figures/view/mount.ts";
import { liveMark, onLiveState } from "./liveStates.ts";
import { preferences } from "./preferences.ts";

export class FigureWidget extends Widget {
  readonly mime: string;
  #handle: FigureHandle | undefined;
  /** Which state of a figure that grows it shows, and the end of following it. */
  #mark: ReturnType<typeof liveMark>;
  #leave: (() => void) | undefined;
  #shown = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(mime: string) {
    super();
    this.mime = mime;
    this.addClass("gb-output-area");
  }

  /** Draws a payload, in place of the one before; what the reader has chosen stays. */
  display(payload: unknown): void {
    const mark = liveMark(payload);
    // A state may come twice, as an output and over the comm.
    if (mark && mark.id === this.#mark?.id && mark.state <= this.#mark.state) return;
    if (mark?.id !== this.#mark?.id) {
      this.#leave?.();
      this.#leave = mark && onLiveState(mark.id, (state) => this.hear(state));
    }
    this.#mark = mark;
    clearTimeout(this.#timer);
    const wait = this.#shown + 1000 / preferences.liveRate - 50 - performance.now();
    if (this.#handle && wait > 0) this.#timer = setTimeout(() => this.#draw(payload), wait);
    else this.#draw(payload);
  }

  /** A state of the figure has come over a comm. */
  protected hear({ data }: ShelfLive): void {
    this.display(data[this.mime]);
  }

  override dispose(): void {
    if (this.isDisposed) return;
    clearTimeout(this.#timer);
    this.#leave?.();
    this.#handle?.dispose();
    super.dispose();
  }

  #draw(payload: unknown): void {
    if (this.isDisposed) return;
    this.#shown = performance.now();
    const { trans } = preferences;
    if (this.#handle) this.#handle.update(payload);
    else this.#handle = mountFigure(this.node, this.mime, payload, { charts, trans });
  }
}

/** Vega comes in a file of its own, when the first chart is shown. */
const charts = async () => (await import("../figures/chart/vega.ts")).chartLibrary;
