// The controls above a map: which map, a search, colours, the training, lasso and zoom, and below them the kinds of points.
// They are made anew with every choice but those of a movement; what was chosen, the figure keeps.
import type { Theme } from "../draw/theme.ts";
import type { EmbeddingData } from "../payload/embedding.ts";
import { button, choice, make, slider } from "../view/dom.ts";
import type { Translator } from "../view/host.ts";
import { categoryColor, type EmbeddingColorBy } from "./colors.ts";
import type { EmbeddingChoices } from "./scene.ts";

/** What the controls show. */
export interface EmbeddingState {
  readonly data: EmbeddingData;
  readonly choices: EmbeddingChoices;
  readonly theme: Theme;
  /** Drags draw a lasso instead of moving the map. */
  readonly lassoing: boolean;
}

/** What they ask of the figure. */
export interface EmbeddingWishes {
  flowTo(map: number): void;
  search(text: string): void;
  setColorBy(colorBy: EmbeddingColorBy): void;
  setMoment(moment: number): void;
  play(): void;
  /** Whether drags draw a lasso from now on. */
  toggleLasso(): boolean;
  toggleKind(kind: number): void;
  zoom(by: number): void;
  reset(): void;
}

export function embeddingControls(state: EmbeddingState, trans: Translator, wishes: EmbeddingWishes): HTMLElement[] {
  const { data, choices } = state;
  const { maps, categories } = data;
  const names = maps.map(({ name, dims }, i) => [String(i), dims === 3 ? `${name}, 3-D` : name] as const);
  const tools = [
    ...(maps.length > 1
      ? [choice(trans.__("Map"), names, String(choices.map), (map) => wishes.flowTo(Number(map)))]
      : []),
    searchBox(choices, trans, wishes),
    ...(categories && data.values ? [colorChoice(state, trans, wishes)] : []),
    ...training(state, trans, wishes),
    lassoButton(state, trans, wishes),
    button("−", trans.__("Zoom out"), () => wishes.zoom(1 / 1.4)),
    button("+", trans.__("Zoom in"), () => wishes.zoom(1.4)),
    button(trans.__("all"), trans.__("Show all points"), () => wishes.reset()),
  ];
  const kinds = categories?.names.map((name, kind) => kindButton(name, kind, state, trans, wishes)) ?? [];
  return [make("div", "gb-controls", {}, tools), make("div", "gb-controls gb-kinds", {}, kinds)];
}

function searchBox({ search }: EmbeddingChoices, trans: Translator, wishes: EmbeddingWishes): HTMLElement {
  const box = make("input", "gb-select", { type: "search", value: search, size: 16 });
  box.setAttribute("aria-label", trans.__("Search for a label"));
  box.placeholder = trans.__("search or /pattern/");
  box.title = trans.__("Part of a label, or a regular expression between slashes");
  box.addEventListener("input", () => wishes.search(box.value));
  return box;
}

function colorChoice({ data, choices }: EmbeddingState, trans: Translator, wishes: EmbeddingWishes): HTMLElement {
  const ways = [["kind", trans.__("kind")] as const, ["value", data.values!.name || trans.__("value")] as const];
  return choice(trans.__("Colour"), ways, choices.colorBy, (colorBy) => wishes.setColorBy(colorBy));
}

/** Where the points were earlier in the training. */
function training({ data, choices }: EmbeddingState, trans: Translator, wishes: EmbeddingWishes): HTMLElement[] {
  const { trail } = data;
  if (trail.length === 0 || choices.map !== 0) return [];
  const say = (at: number) => trail[at]?.name ?? trans.__("now");
  const range = { min: 0, max: trail.length, step: 1, value: choices.moment };
  return [
    slider(trans.__("Training"), range, say, (moment) => wishes.setMoment(moment)),
    button("▶", trans.__("Play the training"), () => wishes.play()),
  ];
}

function lassoButton({ lassoing }: EmbeddingState, trans: Translator, wishes: EmbeddingWishes): HTMLElement {
  const made = button(
    trans.__("lasso"),
    trans.__("Draw a lasso around points to see them alone (or drag with Shift)"),
    () => made.setAttribute("aria-pressed", String(wishes.toggleLasso())),
  );
  made.setAttribute("aria-pressed", String(lassoing));
  return made;
}

/** A kind of points with its colour: pressed it is shown. */
function kindButton(
  name: string,
  kind: number,
  { choices, theme }: EmbeddingState,
  trans: Translator,
  wishes: EmbeddingWishes,
): HTMLElement {
  const toggle = button(name, trans.__("Show or hide %1", name), () => wishes.toggleKind(kind));
  toggle.classList.add("gb-series");
  toggle.setAttribute("aria-pressed", String(!choices.hidden.has(kind)));
  const dot = make("span", "gb-dot");
  dot.style.background = categoryColor(theme, kind);
  toggle.prepend(dot);
  return toggle;
}
