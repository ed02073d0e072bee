// The kernel that the panel is about: that of the notebook or console which was active last. It keeps one comm to it,
// opens another when the kernel restarts or is replaced, and tells it what the reader has set.
import type { Comm, ISessionContext, Kernel } from "@jupyterlab/apputils";
import type { IConsoleTracker } from "@jupyterlab/console";
import type { INotebookTracker } from "@jupyterlab/notebook";
import { type ShelfAnswer, type ShelfPath, type ShelfRequest, shelfTarget } from "../../figures/payload/shelf.ts";
import { kernelWishes, onPreferences } from "../preferences.ts";

type Figure = Extract<ShelfAnswer, { type: "figure" }>;
interface Question {
  resolve(figure: Figure): void;
  reject(error: Error): void;
}

export class ActiveKernel {
  /** Hears every list, and undefined when there is no kernel of ours. */
  onList: (list: Extract<ShelfAnswer, { type: "list" }> | undefined) => void = () => {};
  /** Hears that the kernel is another one, or a new one. */
  onChange: () => void = () => {};
  #context: ISessionContext | undefined;
  #kernel: Kernel | undefined;
  #comm: Comm | undefined;
  readonly #questions = new Map<number, Question>();
  #asked = 0;

  constructor(notebooks: INotebookTracker | null, consoles: IConsoleTracker | null) {
    for (const tracker of [notebooks, consoles]) {
      tracker?.currentChanged.connect((_, widget) => widget && this.#follow(widget.sessionContext));
      if (tracker?.currentWidget) this.#follow(tracker.currentWidget.sessionContext);
    }
    onPreferences(() => this.tell({ type: "prefer", ...kernelWishes() }));
  }

  /** Whether a kernel of ours listens. */
  get connected(): boolean {
    return this.#comm !== undefined && !this.#comm.isDisposed;
  }

  tell(request: ShelfRequest): void {
    if (this.connected) this.#comm!.send(request);
  }

  /** Any listed value as a figure. @throws Error with the kernel's words */
  figure(path: ShelfPath): Promise<Figure> {
    if (!this.connected) return Promise.reject(new Error("No TypeScript (gradbook) kernel is running."));
    const request = (this.#asked += 1);
    return new Promise((resolve, reject) => {
      this.#questions.set(request, { resolve, reject });
      this.tell({ type: "figure", request, path });
    });
  }

  #follow(context: ISessionContext): void {
    if (this.#context !== context) {
      this.#context?.kernelChanged.disconnect(this.#connect);
      this.#context?.statusChanged.disconnect(this.#onStatus);
      this.#context = context;
      context.kernelChanged.connect(this.#connect);
      context.statusChanged.connect(this.#onStatus);
    }
    this.#connect();
  }

  /** A restart keeps the kernel's id and loses its comms. */
  readonly #onStatus = (_: unknown, status: string): void => {
    if (["restarting", "autorestarting", "dead", "terminating"].includes(status)) this.#leave();
    else if ((status === "idle" || status === "busy") && !this.connected) this.#connect();
  };

  readonly #connect = (): void => {
    const kernel = this.#context?.session?.kernel ?? undefined;
    if (kernel && kernel === this.#kernel && this.connected) return;
    this.#leave();
    if (kernel?.name !== "gradbook" || !["idle", "busy"].includes(kernel.status)) return;
    this.#kernel = kernel;
    const comm = kernel.createComm(shelfTarget);
    comm.onMsg = ({ content }) => this.#hear(content.data as ShelfAnswer);
    comm.onClose = () => comm === this.#comm && this.#leave();
    this.#comm = comm;
    comm.open({});
    this.tell({ type: "prefer", ...kernelWishes() });
    this.onChange();
  };

  #leave(): void {
    const comm = this.#comm;
    this.#comm = undefined;
    this.#kernel = undefined;
    if (comm && !comm.isDisposed) {
      try {
        comm.close();
      } catch {
        // The kernel is gone, and the comm with it.
      }
    }
    for (const { reject } of this.#questions.values()) reject(new Error("The kernel has gone."));
    this.#questions.clear();
    this.onList(undefined);
    this.onChange();
  }

  #hear(answer: ShelfAnswer): void {
    if (answer.type === "list") return this.onList(answer);
    const question = this.#questions.get(answer.request);
    this.#questions.delete(answer.request);
    if (answer.type === "figure") question?.resolve(answer);
    else question?.reject(new Error(answer.message));
  }
}
