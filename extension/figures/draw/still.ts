// A figure that stands still: a size, and how to paint it on a sheet; or, where another library draws, the finished SVG.
import type { Sheet } from "./pen.ts";

export type Still = {
  readonly width: number;
  readonly height: number;
} & ({ readonly paint: (sheet: Sheet) => void } | { readonly svg: string });
