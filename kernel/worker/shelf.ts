// The kernel's side of the panel "Tensors & runs": answers over a comm of its own, in this thread, so that it works while
// a cell runs. It looks only while a panel says that it is visible, and sends only what has changed.
import type { CompiledCell } from "../cells/compile.ts";
import {
  type ShelfAnswer,
  type ShelfPath,
  type ShelfRequest,
  shelfTarget,
} from "../../extension/figures/payload/shelf.ts";
import type { Header, Received } from "../protocol/message.ts";
import type { IOPub } from "./iopub.ts";
import type { MainThread } from "./mainThread.ts";

/** Panels may ask for less often, not for more, in milliseconds. */
const fastest = 200;
/** A page that is gone does not say so; one that looks on says it again before this is over. */
const longest = 60_000;

interface Watcher {
  readonly parent: Header;
  timer: NodeJS.Timeout | undefined;
  until: number;
  /** The list as it was sent last. */
  sent: string;
  asking: boolean;
}

export class Shelf {
  readonly #iopub: IOPub;
  readonly #main: MainThread;
  readonly #watchers = new Map<string, Watcher>();
  /** The slot of every name, and the cell that made it last. */
  readonly #made = new Map<string, { readonly slot: string; readonly cell: string }>();

  constructor(iopub: IOPub, main: MainThread) {
    this.#iopub = iopub;
    this.#main = main;
  }

  /** A cell is about to run. */
  ran({ slots, filename }: CompiledCell): void {
    for (const [name, slot] of slots) this.#made.set(name, { slot, cell: filename });
  }

  /** Every name of every cell is forgotten. */
  forget(): void {
    this.#made.clear();
  }

  /** Whether a comm message is for the panel. Opens at once what it opens: the first question may be right behind it. */
  takes({ header, content }: Received): boolean {
    const id = String(content.comm_id);
    if (header.msg_type === "comm_open" && content.target_name === shelfTarget) {
      this.#watchers.set(id, { parent: header, timer: undefined, until: 0, sent: "", asking: false });
    }
    return this.#watchers.has(id);
  }

  async receive({ header, content }: Received): Promise<void> {
    const id = String(content.comm_id);
    if (header.msg_type === "comm_msg") return this.#answer(id, (content.data ?? {}) as ShelfRequest);
    if (header.msg_type === "comm_open") return;
    this.#rest(id);
    this.#watchers.delete(id);
  }

  async #answer(id: string, wish: ShelfRequest): Promise<void> {
    if (wish.type === "rest") return this.#rest(id);
    if (wish.type === "watch") return this.#watch(id, Number(wish.every), Number(wish.lasting));
    if (wish.type === "figure") return this.#figure(id, wish.request, wish.path);
    if (wish.type === "prefer") await this.#main.evaluate(`__gradbookShelf.prefer(${JSON.stringify(wish)})`);
  }

  #watch(id: string, every: number, lasting: number): void {
    this.#rest(id);
    const watcher = this.#watchers.get(id)!;
    watcher.until = Date.now() + Math.min(longest, lasting || longest);
    watcher.sent = "";
    watcher.timer = setInterval(() => void this.#look(id, watcher), Math.max(fastest, every || 0));
    void this.#look(id, watcher);
  }

  #rest(id: string): void {
    clearInterval(this.#watchers.get(id)?.timer);
  }

  async #look(id: string, watcher: Watcher): Promise<void> {
    if (Date.now() > watcher.until) return this.#rest(id);
    // The thread may stand still, in `prompt()` for example: one question at a time.
    if (watcher.asking) return;
    watcher.asking = true;
    // A cell that failed to begin has left its slots undeclared.
    const variables = [...this.#made].map(
      ([name, { slot, cell }]) =>
        `[${JSON.stringify(name)}, () => typeof ${slot} === "object" ? ${slot} : undefined, ${JSON.stringify(cell)}]`,
    );
    // An interrupt may hit the question instead of the cell: the next one comes soon.
    const found = await this.#main
      .evaluate(`__gradbookShelf.list([${variables.join(",")}])`)
      .catch(() => undefined)
      .finally(() => (watcher.asking = false));
    if (typeof found !== "string" || found === watcher.sent) return;
    watcher.sent = found;
    this.#send(id, watcher, JSON.parse(found) as ShelfAnswer);
  }

  async #figure(id: string, request: number, path: ShelfPath): Promise<void> {
    const watcher = this.#watchers.get(id)!;
    const slot = this.#made.get(String(path?.[0]))?.slot;
    try {
      if (!slot) throw new Error(`There is no variable ${JSON.stringify(path?.[0])} (any more).`);
      const found = await this.#main.evaluate(`__gradbookShelf.figure(${slot}, ${JSON.stringify(path)})`);
      this.#send(id, watcher, {
        type: "figure",
        request,
        ...(JSON.parse(String(found)) as { mime: string; payload: object }),
      });
    } catch (error) {
      const message = (error as Error).message.replace(/^Error: /, "");
      this.#send(id, watcher, { type: "problem", request, message });
    }
  }

  #send(id: string, { parent }: Watcher, data: ShelfAnswer): void {
    void this.#iopub.publish("comm_msg", { comm_id: id, data }, parent);
  }
}
