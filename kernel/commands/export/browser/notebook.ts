// What a page made by nbconvert does in the browser: all that our own pages do, and what the exporter would have done before:
// mathematics, names for headings and code, the table of contents.
import renderMath from "katex/contrib/auto-render";
import { labelsFor } from "../labels.ts";
import { enliven } from "./enliven.ts";
import { applyThemeChoice } from "./themeChoice.ts";

applyThemeChoice();
renderMathematics();
nameParts();
addCallouts();
addContents();
enliven(labelsFor("en"));

function renderMathematics(): void {
  const environments = ["equation", "align", "alignat", "gather", "multline", "CD"];
  const delimiters = [
    { left: "$$", right: "$$", display: true },
    { left: "$", right: "$", display: false },
    { left: "\\(", right: "\\)", display: false },
    { left: "\\[", right: "\\]", display: true },
    ...environments.flatMap((name) =>
      [name, `${name}*`].map((full) => ({ left: `\\begin{${full}}`, right: `\\end{${full}}`, display: true })),
    ),
  ];
  const macros = {};
  for (const element of document.querySelectorAll<HTMLElement>("[data-tex]"))
    renderMath(element, { delimiters, macros, globalGroup: true, throwOnError: false });
  for (const formula of document.querySelectorAll<HTMLElement>(".katex-display")) {
    formula.classList.add("formula");
    formula.tabIndex = 0;
  }
}

/** What scrolls can be reached by keyboard and has a name. */
function nameParts(): void {
  for (const pre of document.querySelectorAll<HTMLElement>(".code pre")) {
    pre.tabIndex = 0;
    pre.setAttribute("role", "group");
    pre.setAttribute("aria-label", "Code");
  }
  for (const table of document.querySelectorAll("article table")) {
    const frame = document.createElement("div");
    frame.className = "table";
    table.replaceWith(frame);
    frame.append(table);
  }
  document.querySelectorAll(".exercise > .box-name").forEach((name, i) => name.append(` ${i + 1}`));
  for (const link of document.querySelectorAll(".anchor-link")) link.setAttribute("aria-label", "Link to this section");
}

/** GitHub's alerts, which nbconvert leaves as quotations, and its tasks, whose boxes have no names. */
function addCallouts(): void {
  const opening = /^\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*/;
  for (const quotation of document.querySelectorAll("article blockquote")) {
    const first = quotation.querySelector("p")?.firstChild;
    const kind = opening.exec(first?.textContent ?? "")?.[1];
    if (!first || !kind) continue;
    first.textContent = first.textContent!.replace(opening, "");
    const callout = document.createElement("aside");
    callout.className = `callout callout-${kind.toLowerCase()}`;
    callout.append(...quotation.childNodes);
    quotation.replaceWith(callout);
  }
  for (const box of document.querySelectorAll<HTMLInputElement>("article li input[type=checkbox]")) {
    const task = document.createElement("span");
    task.className = "task";
    task.textContent = box.checked ? "☑ " : "☐ ";
    box.replaceWith(task);
  }
}

function addContents(): void {
  const nav = document.querySelector<HTMLElement>("[data-contents]");
  const headings = [...document.querySelectorAll<HTMLElement>("article :is(h2, h3)[id]")];
  if (!nav || headings.length < 2) return;
  const list = document.createElement("ol");
  let inner: HTMLOListElement | undefined;
  for (const heading of headings) {
    const link = document.createElement("a");
    link.href = `#${encodeURIComponent(heading.id)}`;
    link.textContent = [...heading.childNodes]
      .filter((node) => !(node instanceof Element && node.matches(".anchor-link")))
      .map((node) => node.textContent)
      .join("");
    const item = document.createElement("li");
    item.append(link);
    if (heading.tagName === "H3" && list.lastElementChild) {
      inner ??= list.lastElementChild.appendChild(document.createElement("ol"));
      inner.append(item);
    } else {
      inner = undefined;
      list.append(item);
    }
  }
  const fold = Object.assign(document.createElement("details"), { open: true });
  const title = document.createElement("summary");
  title.textContent = nav.getAttribute("aria-label");
  fold.append(title, list);
  nav.append(fold);
  nav.hidden = false;
}
