// What a notebook's links and pictures point to, resolved while exporting: nothing outside the notebook's own folder is
// read, nothing is fetched, and what cannot come along is reported.
import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, extname, isAbsolute, relative, resolve } from "node:path";
import type { Cell } from "../../notebook/format.ts";

export interface Resources {
  /** A picture's address → `data:` URL, or undefined when it cannot be part of the page. */
  image(address: string, cell: Cell): string | undefined;
  /** A link's address → the address on the page, or undefined when it leads nowhere outside the author's machine. */
  link(address: string): string | undefined;
}

const pictureTypes: Record<string, string> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".svg": "image/svg+xml",
};

const largestPicture = 20 * 2 ** 20;

/**
 * `pages` maps notebooks that are exported along (absolute paths) to their addresses, or to undefined where files of that
 * kind cannot link to each other; `warn` takes what is left out.
 */
export function resourcesOf(
  notebookPath: string,
  pages: ReadonlyMap<string, string | undefined>,
  warn: (problem: string) => void,
): Resources {
  const folder = dirname(resolve(notebookPath));

  function image(address: string, cell: Cell): string | undefined {
    const scheme = schemeOf(address);
    if (scheme === "attachment") return attachment(address.slice("attachment:".length), cell);
    if (scheme === "data")
      return /^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/i.test(address) ? address : undefined;
    if (scheme !== undefined || address.startsWith("//")) {
      warn(`the picture ${address} is on the network, so it is not part of the page`);
      return undefined;
    }
    return localPicture(address);
  }

  function attachment(name: string, cell: Cell): string | undefined {
    const attachments = cell.cell_type === "code" ? undefined : cell.attachments;
    const key = attachments && [name, decoded(name)].find((candidate) => Object.hasOwn(attachments, candidate));
    const found = key !== undefined && Object.entries(attachments![key]!).find(([type]) => type.startsWith("image/"));
    if (found && typeof found[1] === "string") return dataUrl(found[0], found[1]);
    warn(`the cell has no attached picture ${JSON.stringify(name)}`);
    return undefined;
  }

  function localPicture(address: string): string | undefined {
    const path = resolve(folder, decoded(address.replace(/[?#].*$/, "")));
    const type = pictureTypes[extname(path).toLowerCase()];
    if (!type) return void warn(`${address} is not a picture that browsers show`);
    try {
      if (!isInside(realpathSync(folder), realpathSync(path)))
        return void warn(`the picture ${address} lies outside the notebook's folder, so it is not read`);
      if (statSync(path).size > largestPicture) return void warn(`the picture ${address} is larger than 20 MB`);
      const content = readFileSync(path);
      return dataUrl(type, type === "image/svg+xml" ? content.toString("utf8") : content.toString("base64"));
    } catch {
      return void warn(`the picture ${address} cannot be read`);
    }
  }

  function link(address: string): string | undefined {
    if (address.startsWith("#")) return address;
    const scheme = schemeOf(address);
    if (scheme !== undefined) return ["http", "https", "mailto"].includes(scheme) ? address : undefined;
    const [, path = "", fragment = ""] = /^([^#?]*)[^#]*(#.*)?$/.exec(address) ?? [];
    const target = resolve(folder, decoded(path));
    if (pages.has(target)) {
      const page = pages.get(target);
      return page && page + fragment;
    }
    return void warn(`the link to ${address} leads to a file that is not part of the export`);
  }

  return { image, link };
}

/** A picture in a bundle or attachment (base64, or text for SVG) as a `data:` URL, safe inside quotes. */
export function dataUrl(type: string, content: string): string {
  if (type === "image/svg+xml" && content.trimStart().startsWith("<"))
    return `data:image/svg+xml;base64,${Buffer.from(content, "utf8").toString("base64")}`;
  return `data:${type};base64,${content.replace(/[^A-Za-z0-9+/=]/g, "")}`;
}

/** Whether `path` is `folder` or lies in it. Both must be absolute. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way !== ".." && !/^\.\.[\\/]/.test(way);
}

const schemeOf = (address: string): string | undefined => /^\s*([a-z][a-z\d+.-]*):/i.exec(address)?.[1]?.toLowerCase();

/** An address without its percent signs, as it is where they mean nothing. */
export function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
