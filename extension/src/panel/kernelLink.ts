// One comm to the kernel of one notebook or console: it is opened anew when the kernel restarts or is replaced, tells the
// kernel what the reader has set, and says to each who asked what was answered. It draws nothing.
import type { Comm, ISessionContext } from "@jupyterlab/apputils";
import {
  type ShelfAnswer,
  type ShelfList,
  type ShelfLive,
  type ShelfPath,
  type ShelfRequest,
  shelfTarget,
} from "../../figures/payload/shelf.ts";
import { tellLiveState } from "../liveStates.ts";
import { isOurs } from "../ourKernels.ts";
import { kernelWishes, onPreferences, preferences } from "../preferences.ts";

export type FigureAnswer = Exclude<ShelfAnswer, ShelfList | ShelfLive>;

/** Hears of one value: its figure, again and again; why there is none; undefined while no kernel answers. */
export type FollowFigure = (answer: FigureAnswer | undefined) => void;

/** The kernel is told this often that somebody still looks; it looks on a little longer, in milliseconds. */
export const renewal = 20_000;

export class KernelLink {
  /** Hears every list, and undefined when there is no kernel of ours. */
  onList: (list: ShelfList | undefined) => void = () => {};
  /** Hears that the kernel is another one, or a new one, or none. */
  onChange: () => void = () => {};
  readonly #context: ISessionContext;
  #kernelId: string | undefined;
  #comm: Comm | undefined;
  readonly #followers = new Map<number, { readonly path: ShelfPath; readonly hear: FollowFigure }>();
  readonly #renew: ReturnType<typeof setInterval>;
  readonly #endPreferences: () => void;
  #asked = 0;

  constructor(context: ISessionContext) {
    this.#context = context;
    context.kernelChanged.connect(() => this.connect());
    context.statusChanged.connect((_, status) => this.#onStatus(status));
    context.disposed.connect(() => this.#end());
    this.#endPreferences = onPreferences(() => {
      this.tell({ type: "prefer", ...kernelWishes() });
      this.#askAll();
    });
    this.#renew = setInterval(() => this.#askAll(), renewal);
    this.connect();
  }

  /** Whether a kernel of ours listens. */
  get connected(): boolean {
    return this.#comm !== undefined && !this.#comm.isDisposed;
  }

  tell(request: ShelfRequest): void {
    if (this.connected) this.#comm!.send(request);
  }

  /** Calls back with the value's figure now and whenever it changes, also in a kernel that replaces this one. */
  follow(path: ShelfPath, hear: FollowFigure): () => void {
    const request = (this.#asked += 1);
    this.#followers.set(request, { path, hear });
    if (this.connected) this.#ask(request);
    else hear(undefined);
    return () => {
      if (this.#followers.delete(request)) this.tell({ type: "leave", request });
    };
  }

  connect(): void {
    const kernel = this.#context.session?.kernel;
    if (this.connected && kernel?.id === this.#kernelId) return;
    this.#leave();
    if (!kernel || !isOurs(kernel.name) || !["idle", "busy"].includes(kernel.status)) return;
    this.#kernelId = kernel.id;
    const comm = kernel.createComm(shelfTarget);
    comm.onMsg = ({ content }) => this.#hear(content.data as ShelfAnswer);
    comm.onClose = () => comm === this.#comm && this.#leave();
    this.#comm = comm;
    comm.open({});
    this.tell({ type: "live" });
    this.tell({ type: "prefer", ...kernelWishes() });
    this.#askAll();
    this.onChange();
  }

  /** A restart keeps the kernel's id and loses its comms. */
  #onStatus(status: string): void {
    if (["restarting", "autorestarting", "dead", "terminating"].includes(status)) this.#leave();
    else if ((status === "idle" || status === "busy") && !this.connected) this.connect();
  }

  #leave(): void {
    const comm = this.#comm;
    if (!comm) return;
    this.#comm = undefined;
    if (!comm.isDisposed) {
      try {
        comm.close();
      } catch {
        // The kernel is gone, and the comm with it.
      }
    }
    for (const { hear } of this.#followers.values()) hear(undefined);
    this.onList(undefined);
    this.onChange();
  }

  /** The notebook has been closed; its kernel may run on, but nobody can tell it anything. */
  #end(): void {
    clearInterval(this.#renew);
    this.#endPreferences();
    this.#leave();
  }

  #askAll(): void {
    for (const request of this.#followers.keys()) this.#ask(request);
  }

  #ask(request: number): void {
    const { path } = this.#followers.get(request)!;
    this.tell({ type: "figure", request, path, every: 1000 / preferences.liveRate, lasting: renewal + 5000 });
  }

  #hear(answer: ShelfAnswer): void {
    if (answer.type === "list") this.onList(answer);
    else if (answer.type === "live") tellLiveState(answer);
    else this.#followers.get(answer.request)?.hear(answer);
  }
}
