// Long outputs show their first lines and a button for the rest. Without scripts they scroll.
import type { Labels } from "../labels.ts";

export function foldLongOutputs(labels: Labels): void {
  for (const output of document.querySelectorAll<HTMLElement>("[data-fold]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "unfold";
    const set = (open: boolean): void => {
      output.classList.toggle("folded", !open);
      button.setAttribute("aria-expanded", String(open));
      button.textContent = open ? labels.showLess : `${labels.showAll} (${output.dataset.fold})`;
    };
    button.addEventListener("click", () => set(output.classList.contains("folded")));
    set(false);
    output.append(button);
  }
}
