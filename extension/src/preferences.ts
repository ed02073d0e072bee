// What the reader has set, for everything of the extension: mime renderers get no services of JupyterLab, so this is
// where they find settings and words. Defaults hold until the settings have been read, and where there are none.
import { limits } from "../figures/payload/limits.ts";
import type { ShelfWishes } from "../figures/payload/shelf.ts";
import { english, type Translator } from "../figures/view/host.ts";
import { isPalette, setPalette } from "../figures/view/palette.ts";

/** The name of our texts in JupyterLab's language packs. */
export const domain = "gradbook";

export const preferences = {
  trans: english as Translator,
  liveRate: 5,
  tensorCells: limits.tensorCells as number,
  /** Megabytes. */
  fileLimit: 256,
};

const listeners = new Set<() => void>();

/** Takes over the settings, and tells those who listen. */
export function setPreferences({ palette, liveRate, tensorCells, fileLimit }: Readonly<Record<string, unknown>>): void {
  if (isPalette(palette)) setPalette(document, palette);
  if (typeof liveRate === "number") preferences.liveRate = Math.min(5, Math.max(0.2, liveRate));
  if (typeof tensorCells === "number") preferences.tensorCells = tensorCells;
  if (typeof fileLimit === "number") preferences.fileLimit = fileLimit;
  for (const listener of listeners) listener();
}

/** Calls back when the reader has set something; returns the function that ends it. */
export function onPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** What of it concerns kernels. */
export const kernelWishes = (): ShelfWishes => ({
  tensorCells: preferences.tensorCells,
  liveRate: preferences.liveRate,
});
