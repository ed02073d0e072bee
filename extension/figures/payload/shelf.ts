// What the panel "Tensors & runs" and a kernel say to each other over a comm. The panel says how long it looks; the
// kernel sends what there is while somebody looks, and nothing otherwise.
import type { FigureKind } from "./mime.ts";

/** The name of the comm. */
export const shelfTarget = "gradbook.shelf";

/** From a variable inwards: `["batch", "x"]` is `batch.x`. */
export type ShelfPath = readonly (string | number)[];

/** A value that a variable of the notebook leads to. */
export interface ShelfItem {
  readonly path: ShelfPath;
  readonly kind: Extract<FigureKind, "tensor" | "module"> | "recorder";
  /** One line: shape and type, layers and parameters, or series and their last values. */
  readonly summary: string;
  readonly bytes: number;
  /** Whether gradients flow to it. */
  readonly requiresGrad: boolean;
  /** The cell that made the variable, as "In[3]". */
  readonly madeIn: string;
}

/** Bytes. */
export interface ShelfMemory {
  readonly used: number;
  readonly peak: number;
  readonly process: number;
}

export interface ShelfList {
  readonly type: "list";
  readonly items: readonly ShelfItem[];
  /** Values that were too many to list. */
  readonly omitted: number;
  readonly memory: ShelfMemory;
}

/** What the reader has set, as far as it concerns the kernel. */
export interface ShelfWishes {
  /** Elements of a tensor that travel in full. */
  readonly tensorCells?: number;
  /** Updates of a live figure a second. */
  readonly liveRate?: number;
}

export type ShelfRequest =
  /** Send the list now, and again when it changes, every `every` milliseconds for `lasting` milliseconds. */
  | { readonly type: "watch"; readonly every: number; readonly lasting: number }
  | { readonly type: "rest" }
  /** Send a value as a figure; with a time, again when it changes, as `watch` does. */
  | {
      readonly type: "figure";
      readonly request: number;
      readonly path: ShelfPath;
      readonly every?: number;
      readonly lasting?: number;
    }
  /** The figure of this request need not be sent again. */
  | { readonly type: "leave"; readonly request: number }
  | ({ readonly type: "prefer" } & ShelfWishes)
  /** This page draws what `ShelfLive` brings. */
  | { readonly type: "live" };

/**
 * A state of a live figure, which carries this id itself. An output that is replaced costs JupyterLab more than the
 * figure's own drawing: it takes notes for saving and undoing, and lays out the cell. So outputs are replaced every few
 * seconds and at the end, and what is between them comes this way.
 */
export interface ShelfLive {
  readonly type: "live";
  readonly id: string;
  /** The output as it would be, by MIME type, and its metadata. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export type ShelfAnswer =
  | ShelfList
  | ShelfLive
  | { readonly type: "figure"; readonly request: number; readonly mime: string; readonly payload: unknown }
  /** There is no figure to send (any more, or not yet): if it was to be sent again, it comes when there is one. */
  | { readonly type: "problem"; readonly request: number; readonly message: string };

/** As one would write it: `batch.x`, `layers[0]`. */
export const pathText = ([name, ...inner]: ShelfPath): string =>
  `${name}${inner.map((key) => (typeof key === "number" ? `[${key}]` : /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)).join("")}`;
