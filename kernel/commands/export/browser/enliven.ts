// What every exported page does in the browser: colours, copy buttons, living figures, folding of long outputs, the place in the contents.
// The page is whole without it.
import type { Labels } from "../labels.ts";
import { followContents } from "./contents.ts";
import { addCopyButtons } from "./copy.ts";
import { mountFigures } from "./figures.ts";
import { foldLongOutputs } from "./fold.ts";
import { addThemeSwitch } from "./themeSwitch.ts";

export function enliven(labels: Labels): void {
  addThemeSwitch(labels);
  addCopyButtons(labels);
  foldLongOutputs(labels);
  followContents();
  mountFigures();
}
