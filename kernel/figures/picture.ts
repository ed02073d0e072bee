// Still pictures for front-ends without our extension: the drawing core writes SVG, resvg rasterises it at twice the
// size with our own font, so a picture looks the same on every machine.
import { createRequire } from "node:module";
import { join } from "node:path";
import { lightTheme, type Theme } from "../../extension/figures/draw/theme.ts";
import type { Still } from "../../extension/figures/draw/still.ts";
import { svgSheet } from "../../extension/figures/draw/svgSheet.ts";
import { packageRoot } from "../commands/package.ts";
import { encodeIndexedPng } from "./indexedPng.ts";

export interface Picture {
  /** PNG in base64. */
  readonly png: string;
  /** Size in CSS pixels; the PNG has up to twice as many. */
  readonly width: number;
  readonly height: number;
}

/** Pictures are at most this large, so that notebooks stay small. */
const mostBytes = 60_000;

/** The still as an SVG document. */
export function toSvg(still: Still, alt: string, theme: Theme = lightTheme): string {
  if ("svg" in still) return still.svg;
  const sheet = svgSheet(still.width, still.height, { background: theme.background, alt });
  still.paint(sheet);
  return sheet.toString();
}

/** The still as an opaque PNG of at most 60 KB: the finest resolution that fits. */
export function toPng(still: Still): Picture {
  const svg = toSvg(still, "");
  const { width, height } = still;
  for (const scale of [2, 1.5, 1]) {
    const png = encodeIndexedPng(rasterize(svg, scale));
    if (png.length <= mostBytes || scale === 1) return { png: png.toString("base64"), width, height };
  }
  throw new Error("unreachable");
}

const require = createRequire(import.meta.url);
const fonts = ["Inter-Regular.ttf", "Inter-SemiBold.ttf"].map((name) =>
  join(packageRoot, "kernel", "figures", "fonts", name),
);

function rasterize(svg: string, scale: number) {
  // Loaded with the first picture, not with the kernel: it takes a few milliseconds.
  const { Resvg } = require("@resvg/resvg-js") as typeof import("@resvg/resvg-js");
  // Browsers want the style for sharp pixels, resvg the attribute; it takes the style for a wish to smooth.
  const image = new Resvg(svg.replaceAll(` style="image-rendering:pixelated"`, ""), {
    fitTo: { mode: "zoom", value: scale },
    font: { fontFiles: fonts, loadSystemFonts: false, defaultFontFamily: "Inter" },
  }).render();
  return { width: image.width, height: image.height, rgba: image.pixels };
}
