// The reader's choice of colours, if there is one. Without a choice the style sheet follows the system.
import { recall } from "./storage.ts";

export function applyThemeChoice(): void {
  const choice = recall("theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
}
