// From recorded numbers to a curves figure. The recorder is known only by its shape, so that anything that keeps
// series of numbers can be drawn.
import { lightTheme } from "../../extension/figures/draw/theme.ts";
import { curvesSentence } from "../../extension/figures/curves/describe.ts";
import { curvesStill } from "../../extension/figures/curves/still.ts";
import type { BufferArray } from "../../extension/figures/payload/buffers.ts";
import {
  type CurveAxis,
  type CurveMark,
  type CurvePayload,
  type CurveProgress,
  type CurvesPayload,
  type LiveMark,
  readCurves,
} from "../../extension/figures/payload/curves.ts";
import { limits } from "../../extension/figures/payload/limits.ts";
import { BucketedSeries } from "./bucketedSeries.ts";
import { BufferTable } from "./bufferTable.ts";
import { Figure, type FigureSource } from "./figure.ts";
import { FigureError } from "./figureError.ts";

/** One series of a recorder. */
export interface RecordedSeries {
  readonly steps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** When each value was recorded, in seconds from any origin. */
  readonly times?: readonly number[];
}

/** Named series that grow: what a figure needs of a recorder. */
export interface RecorderLike {
  readonly series: ReadonlyMap<string, RecordedSeries>;
  /** Calls back with every new number; returns the function that ends it. */
  subscribe(listener: (name: string, step: number, value: number) => void): () => void;
}

/** Values by name, numbered from 0; or with their own places on the x axis; or recorders: runs to compare. */
export type CurvesByName = Readonly<
  Record<string, RecorderLike | ArrayLike<number> | { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }>
>;

export interface CurvesOptions {
  readonly title?: string;
  /** What is counted along the x axis. Default: `"step"`. */
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Which end is good, by series. Default: higher for names like accuracy or F1, lower for loss or error, else none. */
  readonly better?: Readonly<Record<string, CurvePayload["better"]>>;
  /** Weight of the past in the moving average shown at first, 0 to 0.999. Default: 0. */
  readonly smoothing?: number;
  /** Start with a logarithmic y axis. */
  readonly logY?: boolean;
  /** Vertical marks, such as ends of epochs. */
  readonly marks?: readonly CurveMark[];
  /** Offers an axis of epochs, and draws a line at the end of each. */
  readonly stepsPerEpoch?: number;
  /** What the x axis shows at first: `"step"` (default), `"epoch"` or `"time"` (of recorders). */
  readonly axis?: CurveAxis;
  /** Series with an axis of their own at the right. Default: those named `lr` or `learning rate`. */
  readonly secondAxis?: readonly string[];
}

/**
 * Curves of losses and metrics. Long series are drawn as buckets (last value, band from lowest to highest).
 * @param source a recorder, or lists of numbers by name
 * @throws FigureError when a series is not a list of numbers, or its x values fall
 * @example figures.curves({ train: losses, valid: { x: [100, 200], y: [0.9, 0.7] } }, { logY: true })
 * @example figures.curves({ adam: firstRun, sgd: secondRun }, { stepsPerEpoch: loader.length })
 */
export function curves(source: RecorderLike | CurvesByName, options: CurvesOptions = {}): Figure {
  const series = new CurveBook(options);
  if (isRecorder(source)) {
    series.addRecorder(source);
  } else {
    const runs = Object.values(source).filter(
      (points) => typeof points === "object" && points !== null && isRecorder(points),
    );
    const names = new Set(runs.flatMap((run) => [...(run as RecorderLike).series.keys()]));
    for (const [name, points] of Object.entries(source)) {
      if (typeof points === "object" && points !== null && isRecorder(points))
        series.addRecorder(points, name, names.size > 1);
      else if (isPair(points)) series.addAll(name, points.x, points.y);
      else series.addAll(name, undefined, points);
    }
  }
  return new Figure(series.source("done"));
}

export const isRecorder = (source: object): source is RecorderLike =>
  "subscribe" in source && typeof source.subscribe === "function" && "series" in source;

const isPair = (
  points: CurvesByName[string],
): points is Exclude<CurvesByName[string], ArrayLike<number> | RecorderLike> =>
  typeof points === "object" && points !== null && "x" in points && "y" in points;

/** The series of one figure, and how they become its data. */
export class CurveBook {
  readonly #options: CurvesOptions;
  readonly #series = new Map<string, BucketedSeries>();
  /** When each run recorded its first number, in any of its series. */
  readonly #starts = new Map<string | undefined, number>();

  constructor(options: CurvesOptions) {
    this.#options = options;
    const { smoothing = 0, stepsPerEpoch } = options;
    if (stepsPerEpoch !== undefined && !(stepsPerEpoch > 0)) {
      throw new FigureError(`figures.curves: \`stepsPerEpoch\` must be above 0, but is ${stepsPerEpoch}.`);
    }
    if (!(smoothing >= 0 && smoothing <= 0.999)) {
      throw new FigureError(`figures.curves: \`smoothing\` must be from 0 to 0.999, but is ${smoothing}.`);
    }
  }

  add(name: string, x: number, y: number, at?: number, run?: string): void {
    let series = this.#series.get(name);
    if (!series) {
      if (this.#series.size === limits.series) {
        throw new FigureError(
          `figures.curves: more than ${limits.series} series; draw some of them in a figure of their own.`,
        );
      }
      series = new BucketedSeries(name, this.#options.better?.[name] ?? usualDirection(name), run);
      this.#series.set(name, series);
    }
    // The painter and the search for the nearest point rely on order.
    if (series.last && x < series.last.x) {
      throw new FigureError(
        `figures.curves: the x values of "${name}" fall from ${series.last.x} to ${x}; sort the points.`,
      );
    }
    if (at === undefined) return series.add(x, y);
    const start = this.#starts.get(run) ?? at;
    this.#starts.set(run, start);
    series.add(x, y, at - start);
  }

  /** @param run its name among several; its series are then named after it */
  addRecorder(recorder: RecorderLike, run?: string, several = false): void {
    const firsts = [...recorder.series.values()].flatMap(({ times }) => times?.[0] ?? []);
    if (firsts.length > 0) this.#starts.set(run, Math.min(...firsts));
    for (const [name, { steps, values, times }] of recorder.series) {
      const shown = run === undefined ? name : several ? `${run} ${name}` : run;
      this.addAll(shown, steps, values, times, run);
    }
  }

  addAll(
    name: string,
    xs: ArrayLike<number> | undefined,
    ys: ArrayLike<number>,
    times?: ArrayLike<number>,
    run?: string,
  ): void {
    if (typeof ys !== "object" || ys === null || typeof ys.length !== "number") {
      throw new FigureError(`figures.curves: "${name}" should be a list of numbers or { x, y }, but is ${typeof ys}.`);
    }
    if (xs && xs.length !== ys.length) {
      throw new FigureError(`figures.curves: "${name}" has ${xs.length} x values but ${ys.length} y values.`);
    }
    for (let i = 0; i < ys.length; i++) {
      const [x, y] = [xs ? xs[i] : i, ys[i]];
      if (typeof y !== "number" || typeof x !== "number" || !Number.isFinite(x)) {
        throw new FigureError(
          `figures.curves: point ${i} of "${name}" is (${String(x)}, ${String(y)}), not two numbers.`,
        );
      }
      this.add(name, x, y, times?.[i], run);
    }
  }

  source(state: "running" | "done", progress?: CurveProgress, live?: LiveMark): FigureSource {
    const {
      title = "",
      xLabel = "step",
      yLabel = "",
      smoothing,
      logY,
      marks = [],
      stepsPerEpoch,
      axis,
    } = this.#options;
    const buffers = new BufferTable();
    const series = [...this.#series.values()].map((one, i) => encodeSeries(one, i, buffers, this.#isSecond(one.name)));
    const payload: CurvesPayload = {
      v: 1,
      title,
      alt: `${title && `${title}. `}${curvesSentence(series, xLabel)}`,
      state,
      xLabel,
      yLabel,
      series,
      marks: marks.slice(0, limits.marks),
      ...(stepsPerEpoch !== undefined && { stepsPerEpoch }),
      ...(progress && { progress }),
      ...(live && { live }),
      buffers: buffers.encoded,
      view: {
        ...(smoothing !== undefined && { smoothing }),
        ...(logY !== undefined && { logY }),
        ...(axis && { axis }),
      },
    };
    return { kind: "curves", payload, still: () => curvesStill(readCurves(payload), lightTheme) };
  }

  #isSecond(name: string): boolean {
    return this.#options.secondAxis?.includes(name) ?? /(^|\W)(lr|learning.?rate)$/i.test(name);
  }
}

function encodeSeries(series: BucketedSeries, i: number, buffers: BufferTable, second: boolean): CurvePayload {
  const { name, total, broken, better, last, best, diverged, run } = series;
  const put = (field: string, values: BufferArray) => buffers.put(field, i, values);
  return {
    name,
    total,
    broken,
    better,
    last,
    best,
    diverged,
    x: put("x", series.whole ? new Uint32Array(series.x) : series.x),
    y: put("y", new Float32Array(series.y)),
    ...(run !== undefined && { run }),
    ...(second && { second }),
    ...(series.timed && total > 0 && { time: put("t", new Float32Array(series.time)) }),
    ...(series.size > 1 && {
      low: put("low", new Float32Array(series.low)),
      high: put("high", new Float32Array(series.high)),
    }),
  };
}

function usualDirection(name: string): CurvePayload["better"] {
  if (/acc|f1|precision|recall|bleu|rouge|auc|score|reward/i.test(name)) return "higher";
  return /loss|err|nll|perplexity|mse|mae|train|valid/i.test(name) ? "lower" : "none";
}
