// Marks the section being read in the table of contents. Where there is no room beside the text the contents stand above
// it, and are folded there: a telephone's first screen is for the chapter.

export function followContents(): void {
  foldWhereNarrow();
  const links = new Map<string, HTMLAnchorElement>();
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".contents a"))
    links.set(decodeURIComponent(link.hash.slice(1)), link);
  const headings = [...document.querySelectorAll<HTMLElement>("article h2[id], article h3[id]")];
  if (links.size === 0) return;
  let current: HTMLAnchorElement | undefined;
  const mark = (): void => {
    // The last heading above a line a quarter down the window.
    const above = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 4);
    const next = links.get(above.at(-1)?.id ?? "");
    if (next === current) return;
    current?.removeAttribute("aria-current");
    next?.setAttribute("aria-current", "true");
    current = next;
  };
  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    },
    { passive: true },
  );
  mark();
}

/** The width is that of styles/4-page.css. */
function foldWhereNarrow(): void {
  const fold = document.querySelector<HTMLDetailsElement>(".contents details");
  const wide = matchMedia("(min-width: 76rem)");
  const follow = (): void => {
    if (fold) fold.open = wide.matches;
  };
  follow();
  wide.addEventListener("change", follow);
}
