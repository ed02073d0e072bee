// Runs in the page's head, before anything is drawn, so that nothing flashes.
import { applyThemeChoice } from "./themeChoice.ts";

applyThemeChoice();
