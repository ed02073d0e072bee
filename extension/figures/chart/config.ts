// The house's look for charts: the page's colours and font, and palettes that colour-blind readers can tell apart.
import type { Config } from "vega-lite";
import { balanceDark, balanceLight, categories, css, sequential } from "../draw/color.ts";
import type { Theme } from "../draw/theme.ts";

export function chartConfig(theme: Theme, room: number): Config {
  const { text, muted, faint, grid, background, family: font } = theme;
  const names = {
    labelFont: font,
    titleFont: font,
    labelColor: text,
    titleColor: muted,
    titleFontWeight: "normal",
  } as const;
  return {
    background,
    font,
    // Room for the axis and a legend beside the plot.
    view: {
      continuousWidth: Math.max(160, Math.min(620, room - 190)),
      continuousHeight: 260,
      stroke: "transparent",
    },
    padding: 8,
    title: {
      font,
      color: text,
      fontSize: 14,
      fontWeight: 600,
      anchor: "start",
      subtitleColor: muted,
      subtitleFont: font,
    },
    axis: { ...names, gridColor: grid, domainColor: faint, tickColor: faint },
    legend: names,
    header: names,
    text: { color: text, font },
    // What a mark stands for, in the words of the axes: shown under the pointer, said to the keyboard.
    mark: { color: categories[theme.dark ? "dark" : "light"][0], tooltip: true },
    rule: { color: muted },
    range: {
      category: [...categories[theme.dark ? "dark" : "light"]],
      heatmap: sequential().map(css),
      ramp: sequential().map(css),
      diverging: (theme.dark ? balanceDark : balanceLight).map(css),
    },
  };
}
