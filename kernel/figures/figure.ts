// A figure as notebooks see it: an object that shows itself as our own MIME type, a still picture, and a sentence.
import { type FigureKind, mimeOf } from "../../extension/figures/payload/mime.ts";
import { displaySymbol, messageSymbol, type MimeBundle } from "../display/bundle.ts";
import type { Still } from "../../extension/figures/draw/still.ts";
import { toPng, toSvg } from "./picture.ts";

/** A bundle with the sizes of its images. */
export interface FigureMessage {
  readonly data: MimeBundle;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What a kind of figure provides: the data for our renderer, and how to paint it still. */
export interface FigureSource {
  readonly kind: FigureKind;
  readonly payload: { readonly alt: string };
  readonly still: () => Still;
}

/** A picture of a value. As the last expression of a cell, or in `display(…)`, it is shown. */
export class Figure {
  readonly #source: FigureSource;

  constructor(source: FigureSource) {
    this.#source = source;
  }

  /** The data that the renderer draws from: plain JSON. */
  get payload(): FigureSource["payload"] {
    return this.#source.payload;
  }

  /** The figure as an SVG document, for papers and slides. */
  toSvg(): string {
    return toSvg(this.#source.still(), this.#source.payload.alt);
  }

  /** The figure as the bytes of a PNG file. */
  toPng(): Uint8Array {
    return Buffer.from(toPng(this.#source.still()).png, "base64");
  }

  [messageSymbol](): FigureMessage {
    return figureMessage(this.#source, true);
  }

  [displaySymbol](): MimeBundle {
    return this[messageSymbol]().data;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.payload.alt;
  }
}

/** The bundle of a figure; a live figure leaves out the picture while it is running. */
export function figureMessage({ kind, payload, still }: FigureSource, withPicture: boolean): FigureMessage {
  const data = { [mimeOf(kind)]: payload, "text/plain": payload.alt };
  if (!withPicture) return { data, metadata: {} };
  const { png, width, height } = toPng(still());
  return {
    data: { ...data, "image/png": png },
    metadata: { "image/png": { width, height, needs_background: "light" } },
  };
}
