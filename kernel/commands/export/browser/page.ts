// What every exported page does in the browser: colours, copy buttons, folding of long outputs, the place in the contents.
// The page is whole without it.
import { addCopyButtons } from "./copy.ts";
import { followContents } from "./contents.ts";
import { foldLongOutputs } from "./fold.ts";
import { addThemeSwitch } from "./themeSwitch.ts";
import { pageLabels } from "./labels.ts";

const labels = pageLabels();
addThemeSwitch(labels);
addCopyButtons(labels);
foldLongOutputs(labels);
followContents();
