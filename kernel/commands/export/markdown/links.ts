// What a chapter's prose points to, in Markdown that may lie elsewhere than the notebook: links between chapters lead to
// their Markdown, pictures beside the notebook come along, and what cannot is reported.
import { dirname, resolve } from "node:path";
import { Marked, type Token } from "marked";
import type { Cell } from "../../../notebook/format.ts";
import type { Chapter } from "../chapter.ts";
import { decoded, resourcesOf } from "../resources.ts";

export interface Links {
  /** `text` with its addresses as they are from the new place; `keep` makes a file of a picture and gives its address. */
  follow(text: string, cell: Cell, keep: (dataUrl: string) => string): string;
}

/** `pages` maps the exported notebooks (absolute paths) to their Markdown; `folder` is where that is written. */
export function linksOf(
  chapter: Chapter,
  pages: ReadonlyMap<string, string>,
  folder: string,
  warn: (problem: string) => void,
): Links {
  const here = dirname(resolve(chapter.path)) === resolve(folder);
  const resources = resourcesOf(chapter.path, pages, warn);
  return {
    follow(text, cell, keep) {
      const moved = new Map<string, string>();
      for (const [href, type] of targetsIn(text)) {
        const address = type === "image" ? movedPicture(href, cell, keep) : movedLink(href);
        if (address !== undefined) moved.set(href, address);
      }
      return text.replace(/(\]\(\s*|\]:\s+)<?([^\s<>)]+)>?/g, (whole, before: string, href: string) =>
        moved.has(href) ? before + moved.get(href) : whole,
      );
    },
  };

  function movedPicture(href: string, cell: Cell, keep: (dataUrl: string) => string): string | undefined {
    const url = here ? undefined : resources.image(href, cell);
    return url && keep(url);
  }

  function movedLink(href: string): string | undefined {
    const [path = "", fragment] = href.split("#", 2);
    // Beside the notebook, what is not exported along is where it was.
    if (here && !pages.has(resolve(dirname(chapter.path), decoded(path)))) return undefined;
    const page = resources.link(path);
    // Readers of Markdown write a heading's name in small letters.
    return page && (fragment === undefined ? page : `${page}#${fragment.toLowerCase()}`);
  }
}

/** Relative addresses of links and pictures, code excepted. */
function targetsIn(text: string): Map<string, "link" | "image"> {
  const found = new Map<string, "link" | "image">();
  const marked = new Marked();
  marked.walkTokens(marked.lexer(text), ({ type, href }: Token & { href?: string }) => {
    if ((type === "image" || type === "link") && href && !/^(?:[a-z][a-z\d+.-]*:|\/|#)/i.test(href))
      found.set(href, type);
  });
  return found;
}
