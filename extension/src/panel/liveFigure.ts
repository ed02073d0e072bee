// A value of a running kernel as a figure in a tab: it changes as the value does, and says when it no longer can. Then the
// last state stays; a tab that cannot be seen asks for nothing.
import { Widget } from "@lumino/widgets";
import { pathText, type ShelfPath } from "../../figures/payload/shelf.ts";
import { make } from "../../figures/view/dom.ts";
import { FigureWidget } from "../figureWidget.ts";
import { preferences } from "../preferences.ts";
import type { FigureAnswer, KernelLink } from "./kernelLink.ts";

export class LiveFigure extends Widget {
  readonly #link: KernelLink;
  readonly #path: ShelfPath;
  readonly #status = make("p", "gb-tab-status");
  #figure: FigureWidget | undefined;
  #leave: (() => void) | undefined;

  constructor(link: KernelLink, path: ShelfPath) {
    super();
    this.#link = link;
    this.#path = path;
    this.addClass("gb-tab");
    this.node.tabIndex = -1;
    this.#status.setAttribute("role", "status");
    this.node.append(this.#status);
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.#rest();
    this.#figure?.dispose();
    super.dispose();
  }

  protected override onAfterAttach(): void {
    this.#follow();
  }

  protected override onAfterShow(): void {
    this.#follow();
  }

  protected override onAfterHide(): void {
    this.#rest();
  }

  protected override onBeforeDetach(): void {
    this.#rest();
  }

  protected override onActivateRequest(): void {
    this.node.focus();
  }

  #follow(): void {
    if (this.isVisible) this.#leave ??= this.#link.follow(this.#path, (answer) => this.#hear(answer));
  }

  #rest(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  #hear(answer: FigureAnswer | undefined): void {
    const { trans } = preferences;
    if (answer?.type === "figure") {
      this.#say(trans.__("Live: %1 as it is in the running kernel.", pathText(this.#path)), true);
      return this.#draw(answer.mime, answer.payload);
    }
    const why = answer ? answer.message : trans.__("The kernel does not run.");
    this.#say(this.#figure ? `${why} ${trans.__("This is the last state.")}` : why, false);
  }

  #say(text: string, live: boolean): void {
    this.#status.classList.toggle("gb-mod-live", live);
    // Said once, not with every change.
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  /** A name may get a value of another kind. */
  #draw(mime: string, payload: unknown): void {
    if (this.#figure?.mime !== mime) {
      this.#figure?.dispose();
      this.#figure = new FigureWidget(mime);
      this.node.append(this.#figure.node);
    }
    this.#figure.display(payload);
  }
}
