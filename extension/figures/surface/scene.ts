// Where everything in a surface figure goes: the map with its axes, or the 3-D view; and colours for heights and paths.
import { type Axis, linearAxis } from "../draw/axis.ts";
import { categories, parseHex, type Ramp } from "../draw/color.ts";
import type { Theme } from "../draw/theme.ts";
import type { SurfaceData } from "../payload/surface.ts";
import { type Heights, heightsOf, type SurfaceChoices } from "./heights.ts";

export interface SurfaceScene {
  readonly data: SurfaceData;
  readonly theme: Theme;
  readonly choices: SurfaceChoices;
  readonly heights: Heights;
  readonly x: Axis;
  readonly y: Axis;
  readonly plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly width: number;
  readonly height: number;
}

export function surfaceScene(data: SurfaceData, choices: SurfaceChoices, theme: Theme, room: number): SurfaceScene {
  const width = Math.min(room, 720);
  // Both axes often mean the same thing (two parameters): then a step to the right is as long as a step up.
  const [wide, tall] = [span(data.x), span(data.y)];
  const inner = width - 66 - 16;
  const similar = wide / tall > 0.4 && wide / tall < 2.5;
  const depth = Math.round(Math.min(440, Math.max(200, similar ? (inner * tall) / wide : inner * 0.6)));
  const across = similar ? Math.min(inner, (depth * wide) / tall) : inner;
  const plot = { left: 58, right: 58 + across, top: 12, bottom: 12 + depth };
  const [x0, x1, y0, y1] = [data.x[0]!, data.x.at(-1)!, data.y[0]!, data.y.at(-1)!];
  return {
    data,
    theme,
    choices,
    heights: heightsOf(data, choices.scale),
    x: linearAxis(x0, x1, plot.left, plot.right, Math.max(2, across / 80)),
    y: linearAxis(y0, y1, plot.bottom, plot.top, Math.max(2, depth / 60)),
    plot,
    width,
    height: plot.bottom + 40,
  };
}

// Low is where one wants to be: it is the lightest by day and the darkest by night.
const light = "ffffff e8f1f7 cfe3ec b1d2dd 8fbfcb 6ca8b7 4c8ea3 36748d 285a75 1d4159".split(" ").map(parseHex);
const dark = "0d1a22 122733 183644 204858 2a5c6d 397384 4d8c9b 6aa6b1 90c1c8 c0dfe2".split(" ").map(parseHex);

export const surfaceRamp = (theme: Theme): Ramp => (theme.dark ? dark : light);

/** Paths stand out from the blue of the heights: the palette without its blues. */
export function pathColor(theme: Theme, i: number): string {
  const [, orange, green, pink, yellow, grey] = theme.dark ? categories.dark : categories.light;
  const choices = theme.dark
    ? [orange, yellow, pink, green, grey]
    : ["#c43c00", "#7a0177", "#111111", "#8a6d00", green];
  return choices[i % choices.length]!;
}

/** How many steps of a path are drawn. */
export const stepsShown = (steps: number, choices: SurfaceChoices): number => Math.min(steps, choices.step + 1);

const span = (axis: ArrayLike<number>): number => axis[axis.length - 1]! - axis[0]!;
