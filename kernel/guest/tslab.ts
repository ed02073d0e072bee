// tslab's kernel as our host. Its displays take one format at a time, so a bundle is sent as the richest that every
// front-end draws; what a cell gives is only printed there, so figures show themselves when they are printed.
import { inspect } from "node:util";
import type { DisplayChannel, DisplayMessage } from "../display/bundle.ts";
import { display } from "../display/display.ts";
import { ChartFigure } from "../figures/chart.ts";
import { Figure } from "../figures/figure.ts";

/** What we use of tslab's displays. */
export interface TslabDisplay {
  raw(contentType: string, content: unknown): void;
}

export interface TslabDisplays {
  readonly display: TslabDisplay;
  /** One that replaces what it showed before. */
  newDisplay(): TslabDisplay;
}

const formats = ["text/html", "image/svg+xml", "image/png", "image/jpeg", "text/latex", "text/markdown"];

export function tslabChannel(tslab: TslabDisplays): DisplayChannel {
  const byId = new Map<string, TslabDisplay>();
  const show = (message: DisplayMessage): void => {
    const { displayId } = message;
    if (displayId !== undefined && !byId.has(displayId)) byId.set(displayId, tslab.newDisplay());
    const to = displayId === undefined ? tslab.display : byId.get(displayId)!;
    to.raw(...richest(message));
  };
  return {
    show,
    // What was never shown cannot be replaced.
    update: (message) => byId.has(message.displayId) && show(message),
    // There is no such message.
    clear: () => {},
  };
}

/** A figure that is printed by itself is shown; inside of other values it is words. */
export function installInspections(): void {
  for (const { prototype } of [Figure, ChartFigure]) {
    const words = (prototype as unknown as { readonly [inspect.custom]: () => string })[inspect.custom];
    const shown = function (this: unknown, depth: number | null, options: { readonly depth: number | null }): string {
      if (depth === options.depth) display(this);
      return words.call(this);
    };
    Object.assign(prototype, { [inspect.custom]: shown });
  }
}

function richest({ data, metadata = {} }: DisplayMessage): [contentType: string, content: unknown] {
  const type = formats.find((each) => each in data) ?? Object.keys(data).find((each) => each !== "text/plain");
  if (type === undefined) return ["text/plain", data["text/plain"]];
  const size = metadata[type] as { readonly width?: number; readonly height?: number } | undefined;
  // A picture's size would be lost: it has two dots for each point.
  if (type === "image/png" && size) return ["text/html", sized(String(data[type]), String(data["text/plain"]), size)];
  return [type, data[type]];
}

function sized(png: string, words: string, { width, height }: { width?: number; height?: number }): string {
  const alt = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  return `<img src="data:image/png;base64,${png}" alt="${alt}" width="${width}" height="${height}" style="background: white">`;
}
