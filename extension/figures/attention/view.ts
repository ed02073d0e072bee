// The attention figure in a page: choose a head by its thumbnail, point at a word and its weights light up, click to
// keep it, go from word to word by keyboard.
import { canvasSheet } from "../draw/canvasSheet.ts";
import { formatNumber } from "../draw/numbers.ts";
import { type AttentionData, type AttentionMode, readAttention } from "../payload/attention.ts";
import { choice, make } from "../view/dom.ts";
import type { FigureHandle, FigureHost, MountFigure } from "../view/host.ts";
import { readTheme } from "../view/pageTheme.ts";
import { type Repaint, repaintWhenVisible } from "../view/repaint.ts";
import { createShell, type Shell } from "../view/shell.ts";
import { attentionCsv, attentionTable, headSentence, strongest } from "./describe.ts";
import { type AttentionChoices, defaultAttention, everyHead, headWeights, meanHead } from "./head.ts";
import { type Focus, paintAttention } from "./paintAttention.ts";
import { type AttentionPlaces, placeAttention, underPoint } from "./places.ts";
import { attentionStill } from "./still.ts";

export const mountAttention: MountFigure = (element, payload, host) => new AttentionView(element, payload, host);

class AttentionView implements FigureHandle {
  readonly #shell: Shell;
  readonly #host: Required<FigureHost>;
  readonly #scroll = make("div", "gb-scroll gb-tall");
  readonly #canvas = make("canvas", "");
  readonly #repaint: Repaint;
  #data: AttentionData;
  #choices: AttentionChoices;
  #places: AttentionPlaces | undefined;
  #focus: Focus = {};
  #locked = false;

  constructor(element: HTMLElement, payload: unknown, host: Required<FigureHost>) {
    this.#data = readAttention(payload);
    this.#choices = defaultAttention(this.#data);
    this.#host = host;
    this.#shell = createShell(element, host, {
      name: () => this.#data.title || "attention",
      alt: () => this.#data.alt,
      still: (theme) => attentionStill(this.#data, theme, this.#choices),
      table: () => attentionTable(this.#data, this.#choices),
      csv: () => attentionCsv(this.#data),
    });
    this.#canvas.setAttribute("aria-hidden", "true");
    this.#scroll.append(this.#canvas);
    this.#shell.stage.append(this.#scroll);
    this.#repaint = repaintWhenVisible(this.#shell.root, () => this.#paint());
    this.#listen();
    this.#describe();
  }

  update(payload: unknown): void {
    const before = this.#data;
    this.#data = readAttention(payload);
    if (before.layers !== this.#data.layers || before.heads !== this.#data.heads) {
      this.#choices = defaultAttention(this.#data);
    }
    this.#focus = {};
    this.#describe();
    this.#repaint.request();
  }

  dispose(): void {
    this.#repaint.dispose();
  }

  #describe(): void {
    this.#shell.setTitle(this.#data.title, this.#data.title ? "" : this.#host.trans.__("attention"));
    this.#shell.setSubtitle(headSentence(this.#data, this.#choices));
    this.#shell.controls.replaceChildren(...this.#controls());
    this.#shell.refresh();
  }

  #choose(change: Partial<AttentionChoices>): void {
    this.#choices = { ...this.#choices, ...change };
    this.#describe();
    this.#repaint.request();
  }

  #controls(): HTMLElement[] {
    const { trans } = this.#host;
    const { layers, heads } = this.#data;
    const numbers = (count: number) => Array.from({ length: count }, (_, i) => [String(i), String(i)] as const);
    const modes: (readonly [AttentionMode, string])[] = [
      ["matrix", trans.__("matrix")],
      ["lines", trans.__("lines")],
      ["alignment", trans.__("alignment")],
    ];
    return [
      ...(layers > 1
        ? [
            choice(trans.__("Layer"), numbers(layers), String(this.#choices.layer), (at) =>
              this.#choose({ layer: Number(at) }),
            ),
          ]
        : []),
      ...(heads > 1
        ? [
            choice(
              trans.__("Head"),
              [
                [String(meanHead), trans.__("mean")] as const,
                ...(this.#choices.mode === "lines"
                  ? [[String(everyHead), trans.__("each in its colour")] as const]
                  : []),
                ...numbers(heads),
              ],
              String(this.#choices.head),
              (at) => this.#choose({ head: Number(at) }),
            ),
          ]
        : []),
      choice(trans.__("View"), modes, this.#choices.mode, (mode) => {
        // Heads lie over one another as lines only.
        const { head } = this.#choices;
        this.#choose({ mode, head: head === everyHead ? meanHead : head });
      }),
    ];
  }

  #paint(): void {
    const theme = readTheme(this.#shell.root);
    const room = Math.max(160, this.#shell.stage.clientWidth);
    const places = placeAttention(this.#data, this.#choices, room);
    this.#places = places;
    const bars = this.#host.trans.__("The bar below a head is full when it looks at all keys alike.");
    this.#shell.setNotes([places.roomy ? bars : undefined]);
    const sheet = canvasSheet(this.#canvas, places.width, places.height);
    paintAttention(sheet, { data: this.#data, choices: this.#choices, places, theme }, this.#focus);
  }

  #listen(): void {
    const { stage } = this.#shell;
    this.#canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.#canvas.addEventListener("pointerleave", () => this.#locked || this.#setFocus({}));
    this.#canvas.addEventListener("click", (event) => this.#click(event));
    stage.addEventListener("keydown", (event) => this.#key(event));
  }

  #under(event: MouseEvent) {
    const box = this.#canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    return this.#places ? underPoint(this.#data, this.#choices, this.#places, x, y) : {};
  }

  #point(event: PointerEvent): void {
    const { thumb, query, key } = this.#under(event);
    this.#canvas.style.cursor = thumb ? "pointer" : "default";
    if (thumb) return this.#sayThumb(thumb);
    if (!this.#locked) this.#setFocus({ query, key });
  }

  /** What a head is like, before it is chosen. */
  #sayThumb(thumb: { readonly layer: number; readonly head: number }): void {
    const box = this.#places!.thumbs.find(({ layer, head }) => layer === thumb.layer && head === thumb.head)!;
    const said = headSentence(this.#data, { ...this.#choices, ...thumb });
    this.#shell.tip([make("div", "gb-tip-row", {}, [said])], box.x + box.width, box.y + box.height);
  }

  /** A thumbnail is chosen; a word is kept, or let go. */
  #click(event: MouseEvent): void {
    const { thumb, query, key } = this.#under(event);
    if (thumb) return this.#choose(thumb);
    this.#locked = !this.#locked && (query !== undefined || key !== undefined);
    this.#setFocus({ query, key });
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { queries, keys } = this.#data;
    const { query = -1, key } = this.#focus;
    const clamp = (at: number, size: number) => Math.min(size - 1, Math.max(0, at));
    const moves: Record<string, () => Focus> = {
      ArrowDown: () => ({ query: clamp(query + 1, queries.length), key }),
      ArrowUp: () => ({ query: clamp(query - 1, queries.length), key }),
      ArrowRight: () => ({ query: clamp(query, queries.length), key: clamp((key ?? -1) + 1, keys.length) }),
      ArrowLeft: () => ({
        query: clamp(query, queries.length),
        key: key === undefined || key === 0 ? undefined : key - 1,
      }),
      Escape: () => ({}),
    };
    const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (!move || queries.length * keys.length === 0) return;
    this.#locked = event.key !== "Escape";
    this.#setFocus(move());
    this.#shell.announce(this.#say());
    event.preventDefault();
    event.stopPropagation();
  }

  #setFocus(focus: Focus): void {
    if (focus.query === this.#focus.query && focus.key === this.#focus.key) return;
    this.#focus = focus;
    this.#repaint.request();
    const { query, key } = focus;
    const places = this.#places;
    if (!places || (query === undefined && key === undefined)) return this.#shell.tip(undefined);
    const { stage, cell } = places;
    const { queries, keys } = this.#data;
    const middle = (at: number, of: number) => ((at + 0.5) * stage.width) / of;
    const [x, y] =
      this.#choices.mode === "alignment"
        ? query === undefined
          ? [middle(key!, keys.length), stage.y]
          : [middle(query, queries.length), stage.y + stage.height]
        : this.#choices.mode === "lines"
          ? [stage.x + (query === undefined ? stage.width : 0), stage.y + (query ?? key!) * cell.height]
          : [stage.x + ((key ?? 0) + 1) * cell.width, stage.y + (query ?? 0) * cell.height];
    this.#shell.tip(this.#tipRows(), x, y);
  }

  /** A weight; or the strongest ones of a row or a column. */
  #tipRows(): HTMLElement[] {
    const { query, key } = this.#focus;
    const row = (name: string, value: string) =>
      make("div", "gb-tip-row", {}, [name, make("b", "", { textContent: value })]);
    if (query !== undefined && key !== undefined) return [make("div", "gb-tip-row", {}, [this.#say()])];
    const { queries, keys } = this.#data;
    const weights = headWeights(this.#data, this.#choices.layer, this.#choices.head);
    const line =
      query === undefined
        ? queries.map((word, at) => ({ word, weight: weights[at * keys.length + key!]! }))
        : keys.map((word, at) => ({ word, weight: weights[query * keys.length + at]! }));
    const most = line.toSorted((a, b) => b.weight - a.weight).filter(({ weight }, i) => i < 5 && weight > 0);
    const head = query === undefined ? `→ ${keys[key!]}` : `${queries[query]} →`;
    return [
      make("div", "gb-tip-head", { textContent: head }),
      ...most.map(({ word, weight }) => row(word, formatNumber(weight, 3))),
    ];
  }

  /** "quatre → ninety: 0.53", or what the query looks at most. */
  #say(): string {
    const { query, key } = this.#focus;
    if (query === undefined) return "";
    const weights = headWeights(this.#data, this.#choices.layer, this.#choices.head);
    const keys = this.#data.keys.length;
    const most = strongest(weights, keys, query);
    const [at, weight] = key === undefined ? [most.key, most.weight] : [key, weights[query * keys + key]!];
    const arrow = `${this.#data.queries[query]} → ${this.#data.keys[at]}: ${formatNumber(weight, 3)}`;
    return key === undefined ? `${arrow}, ${this.#host.trans.__("its strongest")}` : arrow;
  }
}
