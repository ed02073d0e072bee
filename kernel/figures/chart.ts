// Everything that the other figures do not draw: charts in Vega-Lite's grammar. Vega draws them, also here for the still;
// it loads only asynchronously, so a chart's bundle is a promise. Front-ends without our extension get the same
// specification under Vega-Lite 5's name, which JupyterLab and VS Code draw themselves.
import type { TopLevelSpec } from "vega-lite";
import { type ChartLibrary, chartSvg } from "../../extension/figures/chart/library.ts";
import type { Still } from "../../extension/figures/draw/still.ts";
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { type ChartPayload, readChart } from "../../extension/figures/payload/chart.ts";
import { PayloadError } from "../../extension/figures/payload/errors.ts";
import { limits } from "../../extension/figures/payload/limits.ts";
import { displaySymbol, messageSymbol, type MimeBundle } from "../display/bundle.ts";
import { type FigureMessage, figureMessage } from "./figure.ts";
import { FigureError } from "./figureError.ts";
import { toPng } from "./picture.ts";

/** A Vega-Lite specification. */
export type ChartSpec = TopLevelSpec;

export interface ChartOptions {
  /** Shown above the chart. Default: none; the specification can have a title of its own. */
  readonly title?: string;
  /** The sentence that stands for the chart where it cannot be seen. Default: the specification's `description`, or what can be told from its marks and axes. */
  readonly alt?: string;
}

/** A chart. As the last expression of a cell, or in `display(…)`, it is shown. */
export class ChartFigure {
  /** The data that the renderer draws from: plain JSON. */
  readonly payload: ChartPayload;

  constructor(payload: ChartPayload) {
    this.payload = payload;
  }

  /** The chart as an SVG document, for papers and slides. */
  async toSvg(): Promise<string> {
    return (await this.#draw()).svg;
  }

  /** The chart as the bytes of a PNG file. */
  async toPng(): Promise<Uint8Array> {
    return Buffer.from(toPng(await this.#draw()).png, "base64");
  }

  async [messageSymbol](): Promise<FigureMessage> {
    const still: Still = await this.#draw();
    const { data, metadata } = figureMessage({ kind: "chart", payload: this.payload, still: () => still }, true);
    const spec = { ...this.#titled(), $schema: "https://vega.github.io/schema/vega-lite/v5.json" };
    return { data: { ...data, "application/vnd.vegalite.v5+json": spec }, metadata };
  }

  async [displaySymbol](): Promise<MimeBundle> {
    return (await this[messageSymbol]()).data;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.payload.alt;
  }

  /** Where no shell is around the chart, the title is inside it. */
  #titled(): object {
    const { title, spec } = this.payload;
    return title && !("title" in spec) ? { ...spec, title } : spec;
  }

  async #draw() {
    const library = await loadLibrary();
    try {
      return await chartSvg(library, readChart({ ...this.payload, spec: this.#titled() }), lightTheme, 680);
    } catch (error) {
      throw new FigureError(
        `figures.chart: Vega-Lite cannot draw this specification: ${(error as Error).message} See https://vega.github.io/vega-lite/docs/.`,
      );
    }
  }
}

const loadLibrary = async (): Promise<ChartLibrary> =>
  (await import("../../extension/figures/chart/vega.ts")).chartLibrary;

/**
 * A chart from a Vega-Lite specification, with its rows in `data.values`: bars, histograms, box plots, heat maps, small
 * multiples, anything that the other figures do not draw. Nothing is loaded from a network.
 * @throws FigureError when the specification is none, loads data from an address, or is too large to draw
 * @see https://vega.github.io/vega-lite/docs/
 * @example
 * figures.chart({
 *   data: { values: [{ word: "the", count: 120 }, { word: "of", count: 80 }] },
 *   mark: "bar",
 *   encoding: { x: { field: "word", type: "nominal" }, y: { field: "count", type: "quantitative" } },
 * });
 */
export function chart(spec: ChartSpec, options: ChartOptions = {}): ChartFigure {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) {
    throw new FigureError(
      `figures.chart: expected a Vega-Lite specification, but got ${spec === null ? "null" : Array.isArray(spec) ? "a list" : typeof spec}. Example: { data: { values: rows }, mark: "bar", encoding: { x: { field: "name" }, y: { field: "count" } } }`,
    );
  }
  const { plain, note } = small(asJson(spec));
  const title = options.title ?? "";
  const alt = options.alt ?? [title, sentenceOf(plain)].filter(Boolean).join(". ");
  const payload: ChartPayload = { v: 1, title, alt: alt.slice(0, limits.alt), note, spec: plain };
  try {
    readChart(payload);
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    throw new FigureError(
      error.message.replace("This figure's data is damaged: chart.spec", "figures.chart: the specification"),
    );
  }
  return new ChartFigure(payload);
}

type PlainSpec = Record<string, unknown>;

function asJson(spec: object): PlainSpec {
  try {
    return JSON.parse(JSON.stringify(spec)) as PlainSpec;
  } catch (error) {
    throw new FigureError(
      `figures.chart: a specification is plain data, but this one is not: ${(error as Error).message}`,
    );
  }
}

/** The specification travels twice (for us, and as version 5), in an output of a megabyte. */
const mostLetters = 450_000;

/** With too many rows to send, evenly chosen ones. */
function small(spec: PlainSpec): { plain: PlainSpec; note: string } {
  const data = spec["data"] as { values?: unknown } | undefined;
  const letters = JSON.stringify(spec).length;
  if (letters <= mostLetters) return { plain: spec, note: "" };
  if (!Array.isArray(data?.values)) {
    throw new FigureError(
      `figures.chart: the specification is ${letters} characters long; at most ${mostLetters} can be shown.`,
    );
  }
  const rows = data.values as unknown[];
  const every = Math.ceil(letters / mostLetters);
  const kept = rows.filter((_, i) => i % every === 0);
  return {
    plain: { ...spec, data: { ...data, values: kept } },
    note: `A sample: every ${every}th of ${rows.length} rows.`,
  };
}

/** "Chart: bars of count by word, 26 rows." */
function sentenceOf(spec: PlainSpec): string {
  if (typeof spec["description"] === "string") return spec["description"];
  const title = typeof spec["title"] === "string" ? `${spec["title"]}: ` : "";
  const mark = typeof spec["mark"] === "object" ? (spec["mark"] as PlainSpec | null)?.["type"] : spec["mark"];
  const encoding = Object.entries((spec["encoding"] as Record<string, PlainSpec> | undefined) ?? {});
  const fields = encoding.flatMap(([channel, { field, aggregate } = {}]) => {
    const name = [aggregate, field].filter((part) => typeof part === "string").join(" of ");
    return name ? [`${channel} ${name}`] : [];
  });
  const rows = (spec["data"] as { values?: unknown } | undefined)?.values;
  const parts = [
    `${title}${typeof mark === "string" ? `${mark} chart` : "chart"}${fields.length > 0 ? ` with ${fields.join(", ")}` : ""}`,
    ...(Array.isArray(rows) ? [`${rows.length} rows`] : []),
  ];
  const sentence = parts.join("; ");
  return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`;
}
