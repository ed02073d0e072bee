// What a value looks like to Jupyter: a bundle of the same thing in several MIME types, and the channel it leaves by.
// The kernel's user thread, the REPL, and foreign kernels (tslab, Deno) each install their own channel;
// code that shows things knows only this file.

/** One value in several MIME types; front-ends choose the richest they can draw. */
export type MimeBundle = Readonly<Record<string, unknown>>;

export interface DisplayMessage {
  readonly data: MimeBundle;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Later messages with the same id replace this one wherever it was shown. */
  readonly displayId?: string;
  /** A state of a live figure. Pages that draw those get it on a shorter way; `passing`: another follows soon. */
  readonly live?: "passing" | "last";
}

/** Where displayed values go. */
export interface DisplayChannel {
  show(message: DisplayMessage): void;
  update(message: DisplayMessage & { readonly displayId: string }): void;
  /** Clears the cell's output; with `wait`, only when the next output arrives. */
  clear(wait: boolean): void;
}

/** An object with this method shows as the bundle it returns (the convention that Deno's kernel introduced). */
export const displaySymbol: unique symbol = Symbol.for("Jupyter.display") as never;

/** Our own figures know the sizes of their images, too: a method of this name gives bundle and metadata. */
export const messageSymbol: unique symbol = Symbol.for("gradbook.display") as never;

let channel: DisplayChannel | undefined;

export function setDisplayChannel(next: DisplayChannel | undefined): void {
  channel = next;
}

/** The channel installed for this thread, if any. */
export function displayChannel(): DisplayChannel | undefined {
  return channel;
}
