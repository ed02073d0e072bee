// What the kernel asks of a language service; kernel/language implements it with TypeScript 7.
import type { ErrorContent, IsCompleteReply } from "../protocol/contents.ts";

export interface Completion {
  readonly text: string;
  readonly type: string;
  readonly signature?: string | undefined;
}

/** Positions are UTF-16 indexes into the cell. */
export interface Language {
  /** The cell's type errors as the protocol's error; undefined when there are none. */
  check(
    source: string,
    filename: string,
  ): Promise<{ readonly severity: "error" | "warning"; readonly content: ErrorContent } | undefined>;
  /** The cell runs: later cells see its declarations. */
  commit(source: string): Promise<void>;
  complete(
    source: string,
    offset: number,
  ): Promise<{ readonly start: number; readonly end: number; readonly matches: readonly Completion[] }>;
  inspect(
    source: string,
    offset: number,
    detail: 0 | 1,
  ): Promise<{ readonly markdown: string; readonly plain: string } | undefined>;
  isComplete(source: string): IsCompleteReply;
  close(): Promise<void>;
}
