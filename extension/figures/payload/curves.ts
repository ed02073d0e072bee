// What a curves figure carries: series of points, or of buckets (last, lowest, highest value of each), with exact
// best and last values; marks such as epochs; and how far the training is.
import { type Buffer, type EncodedBuffer, readBuffer } from "./buffers.ts";
import { PayloadError } from "./errors.ts";
import {
  boolean,
  integer,
  list,
  maybeNumber,
  number,
  object,
  oneOf,
  optional,
  table,
  text,
  withDefault,
} from "./fields.ts";
import { limits } from "./limits.ts";

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** One series as JSON: names of buffers, and facts that bucketing would blur. */
export interface CurvePayload {
  readonly name: string;
  /** How many points were recorded, before bucketing. */
  readonly total: number;
  /** How many of them were NaN or infinite. */
  readonly broken: number;
  /** Which end of the scale is good. */
  readonly better: "lower" | "higher" | "none";
  readonly last: CurvePoint | null;
  readonly best: CurvePoint | null;
  /** Where the first value that is not finite stands. */
  readonly diverged: number | null;
  readonly x: string;
  readonly y: string;
  /** Name of the buffer with each point's seconds since the first; absent when they are not known. */
  readonly time?: string;
  /** Which of several runs it belongs to: the same colour for all of a run. */
  readonly run?: string;
  /** Read off on an axis of its own, at the right, as a learning rate is. */
  readonly second?: boolean;
  /** Lowest and highest value of each bucket; absent when every point is its own bucket. */
  readonly low?: string;
  readonly high?: string;
}

/** What the x axis counts. */
export type CurveAxis = "step" | "epoch" | "time";

export interface CurveMark {
  readonly x: number;
  readonly label: string;
}

export interface CurveProgress {
  readonly step: number;
  readonly total?: number | undefined;
  /** Seconds still to go, by the pace so far. */
  readonly eta?: number | undefined;
}

export interface LiveMark {
  readonly id: string;
  readonly state: number;
}

/** The payload as JSON. */
export interface CurvesPayload {
  readonly v: 1;
  readonly title: string;
  readonly alt: string;
  readonly state: "running" | "done";
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly CurvePayload[];
  readonly marks: readonly CurveMark[];
  /** Makes an axis of epochs out of one of steps. */
  readonly stepsPerEpoch?: number;
  readonly progress?: CurveProgress;
  /** While it grows: who it is, and which of its states this is. */
  readonly live?: LiveMark;
  readonly buffers: Readonly<Record<string, EncodedBuffer>>;
  readonly view: { readonly smoothing?: number; readonly logY?: boolean; readonly axis?: CurveAxis };
}

const count = integer(0, Number.MAX_SAFE_INTEGER);
const point = object({ x: number(), y: maybeNumber });

const fields = object({
  v: oneOf(1),
  title: withDefault(text(limits.label), ""),
  alt: withDefault(text(limits.alt), ""),
  state: oneOf("running", "done"),
  xLabel: withDefault(text(limits.label), "step"),
  yLabel: withDefault(text(limits.label), ""),
  series: list(
    object({
      name: text(limits.label),
      total: count,
      broken: withDefault(count, 0),
      better: withDefault(oneOf("lower", "higher", "none"), "lower"),
      last: optional(point),
      best: optional(point),
      diverged: optional(number()),
      x: text(40),
      y: text(40),
      time: optional(text(40)),
      run: optional(text(limits.label)),
      second: withDefault(boolean, false),
      low: optional(text(40)),
      high: optional(text(40)),
    }),
    limits.series,
  ),
  marks: withDefault(list(object({ x: number(), label: text(limits.label) }), limits.marks), []),
  stepsPerEpoch: optional(number(1e-9)),
  progress: optional(object({ step: count, total: optional(count), eta: optional(number(0)) })),
  buffers: table(readBuffer, 5 * limits.series),
  view: withDefault(
    object({
      smoothing: optional(number(0, 0.999)),
      logY: optional(boolean),
      axis: optional(oneOf("step", "epoch", "time")),
    }),
    {
      smoothing: undefined,
      logY: undefined,
      axis: undefined,
    },
  ),
});

/** A checked payload, buffers decoded and put in their series. */
export type CurvesData = ReturnType<typeof readCurves>;
export type CurveData = CurvesData["series"][number];

/**
 * Reads a curves payload.
 * @throws PayloadError with the path of the first field that is wrong
 */
export function readCurves(payload: unknown) {
  const data = fields(payload, "curves");
  const buffer = (name: string, path: string, length?: number): Buffer["values"] => {
    const found = data.buffers.get(name);
    if (!found) throw new PayloadError(path, "the name of a buffer", name);
    if (found.values.length > limits.points) throw new PayloadError(path, `at most ${limits.points} points`, name);
    if (length !== undefined && found.values.length !== length) {
      throw new PayloadError(path, `a buffer of ${length} values`, `${found.values.length} values`);
    }
    return found.values;
  };
  const series = data.series.map((one, i) => {
    const path = `curves.series[${i}]`;
    const y = buffer(one.y, `${path}.y`);
    const x = buffer(one.x, `${path}.x`, y.length);
    const time = one.time === undefined ? undefined : buffer(one.time, `${path}.time`, y.length);
    for (const [name, places] of Object.entries({ x, time })) {
      const falling =
        places?.findIndex((value, k) => !Number.isFinite(value) || (k > 0 && value < places[k - 1]!)) ?? -1;
      if (falling >= 0)
        throw new PayloadError(`${path}.${name}[${falling}]`, "finite and not falling", places![falling]);
    }
    const low = one.low === undefined ? undefined : buffer(one.low, `${path}.low`, y.length);
    const high = one.high === undefined ? undefined : buffer(one.high, `${path}.high`, y.length);
    return { ...one, x, y, low, high, time };
  });
  return { ...data, series };
}
