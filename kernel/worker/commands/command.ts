// What a `%` command is, and what it may do. A command knows the kernel through its host alone.
import type { MimeBundle } from "../../display/bundle.ts";

export type TypeMode = "error" | "warn" | "off";

/** A command that does not exist, was used wrongly, or failed. */
export class CommandError extends Error {
  override readonly name: string;

  /** @param name what the cell's error is called */
  constructor(message: string, name = "UsageError") {
    super(message);
    this.name = name;
  }
}

export interface CommandHost {
  /** What type errors do: stop the cell, only print, or nothing. */
  types: TypeMode;
  /** Aborted by an interrupt. */
  readonly signal: AbortSignal;
  /** Prints below the cell. */
  print(text: string, stream?: "stdout" | "stderr"): void;
  /** Shows below the cell. */
  show(data: MimeBundle): void;
  /** Shows in the front-end's pager. */
  page(text: string): void;
  /** Runs TypeScript in the user's thread, as this cell, unchecked. @throws CommandError with what it throws */
  evaluate(code: string): Promise<void>;
  /** Names that cells have declared, with their types. */
  variables(): Promise<readonly { readonly name: string; readonly type: string }[]>;
  /** Forgets every name of every cell. @returns how many there were */
  reset(): Promise<number>;
  /** Packages may have come or gone: what TypeScript knows of them is read again. */
  packagesChanged(): Promise<void>;
}

export interface Command {
  /** As it is typed: `%name argument`; `%%name` for one that takes the cell below it. */
  readonly usage: string;
  /** A few words for the list. */
  readonly does: string;
  /** Words that completion offers as its argument. */
  readonly words?: readonly string[];
  /** @param body the cell below a `%%` command */
  readonly run: (argument: string, host: CommandHost, body: string) => void | Promise<void>;
}
