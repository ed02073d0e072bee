// A copy button on every piece of code.
import type { Labels } from "../labels.ts";

export function addCopyButtons(labels: Labels): void {
  for (const block of document.querySelectorAll<HTMLElement>(".code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = labels.copy;
    button.addEventListener("click", () => void copy(block, button, labels));
    block.append(button);
  }
}

async function copy(block: HTMLElement, button: HTMLButtonElement, labels: Labels): Promise<void> {
  const pre = block.querySelector("pre")!;
  try {
    await navigator.clipboard.writeText(pre.textContent ?? "");
  } catch {
    // Pages opened from a file may not use the clipboard: select the text, so that one key copies it.
    getSelection()?.selectAllChildren(pre);
    return;
  }
  button.textContent = labels.copied;
  setTimeout(() => (button.textContent = labels.copy), 1500);
}
