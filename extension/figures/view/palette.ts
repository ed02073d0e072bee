// The palette that the reader has chosen for values from low to high. Figures read it when they paint; changing it marks
// the page as a theme does, so that every figure on it paints again.
import { ramps, setSequential } from "../draw/color.ts";

export type Palette = keyof typeof ramps;

export const isPalette = (name: unknown): name is Palette => typeof name === "string" && Object.hasOwn(ramps, name);

export function setPalette(document: Document, palette: Palette): void {
  setSequential(palette);
  document.body.dataset["gbPalette"] = palette;
}
