// The surface figure in a page: from above or as a landscape that turns, heights read off under the pointer or by
// keyboard, and the paths played step by step.
import { canvasSheet } from "../draw/canvasSheet.ts";
import { formatNumber } from "../draw/numbers.ts";
import { readSurface, type SurfaceData, type SurfaceMode, type SurfaceScale } from "../payload/surface.ts";
import { button, choice, make, slider } from "../view/dom.ts";
import type { FigureHandle, FigureHost, MountFigure } from "../view/host.ts";
import { readTheme } from "../view/pageTheme.ts";
import { type Repaint, repaintWhenVisible } from "../view/repaint.ts";
import { createShell, type Shell } from "../view/shell.ts";
import { surfaceCsv, surfaceSentence, surfaceTable } from "./describe.ts";
import { defaultSurface, heightAt, type SurfaceChoices } from "./heights.ts";
import { paintSurface } from "./paintSurface.ts";
import { pathColor, type SurfaceScene, surfaceScene } from "./scene.ts";
import { surfaceStill } from "./still.ts";

export const mountSurface: MountFigure = (element, payload, host) => new SurfaceView(element, payload, host);

class SurfaceView implements FigureHandle {
  readonly #shell: Shell;
  readonly #host: Required<FigureHost>;
  readonly #canvas = make("canvas", "");
  readonly #repaint: Repaint;
  #data: SurfaceData;
  #choices: SurfaceChoices;
  #scene: SurfaceScene | undefined;
  /** Where heights are read off, in the data's units. */
  #cursor: readonly [x: number, y: number] | undefined;
  #drag: { readonly x: number; readonly y: number; readonly choices: SurfaceChoices } | undefined;
  #player = 0;

  constructor(element: HTMLElement, payload: unknown, host: Required<FigureHost>) {
    this.#data = readSurface(payload);
    this.#choices = defaultSurface(this.#data);
    this.#host = host;
    this.#shell = createShell(element, host, {
      name: () => this.#data.title || "surface",
      alt: () => this.#data.alt,
      still: (theme) => surfaceStill(this.#data, theme, this.#choices),
      table: () => surfaceTable(this.#data),
      csv: () => surfaceCsv(this.#data),
    });
    this.#canvas.setAttribute("aria-hidden", "true");
    this.#shell.stage.append(this.#canvas);
    this.#repaint = repaintWhenVisible(this.#shell.root, () => this.#paint());
    this.#listen();
    this.#describe();
  }

  update(payload: unknown): void {
    this.#data = readSurface(payload);
    this.#cursor = undefined;
    this.#describe();
    this.#repaint.request();
  }

  dispose(): void {
    cancelAnimationFrame(this.#player);
    this.#repaint.dispose();
  }

  #describe(): void {
    this.#shell.setTitle(this.#data.title, this.#data.title ? "" : "surface");
    this.#shell.setSubtitle(surfaceSentence(this.#data));
    this.#shell.controls.replaceChildren(...this.#controls());
    this.#shell.refresh();
  }

  #choose(change: Partial<SurfaceChoices>, describe = true): void {
    this.#choices = { ...this.#choices, ...change };
    if (describe) this.#describe();
    this.#repaint.request();
  }

  #controls(): HTMLElement[] {
    const { trans } = this.#host;
    const modes: (readonly [SurfaceMode, string])[] = [
      ["contour", trans.__("from above")],
      ["3d", trans.__("landscape")],
    ];
    const scales: (readonly [SurfaceScale, string])[] = [
      ["linear", trans.__("linear")],
      ["log", trans.__("logarithmic")],
    ];
    const theme = readTheme(this.#shell.root);
    const names = this.#data.paths.map(({ name }, i) => {
      const swatch = make("span", "gb-swatch");
      swatch.style.background = pathColor(theme, i);
      return make("span", "gb-series", {}, [swatch, name]);
    });
    return [
      choice(trans.__("View"), modes, this.#choices.mode, (mode) => this.#choose({ mode })),
      choice(trans.__("Heights"), scales, this.#choices.scale, (scale) => this.#choose({ scale })),
      ...this.#playback(),
      ...names,
    ];
  }

  #playback(): HTMLElement[] {
    const longest = Math.max(0, ...this.#data.paths.map(({ steps }) => steps - 1));
    if (longest < 1) return [];
    const { trans } = this.#host;
    const value = Math.min(longest, this.#choices.step);
    const say = (step: number) => String(step);
    return [
      button(this.#player ? "❚❚" : "▶", trans.__("Play the paths step by step"), () => this.#play(longest)),
      slider(trans.__("Step"), { min: 0, max: longest, step: 1, value }, say, (step) => this.#choose({ step }, false)),
    ];
  }

  /** From the first step to the last in four seconds at most; again from the start when it is at its end. */
  #play(longest: number): void {
    if (this.#player) {
      cancelAnimationFrame(this.#player);
      this.#player = 0;
      return this.#describe();
    }
    const from = this.#choices.step >= longest ? 0 : this.#choices.step;
    const seconds = Math.min(4, Math.max(1, longest / 10));
    let started: number | undefined;
    const frame = (now: number) => {
      started ??= now;
      const step = Math.min(longest, from + Math.floor(((now - started) / 1000 / seconds) * longest));
      this.#player = step < longest ? requestAnimationFrame(frame) : 0;
      this.#choose({ step });
    };
    this.#player = requestAnimationFrame(frame);
    this.#choose({ step: from });
  }

  #paint(): void {
    const theme = readTheme(this.#shell.root);
    const room = Math.max(240, this.#shell.stage.clientWidth);
    const scene = surfaceScene(this.#data, this.#choices, theme, room);
    this.#scene = scene;
    // The page may have changed its theme.
    for (const [i, swatch] of this.#shell.controls.querySelectorAll<HTMLElement>(".gb-swatch").entries()) {
      swatch.style.background = pathColor(theme, i);
    }
    const sheet = canvasSheet(this.#canvas, scene.width, scene.height);
    paintSurface(sheet, scene);
    if (!this.#cursor || this.#choices.mode === "3d") return this.#shell.tip(undefined);
    const [x, y] = [scene.x.at(this.#cursor[0]), scene.y.at(this.#cursor[1])];
    sheet.pen.strokeStyle = theme.text;
    sheet.pen.lineWidth = 1.5;
    sheet.pen.beginPath();
    sheet.pen.arc(x, y, 4, 0, 2 * Math.PI);
    sheet.pen.stroke();
    this.#shell.tip([make("div", "gb-tip-row", {}, [this.#say()])], x, y);
  }

  #listen(): void {
    const { stage } = this.#shell;
    this.#canvas.addEventListener("pointerdown", (event) => {
      if (this.#choices.mode !== "3d") return;
      this.#canvas.setPointerCapture(event.pointerId);
      this.#drag = { x: event.clientX, y: event.clientY, choices: this.#choices };
    });
    this.#canvas.addEventListener("pointerup", () => (this.#drag = undefined));
    this.#canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.#canvas.addEventListener("pointerleave", () => this.#setCursor(undefined));
    stage.addEventListener("keydown", (event) => this.#key(event));
  }

  #point(event: PointerEvent): void {
    const { mode } = this.#choices;
    this.#canvas.style.cursor = mode === "3d" ? "grab" : "crosshair";
    if (this.#drag) {
      const { x, y, choices } = this.#drag;
      return this.#turn(choices.turn - (event.clientX - x) / 120, choices.tilt + (event.clientY - y) / 160);
    }
    if (mode === "3d" || !this.#scene) return;
    const box = this.#canvas.getBoundingClientRect();
    this.#setCursor([this.#scene.x.invert(event.clientX - box.left), this.#scene.y.invert(event.clientY - box.top)]);
  }

  #turn(turn: number, tilt: number): void {
    this.#choose({ turn, tilt: Math.min(1.45, Math.max(0.25, tilt)) }, false);
  }

  #key(event: KeyboardEvent): void {
    const arrows: Record<string, readonly [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const arrow = Object.hasOwn(arrows, event.key) ? arrows[event.key] : undefined;
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { turn, tilt, mode } = this.#choices;
    if (mode === "3d") {
      this.#turn(turn - 0.1 * arrow[0], tilt + 0.08 * arrow[1]);
      const degrees = (angle: number) => String(Math.round((180 / Math.PI) * angle));
      return this.#shell.announce(
        this.#host.trans.__(
          "turned by %1°, seen from %2° above",
          degrees(this.#choices.turn),
          degrees(this.#choices.tilt),
        ),
      );
    }
    const move = (axis: ArrayLike<number>, at: number | undefined, by: number): number => {
      const [from, to] = [axis[0]!, axis[axis.length - 1]!];
      return Math.min(to, Math.max(from, (at ?? (from + to) / 2) + (by * (to - from)) / 40));
    };
    this.#setCursor([move(this.#data.x, this.#cursor?.[0], arrow[0]), move(this.#data.y, this.#cursor?.[1], arrow[1])]);
    this.#shell.announce(this.#say());
  }

  #setCursor(cursor: readonly [number, number] | undefined): void {
    const inside = cursor && heightAt(this.#data, ...cursor) !== undefined ? cursor : undefined;
    if (!inside && !this.#cursor) return;
    this.#cursor = inside;
    this.#repaint.request();
  }

  /** "x 0.5, y −1.2: loss 3.4" */
  #say(): string {
    if (!this.#cursor) return "";
    const [x, y] = this.#cursor;
    const { xLabel, yLabel, zLabel } = this.#data;
    const height = heightAt(this.#data, x, y) ?? NaN;
    return `${xLabel} ${formatNumber(x, 3)}, ${yLabel} ${formatNumber(y, 3)}: ${zLabel} ${formatNumber(height)}`;
  }
}
