// Palettes and what is computed from them. Colour-blind readers can tell all of them apart: viridis (van der Walt and
// Smith), a blue–red scale balanced about zero (after Brewer's RdBu), and Okabe and Ito's categories.

export type Rgb = readonly [red: number, green: number, blue: number];

/** From low to high, at equal steps. */
export type Ramp = readonly Rgb[];

const stops = (hex: string): Ramp => hex.split(" ").map(parseHex);

export const viridis = stops(
  "440154 48186a 472d7b 424086 3b528b 33638d 2c728e 26828e 21918c 1fa088 28ae80 3fbc73 5ec962 84d44b addc30 d8e219 fde725",
);

/** Sequential palettes that a reader may choose; cividis (Nuñez and others) looks nearly alike to every eye. */
export const ramps = {
  viridis,
  cividis: stops("002051 0a326a 2b446e 4d566d 696970 7f7c75 948f78 ada476 caba6a ead156 fdea45"),
  magma: stops("000004 180f3d 440f76 721f81 9e2f7f cd4071 f1605d fd9668 feca8d fcfdbf"),
} as const;

let chosen: keyof typeof ramps = "viridis";

/** The palette from low to high. */
export const sequential = (): Ramp => ramps[chosen];

export function setSequential(name: keyof typeof ramps): void {
  chosen = name;
}

/** Middle as light as paper: for light backgrounds. */
export const balanceLight = stops("0b2f63 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 670a1f");

/** Middle as dark as the page: for dark backgrounds. */
export const balanceDark = stops("b5dcff 7dbdf2 4a94cf 2c6898 1e4263 1d2226 5a2a24 923b2e c95a43 ee8d70 ffc9b3");

/** One colour for each category or series; in this order neighbours differ most. */
export const categories = {
  light: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#5f5f5f", "#2f8fce", "#b8860b"],
  dark: ["#56b4e9", "#e9824a", "#2fbf93", "#dd9cc0", "#e0c341", "#b5b5b5", "#7fc4ee", "#e6a335"],
} as const;

/** Line patterns, so that series differ without their colour. */
export const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2.5], [9, 3, 2, 3]];

/** The ramp's colour at `t`, from 0 to 1; outside it the ends. */
export function colorAt(ramp: Ramp, t: number): Rgb {
  const at = Math.min(1, Math.max(0, t)) * (ramp.length - 1);
  const i = Math.min(ramp.length - 2, Math.floor(at));
  const [low, high, part] = [ramp[i]!, ramp[i + 1]!, at - i];
  const mix = (c: 0 | 1 | 2) => Math.round(low[c] + (high[c] - low[c]) * part);
  return [mix(0), mix(1), mix(2)];
}

export const css = ([r, g, b]: Rgb): string => `rgb(${r},${g},${b})`;

/** Reads "rrggbb", with or without "#". */
export function parseHex(hex: string): Rgb {
  const value = Number.parseInt(hex.replace("#", ""), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Relative luminance, 0 to 1 (WCAG 2). */
export function luminance(color: Rgb): number {
  const [r, g, b] = color.map((c) => (c <= 10 ? c / 3294 : ((c / 255 + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Black or white, whichever is easier to read on the colour. */
export const inkOn = (color: Rgb): string => (luminance(color) > 0.18 ? "#111" : "#fff");
