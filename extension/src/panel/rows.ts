// One line of the panel: a button with the value's name, what it is, how large, and where it was made.
import { pathText, type ShelfItem } from "../../figures/payload/shelf.ts";
import { make } from "../../figures/view/dom.ts";
import { preferences } from "../preferences.ts";

export function row(item: ShelfItem, open: () => void): HTMLLIElement {
  const { trans } = preferences;
  const name = pathText(item.path);
  const gradient = item.kind === "tensor" && item.requiresGrad ? trans.__("requires grad") : "";
  const details = [bytesText(item.bytes), gradient, trans.__("made in %1", item.madeIn)].filter(Boolean).join(" · ");
  const button = make("button", "gb-shelf-row", { type: "button", onclick: open }, [
    make("b", "", { textContent: name }),
    make("span", "", { textContent: item.summary }),
    make("small", "", { textContent: details }),
  ]);
  button.dataset["path"] = name;
  button.dataset["kind"] = item.kind;
  button.title = trans.__("Open %1 as a figure", name);
  return make("li", "", {}, [button]);
}

export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : bytes < 1e9 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${size.toPrecision(3)} ${unit}`;
}
