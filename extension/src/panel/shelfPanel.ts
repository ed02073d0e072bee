// The side panel "Tensors & runs": what the active kernel holds, kept up to date while a cell runs, and each of it as a
// figure in a tab of its own. It asks only while it can be seen.
import type { JupyterFrontEnd } from "@jupyterlab/application";
import { MainAreaWidget, Notification } from "@jupyterlab/apputils";
import { SplitPanel, Widget } from "@lumino/widgets";
import { pathText, type ShelfItem, type ShelfList, type ShelfPath } from "../../figures/payload/shelf.ts";
import { choice, make } from "../../figures/view/dom.ts";
import { panelIcon } from "../icons.ts";
import { onPreferences, preferences } from "../preferences.ts";
import type { ActiveKernel } from "./activeKernel.ts";
import { renewal } from "./kernelLink.ts";
import { LiveFigure } from "./liveFigure.ts";
import { bytesText, row } from "./rows.ts";
import { ensurePanelStyles } from "./styles.ts";

type Shown = "all" | ShelfItem["kind"];

export class ShelfPanel extends Widget {
  readonly #app: JupyterFrontEnd;
  readonly #kernel: ActiveKernel;
  readonly #search = make("input", "gb-shelf-search", { type: "search" });
  readonly #memory = make("p", "gb-shelf-memory");
  readonly #rows = make("ul", "gb-shelf-rows");
  readonly #empty = make("p", "gb-shelf-empty");
  #list: ShelfList | undefined;
  #kind: Shown = "all";
  #renew: ReturnType<typeof setInterval> | undefined;
  #figures = 0;

  constructor(app: JupyterFrontEnd, kernel: ActiveKernel) {
    super();
    const { trans } = preferences;
    this.#app = app;
    this.#kernel = kernel;
    this.id = "gradbook-shelf";
    this.addClass("gb-shelf");
    this.title.caption = trans.__("Tensors & runs");
    this.title.icon = panelIcon as never;
    this.node.setAttribute("role", "region");
    this.node.setAttribute("aria-label", trans.__("Tensors & runs"));
    this.#search.placeholder = trans.__("Filter by name or shape");
    this.#search.setAttribute("aria-label", trans.__("Filter by name or shape"));
    this.#search.addEventListener("input", () => this.#draw());
    const kinds = [
      ["all", trans.__("Everything")],
      ["tensor", trans.__("Tensors")],
      ["module", trans.__("Modules")],
      ["recorder", trans.__("Recorders")],
    ] as const;
    const kindChoice = choice<Shown>(trans.__("Show"), kinds, "all", (kind) => {
      this.#kind = kind;
      this.#draw();
    });
    this.#rows.setAttribute("aria-label", trans.__("Values"));
    this.#rows.addEventListener("keydown", (event) => moveFocus(this.#rows, event));
    this.#empty.setAttribute("role", "status");
    const title = make("h2", "", { textContent: trans.__("Tensors & runs") });
    this.node.append(title, this.#search, kindChoice, this.#memory, this.#empty, this.#rows);
    kernel.onList = (list) => {
      this.#list = list;
      this.#draw();
    };
    kernel.onChange = () => this.#watch();
    onPreferences(() => this.#watch());
    this.#draw();
  }

  /** A value as a figure in a tab, which follows it from then on. */
  open(path: ShelfPath): void {
    const { link } = this.#kernel;
    if (!link?.connected) {
      const text = preferences.trans.__("No TypeScript (gradbook) kernel is running.");
      return void Notification.error(text, { autoClose: 6000 });
    }
    const tab = new MainAreaWidget({ content: new LiveFigure(link, path) });
    tab.id = `gradbook-figure-${(this.#figures += 1)}`;
    tab.title.label = pathText(path);
    tab.title.closable = true;
    tab.title.icon = panelIcon as never;
    // Notebook 7 has one document in its main area; the figure goes below, where it must ask for room.
    const below = isNotebook7(this.#app);
    this.#app.shell.add(tab, below ? "down" : "main", { mode: "split-right" });
    this.#app.shell.activateById(tab.id);
    if (below) makeRoom(tab);
  }

  protected override onAfterShow(): void {
    this.#watch();
  }

  protected override onAfterAttach(): void {
    ensurePanelStyles(this.node.ownerDocument);
    this.#watch();
  }

  protected override onAfterHide(): void {
    this.#rest();
  }

  protected override onBeforeDetach(): void {
    this.#rest();
  }

  #watch(): void {
    this.#rest();
    this.#draw();
    if (!this.isVisible || !this.#kernel.connected) return;
    const ask = () => this.#kernel.tell({ type: "watch", every: 1000 / preferences.liveRate, lasting: renewal + 5000 });
    ask();
    this.#renew = setInterval(ask, renewal);
  }

  #rest(): void {
    if (this.#renew === undefined) return;
    clearInterval(this.#renew);
    this.#renew = undefined;
    this.#kernel.tell({ type: "rest" });
  }

  #draw(): void {
    const { trans } = preferences;
    const wanted = this.#search.value.trim().toLowerCase();
    const items = (this.#list?.items ?? []).filter(
      ({ kind, path, summary }) =>
        (this.#kind === "all" || this.#kind === kind) && `${pathText(path)} ${summary}`.toLowerCase().includes(wanted),
    );
    const memory = this.#list?.memory;
    this.#memory.textContent = memory
      ? trans.__("Tensors %1 (at most %2), process %3", ...[memory.used, memory.peak, memory.process].map(bytesText))
      : "";
    this.#empty.textContent = this.#explanation(items.length);
    const focused = this.#rows.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset["path"]
      : undefined;
    this.#rows.replaceChildren(...items.map((item) => row(item, () => this.open(item.path))));
    if (focused !== undefined) {
      [...this.#rows.querySelectorAll("button")].find(({ dataset }) => dataset["path"] === focused)?.focus();
    }
  }

  /** Why there is nothing, or not everything. */
  #explanation(shown: number): string {
    const { trans } = preferences;
    if (!this.#kernel.connected)
      return trans.__("Open a notebook or console with the kernel TypeScript (gradbook) to see what it holds.");
    if (!this.#list || this.#list.items.length === 0)
      return trans.__("Nothing yet: run a cell that makes a tensor, a model or a recorder.");
    if (shown === 0) return trans.__("Nothing fits the filter.");
    return this.#list.omitted > 0 ? trans.__("%1 more are not listed.", String(this.#list.omitted)) : "";
  }
}

/** The area below opens as a line: it gets two fifths of the height. */
function makeRoom(tab: Widget): void {
  for (let around = tab.parent; around; around = around.parent) {
    if (around instanceof SplitPanel && around.orientation === "vertical") around.setRelativeSizes([3, 2]);
  }
}

const isNotebook7 = (app: JupyterFrontEnd): boolean => !("collapseLeft" in app.shell && "mode" in app.shell);

/** The arrows move between the rows. */
function moveFocus(rows: HTMLElement, event: KeyboardEvent): void {
  const buttons = [...rows.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined || !buttons[to]) return;
  event.preventDefault();
  buttons[to].focus();
}
