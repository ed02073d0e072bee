// The page's words, which the exporter left in a data block.
import type { Labels } from "../labels.ts";

export function pageLabels(): Labels {
  return JSON.parse(document.querySelector("script[data-labels]")!.textContent!) as Labels;
}
