// The button that goes round: as the system, light, dark.
import type { Labels } from "../labels.ts";
import { note } from "./storage.ts";

const choices = ["auto", "light", "dark"] as const;
type Choice = (typeof choices)[number];

const icons: Record<Choice, string> = {
  auto: '<circle cx="8" cy="8" r="5.5"/><path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor"/>',
  light:
    '<circle cx="8" cy="8" r="3"/><path d="M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1"/>',
  dark: '<path d="M13 9.8A5.6 5.6 0 0 1 6.2 3a5.6 5.6 0 1 0 6.8 6.8z"/>',
};

/** Puts the button into the bar. */
export function addThemeSwitch(labels: Labels): void {
  const root = document.documentElement;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "icon";
  const show = (): void => {
    const choice = (root.dataset.theme ?? "auto") as Choice;
    const name = `${labels.theme}: ${labels.themes[choice]}`;
    button.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true">${icons[choice]}</svg>`;
    button.setAttribute("aria-label", name);
    button.title = name;
  };
  button.addEventListener("click", () => {
    const choice = choices[(choices.indexOf((root.dataset.theme ?? "auto") as Choice) + 1) % choices.length]!;
    if (choice === "auto") delete root.dataset.theme;
    else root.dataset.theme = choice;
    note("theme", choice === "auto" ? null : choice);
    show();
  });
  show();
  document.querySelector("[data-theme-switch]")?.replaceWith(button);
}
