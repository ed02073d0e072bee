// Remembers, in this browser only, which chapters were read to their end and which one was open last.
import type { Labels } from "../labels.ts";
import { note, recall } from "./storage.ts";

/** `chapter` is null on the index. */
export function trackProgress(course: string, chapter: string | null, labels: Labels): void {
  const key = (what: string): string => `${course}:${what}`;
  const read = new Set((recall(key("read")) ?? "").split("\n").filter((name) => name !== ""));
  markRead(read, labels);
  if (chapter === null) {
    resume(recall(key("last")), labels);
    return;
  }
  note(key("last"), chapter);
  const end = document.querySelector("article > :last-child");
  if (!end) return;
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    note(key("read"), [...read.add(chapter)].join("\n"));
    markRead(read, labels);
  });
  observer.observe(end);
}

function markRead(read: ReadonlySet<string>, labels: Labels): void {
  for (const item of document.querySelectorAll<HTMLElement>("[data-chapter]")) {
    if (!read.has(item.dataset.chapter!) || item.querySelector(".tick")) continue;
    const tick = document.createElement("span");
    tick.className = "tick";
    tick.textContent = "✓";
    tick.setAttribute("role", "img");
    tick.setAttribute("aria-label", labels.read);
    item.querySelector("a")!.append(" ", tick);
  }
}

function resume(last: string | null, labels: Labels): void {
  const items = [...document.querySelectorAll<HTMLElement>("[data-chapter]")];
  const link = items.find((item) => item.dataset.chapter === last)?.querySelector("a");
  const go = document.querySelector<HTMLAnchorElement>("[data-resume]");
  if (!link || !go) return;
  go.href = link.href;
  go.textContent = `${labels.resume}: ${link.firstChild?.textContent?.trim() ?? ""}`;
}
