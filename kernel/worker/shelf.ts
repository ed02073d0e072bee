// The kernel's side of the panel "Tensors & runs": answers over a comm of its own, in this thread, so that it works while
// a cell runs. It looks only while a panel or a figure says that it is visible, and sends only what has changed.
import type { CompiledCell } from "../cells/compile.ts";
import {
  type ShelfAnswer,
  type ShelfLive,
  type ShelfPath,
  type ShelfRequest,
  shelfTarget,
} from "../../extension/figures/payload/shelf.ts";
import type { ShelfFinding } from "../link/messages.ts";
import type { Header, Received } from "../protocol/message.ts";
import type { IOPub } from "./iopub.ts";
import { Look } from "./look.ts";
import type { MainThread } from "./mainThread.ts";

/** A page's comm. */
interface Visitor {
  readonly parent: Header;
  readonly list: Look;
  /** The list as it was sent last. */
  sent: string;
  /** By request. */
  readonly figures: Map<number, Look>;
  /** Its page draws the states of live figures that come this way. */
  drawsLive: boolean;
}

type FigureWish = Extract<ShelfRequest, { type: "figure" }>;

export class Shelf {
  readonly #iopub: IOPub;
  readonly #main: MainThread;
  readonly #visitors = new Map<string, Visitor>();
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
      const list = new Look(() => this.#sendList(id));
      this.#visitors.set(id, { parent: header, list, sent: "", figures: new Map(), drawsLive: false });
    }
    return this.#visitors.has(id);
  }

  /** @returns whether there is a page that draws it */
  sendLive(state: ShelfLive): boolean {
    const pages = [...this.#visitors].filter(([, { drawsLive }]) => drawsLive);
    for (const [id] of pages) this.#send(id, state);
    return pages.length > 0;
  }

  async receive({ header, content }: Received): Promise<void> {
    const id = String(content.comm_id);
    if (header.msg_type === "comm_msg") return this.#answer(id, (content.data ?? {}) as ShelfRequest);
    if (header.msg_type === "comm_open") return;
    const visitor = this.#visitors.get(id)!;
    for (const look of [visitor.list, ...visitor.figures.values()]) look.stop();
    this.#visitors.delete(id);
  }

  async #answer(id: string, wish: ShelfRequest): Promise<void> {
    const { list, figures } = this.#visitors.get(id)!;
    if (wish.type === "rest") list.stop();
    if (wish.type === "watch") {
      this.#visitors.get(id)!.sent = "";
      list.start(Number(wish.every), Number(wish.lasting));
    }
    if (wish.type === "figure") this.#figure(id, wish);
    if (wish.type === "leave") {
      figures.get(wish.request)?.stop();
      figures.delete(wish.request);
    }
    if (wish.type === "live") this.#visitors.get(id)!.drawsLive = true;
    if (wish.type === "prefer") await this.#main.evaluate(`__gradbookShelf.prefer(${JSON.stringify(wish)})`);
  }

  async #sendList(id: string): Promise<void> {
    // A cell that failed to begin has left its slots undeclared.
    const variables = [...this.#made].map(
      ([name, { slot, cell }]) =>
        `[${JSON.stringify(name)}, () => typeof ${slot} === "object" ? ${slot} : undefined, ${JSON.stringify(cell)}]`,
    );
    // An interrupt may hit the question instead of the cell: the next one comes soon.
    const found = await this.#main.evaluate(`__gradbookShelf.list([${variables.join(",")}])`).catch(() => undefined);
    const visitor = this.#visitors.get(id);
    if (!visitor || typeof found !== "string" || found === visitor.sent) return;
    visitor.sent = found;
    this.#send(id, JSON.parse(found) as ShelfAnswer);
  }

  #figure(id: string, { request, path, every, lasting }: FigureWish): void {
    const { figures } = this.#visitors.get(id)!;
    let look = figures.get(request);
    if (!look) {
      let seen = "";
      look = new Look(async () => {
        // As with the list, an interrupt may hit the question; who asks only once is told.
        const found = await this.#askFigure(path, seen).catch((error: Error): ShelfFinding | undefined =>
          lasting ? undefined : { type: "problem", message: error.message },
        );
        const now = found?.type === "problem" ? found.message : found?.seen;
        if (!found || now === undefined || now === seen) return;
        seen = now;
        if (found.type === "problem") this.#send(id, { ...found, request });
        else this.#send(id, { type: "figure", request, mime: found.mime, payload: found.payload });
      });
      if (lasting) figures.set(request, look);
    }
    look.start(Number(every), Number(lasting));
  }

  /** @param seen what the figure that was sent last was made of @returns undefined when it would be the same */
  async #askFigure(path: ShelfPath, seen: string): Promise<ShelfFinding | undefined> {
    const slot = this.#made.get(String(path?.[0]))?.slot;
    if (!slot) {
      return { type: "problem", message: `There is no variable ${JSON.stringify(path?.[0])} (any more).` };
    }
    const value = `typeof ${slot} === "undefined" ? undefined : ${slot}`;
    const found = await this.#main.evaluate(
      `__gradbookShelf.figure(${value}, ${JSON.stringify(path)}, ${JSON.stringify(seen)})`,
    );
    return typeof found === "string" ? (JSON.parse(found) as ShelfFinding) : undefined;
  }

  #send(id: string, data: ShelfAnswer): void {
    const visitor = this.#visitors.get(id);
    if (visitor) void this.#iopub.publish("comm_msg", { comm_id: id, data }, visitor.parent);
  }
}
