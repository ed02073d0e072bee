// Full-text search over the whole course, in the browser. The text arrives with the first search, and MiniSearch indexes it
// there: that takes milliseconds and is a third of the size of a ready index.
import MiniSearch from "minisearch";
import type { Labels } from "../labels.ts";
import type { SearchDocument } from "../site/writer.ts";

type Search = (words: string) => { readonly document: SearchDocument; readonly terms: readonly string[] }[];

/** Makes the search button work, and `/` and Ctrl+K as its keys. */
export function addSearch(labels: Labels): void {
  const dialog = createDialog(labels);
  const open = (): void => {
    if (dialog.open) return;
    dialog.showModal();
    dialog.querySelector("input")!.select();
    loading ??= load();
  };
  document.querySelector("[data-search]")?.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, [contenteditable]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!slash && !(event.key === "k" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    open();
  });
}

let loading: Promise<Search> | undefined;

/** As a script, since pages opened from files may load nothing else. */
async function load(): Promise<Search> {
  await new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "_static/search.js";
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error("search.js is missing")));
    document.head.append(script);
  });
  const documents = (globalThis as unknown as { gradbookSearch: SearchDocument[] }).gradbookSearch;
  const index = new MiniSearch<SearchDocument & { id: number }>({
    fields: ["heading", "chapter", "text"],
    searchOptions: { boost: { heading: 4, chapter: 2 }, prefix: true, fuzzy: 0.15, combineWith: "AND" },
    processTerm: (term) => term.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss"),
  });
  index.addAll(documents.map((document, id) => ({ ...document, id })));
  return (words) =>
    index.search(words).map(({ id, queryTerms }) => ({ document: documents[id as number]!, terms: queryTerms }));
}

function createDialog(labels: Labels): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = "search";
  dialog.setAttribute("aria-label", labels.search);
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = labels.searchHint;
  input.setAttribute("aria-label", labels.searchHint);
  const results = document.createElement("ol");
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  dialog.append(input, status, results);
  document.body.append(dialog);

  input.addEventListener("input", async () => {
    const words = input.value.trim();
    const found = words === "" ? [] : (await loading!)(words).slice(0, 20);
    // An answer to what is no longer asked.
    if (words !== input.value.trim()) return;
    results.replaceChildren(...found.map(({ document, terms }) => resultItem(document, terms)));
    status.textContent = words !== "" && found.length === 0 ? `${labels.noResults} “${words}”` : "";
  });
  dialog.addEventListener("keydown", (event) => {
    const links = [...results.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    if (event.key === "ArrowDown") links[Math.min(at + 1, links.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? links[at - 1] : input)?.focus();
    else if (event.key === "Enter" && document.activeElement === input) links[0]?.click();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => {
    const onLink = event.target instanceof Element && event.target.closest("a");
    // A click on the backdrop counts as one on the dialog itself.
    if (event.target === dialog || onLink) dialog.close();
  });
  return dialog;
}

function resultItem({ chapter, heading, text, address }: SearchDocument, terms: readonly string[]): HTMLLIElement {
  const link = document.createElement("a");
  link.href = address;
  const title = document.createElement("strong");
  title.textContent = heading || chapter;
  const place = document.createElement("small");
  place.textContent = heading && heading !== chapter ? chapter : "";
  const excerpt = document.createElement("span");
  excerpt.append(...marked(around(text, terms), terms));
  link.append(title, place, excerpt);
  const item = document.createElement("li");
  item.append(link);
  return item;
}

/** Some words of the text, from shortly before the first term. */
function around(text: string, terms: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term)).filter((place) => place >= 0);
  const start = Math.max(0, Math.min(...places, text.length) - 40);
  const from = places.length === 0 || start === 0 ? 0 : text.indexOf(" ", start) + 1;
  return `${from > 0 ? "… " : ""}${text.slice(from, from + 150)}${from + 150 < text.length ? " …" : ""}`;
}

function marked(text: string, terms: readonly string[]): (string | HTMLElement)[] {
  const pattern = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  if (pattern === "") return [text];
  return text.split(new RegExp(`(${pattern})`, "i")).map((part, i) => {
    if (i % 2 === 0) return part;
    const mark = document.createElement("mark");
    mark.textContent = part;
    return mark;
  });
}
