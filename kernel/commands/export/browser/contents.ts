// Marks the section being read in the table of contents.

export function followContents(): void {
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
