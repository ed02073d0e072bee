// The page's colours as a theme for the painters, and the news that they have changed.
import { luminance, parseHex, type Rgb } from "../draw/color.ts";
import { darkTheme, lightTheme, type Theme } from "../draw/theme.ts";

/** Reads the colours that the style sheet gives a figure's element. */
export function readTheme(figure: HTMLElement): Theme {
  const style = getComputedStyle(figure);
  const background = parseColor(style.backgroundColor) ?? [255, 255, 255];
  const dark = luminance(background) < 0.2;
  const base = dark ? darkTheme : lightTheme;
  return {
    ...base,
    background: `rgb(${background.join(",")})`,
    text: style.color,
    family: style.fontFamily,
  };
}

/** Calls back when the page switches its theme; returns the function that ends it. */
export function onThemeChange(callback: () => void): () => void {
  // JupyterLab marks the body; other pages mark the root. The style sheet may apply a frame later.
  const soon = () => requestAnimationFrame(() => requestAnimationFrame(callback));
  const observer = new MutationObserver(soon);
  const attributeFilter = [
    "class",
    "style",
    "data-theme",
    "data-jp-theme-name",
    "data-jp-theme-light",
    "data-gb-palette",
  ];
  for (const element of [document.documentElement, document.body]) observer.observe(element, { attributeFilter });
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", soon);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", soon);
  };
}

/** Computed colours are always written as rgb(…), unless they use a newer colour space. */
function parseColor(color: string): Rgb | undefined {
  if (color.startsWith("#")) return parseHex(color);
  const parts = /^rgba?\(([\d.]+),\s*([\d.]+),\s*([\d.]+)(?:,\s*([\d.]+))?\)$/.exec(color);
  if (!parts || parts[4] === "0") return undefined;
  return [Number(parts[1]), Number(parts[2]), Number(parts[3])];
}
