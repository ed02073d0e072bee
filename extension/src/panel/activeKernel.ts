// The kernel that the panel is about: that of the notebook or console which was active last. The links to the others stay
// open, as figures of their values may stand in tabs.
import type { ISessionContext } from "@jupyterlab/apputils";
import type { IConsoleTracker } from "@jupyterlab/console";
import type { INotebookTracker } from "@jupyterlab/notebook";
import type { ShelfList, ShelfRequest } from "../../figures/payload/shelf.ts";
import { KernelLink } from "./kernelLink.ts";

export class ActiveKernel {
  /** Hears every list, and undefined when there is no kernel of ours. */
  onList: (list: ShelfList | undefined) => void = () => {};
  /** Hears that the kernel is another one, or a new one. */
  onChange: () => void = () => {};
  readonly #links = new WeakMap<ISessionContext, KernelLink>();
  #link: KernelLink | undefined;

  constructor(notebooks: INotebookTracker | null, consoles: IConsoleTracker | null) {
    for (const tracker of [notebooks, consoles]) {
      tracker?.currentChanged.connect((_, widget) => widget && this.#follow(widget.sessionContext));
      if (tracker?.currentWidget) this.#follow(tracker.currentWidget.sessionContext);
    }
  }

  /** Whether a kernel of ours listens. */
  get connected(): boolean {
    return this.#link?.connected ?? false;
  }

  /** For figures, which stay with the kernel that they are from. */
  get link(): KernelLink | undefined {
    return this.#link;
  }

  tell(request: ShelfRequest): void {
    this.#link?.tell(request);
  }

  #follow(context: ISessionContext): void {
    let link = this.#links.get(context);
    if (!link) this.#links.set(context, (link = new KernelLink(context)));
    if (link === this.#link) return link.connect();
    this.#link?.tell({ type: "rest" });
    if (this.#link) this.#link.onList = this.#link.onChange = () => {};
    this.#link = link;
    link.onList = (list) => this.onList(list);
    link.onChange = () => this.onChange();
    this.onList(undefined);
    this.onChange();
  }
}
