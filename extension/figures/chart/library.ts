// Vega and Vega-Lite as a figure sees them. They are large, so the drawing core does not contain them: whoever shows
// figures hands them in when there is a chart. Expressions are interpreted from their syntax tree, so nothing of a
// specification becomes code, and pages that forbid `eval` can show charts.
import type * as Vega from "vega";
import type { expressionInterpreter } from "vega-interpreter";
import type * as VegaLite from "vega-lite";
import type { Theme } from "../draw/theme.ts";
import type { ChartData } from "../payload/chart.ts";
import { chartConfig } from "./config.ts";
import { tame } from "./tame.ts";

export interface ChartLibrary {
  readonly vega: Pick<typeof Vega, "View" | "parse">;
  readonly vegaLite: Pick<typeof VegaLite, "compile">;
  readonly interpreter: typeof expressionInterpreter;
}

/** What the reader has chosen by a chart's controls: signals and their values. */
export type ChartState = ReadonlyMap<string, unknown>;

const untouched: ChartState = new Map();

/** A view of a chart, and how to read what its controls are set to. */
export interface RunningChart {
  readonly view: Vega.View;
  state(): ChartState;
}

/**
 * A chart, not yet run: of the given width where the specification leaves it open.
 * @throws Error when Vega-Lite does not understand the specification
 */
export function chartView(
  library: ChartLibrary,
  { spec }: ChartData,
  theme: Theme,
  room: number,
  state = untouched,
): RunningChart {
  const known = structuredClone(spec) as unknown as VegaLite.TopLevelSpec;
  const { spec: compiled } = library.vegaLite.compile(known, { config: chartConfig(theme, room), logger });
  const runtime = library.vega.parse(compiled, undefined, { ast: true });
  const options: Vega.ViewOptions = { expr: library.interpreter, loader, logger, renderer: "none" };
  const signals = tame(runtime).map(({ signal }) => signal);
  const view = new library.vega.View(runtime, options);
  for (const signal of signals) if (state.has(signal)) view.signal(signal, state.get(signal));
  return { view, state: () => new Map(signals.map((signal) => [signal, view.signal(signal)])) };
}

/** The chart as an SVG document, and its size. */
export async function chartSvg(library: ChartLibrary, data: ChartData, theme: Theme, room: number, state?: ChartState) {
  const { view } = chartView(library, data, theme, room, state);
  try {
    const svg = await view.toSVG();
    const size = (name: string) => Math.ceil(Number(new RegExp(` ${name}="([\\d.]+)"`).exec(svg)?.[1] ?? 0));
    return { width: size("width"), height: size("height"), svg };
  } finally {
    view.finalize();
  }
}

/** Nothing is ever fetched, and no address is followed; a picture inside the specification is a picture. */
const loader = {
  load: () => Promise.reject(new Error("charts load nothing")),
  sanitize: (address: string) =>
    /^data:image\/(png|jpeg|gif|webp);base64,/.test(address)
      ? Promise.resolve({ href: address })
      : Promise.reject(new Error("charts follow no addresses")),
  http: () => Promise.reject(new Error("charts load nothing")),
  file: () => Promise.reject(new Error("charts load nothing")),
} as unknown as Vega.Loader;

/** Warnings are for those who write specifications, and the kernel gives them; errors become the figure's message. */
const logger: Vega.LoggerInterface = {
  level: (() => logger) as Vega.LoggerInterface["level"],
  error: (...problems: readonly unknown[]) => {
    throw problems.find((problem) => problem instanceof Error) ?? new Error(problems.join(" "));
  },
  warn: () => logger,
  info: () => logger,
  debug: () => logger,
};
