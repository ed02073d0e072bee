// Which TypeScript a cell is written in: with JSX or without, and what tsconfig.json says about JSX and decorators.
import { parseSync } from "oxc-parser";

/** Options of tsconfig.json that change the JavaScript that comes out. */
export interface Dialect {
  readonly jsx?: string;
  readonly jsxFactory?: string;
  readonly jsxFragmentFactory?: string;
  readonly jsxImportSource?: string;
  /** Decorators as they were before the standard. */
  readonly experimentalDecorators?: boolean;
  readonly emitDecoratorMetadata?: boolean;
}

export type Lang = "ts" | "tsx";

/** A cell is TypeScript unless only TSX can read it: `<T>(x)` means different things in the two. */
export function langOf(source: string): Lang {
  if (!/<\/|\/>/.test(source)) return "ts";
  const reads = (lang: Lang): boolean =>
    parseSync(`cell.${lang}`, source, { lang, sourceType: "module" }).errors.length === 0;
  return !reads("ts") && reads("tsx") ? "tsx" : "ts";
}
