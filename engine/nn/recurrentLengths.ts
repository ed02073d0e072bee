// Sequences of different lengths in one batch, without computing on the padding. Sorted from the longest to the shortest,
// the sequences that are still running at a time are the first few; between two ends their number is constant, and such a
// segment is an ordinary run of the layer.
import { ArgumentError } from "../errors.ts";
import type { CellKind } from "../kernels/recurrent.ts";
import { zeros } from "../ops/create.ts";
import { cat } from "../ops/join.ts";
import { recurrent, type RecurrentRun } from "../ops/recurrent.ts";
import type { CellState, CellWeights } from "../ops/recurrentSteps.ts";
import { slice } from "../ops/views.ts";
import { empty, Tensor } from "../tensor/tensor.ts";

/** How long each sequence of a batch is, and the order from the longest to the shortest. */
export interface Lengths {
  /** Descending. */
  readonly sorted: readonly number[];
  /** The sequence at each place of the sorted order, and the place of each sequence. int32 [B] */
  readonly order: Tensor;
  readonly inverse: Tensor;
}

/**
 * Checks lengths given by a user; undefined when all are as long as the batch.
 * @throws ArgumentError unless there is one for each sequence, from 1 to `steps`
 */
export function readLengths(
  given: Tensor | readonly number[] | undefined,
  steps: number,
  batch: number,
): Lengths | undefined {
  if (given === undefined) return undefined;
  const lengths = Array.from(given instanceof Tensor ? given.data : given);
  const valid = lengths.every((length) => Number.isInteger(length) && length >= 1 && length <= steps);
  if (lengths.length !== batch || !valid) {
    throw new ArgumentError({
      problem: `lengths must be ${batch} whole numbers from 1 to ${steps}, one for each sequence, not [${lengths.join(", ")}].`,
      attempt: "leaving out empty sequences",
    });
  }
  if (lengths.every((length) => length === steps)) return undefined;
  const order = lengths.map((_, i) => i).toSorted((a, b) => lengths[b]! - lengths[a]!);
  const inverse = lengths.map((_, i) => order.indexOf(i));
  return { sorted: order.map((i) => lengths[i]!), order: indexes(order), inverse: indexes(inverse) };
}

/** Like `recurrent`, for sorted sequences: outputs after a sequence's end are 0, last states are those at its end. */
export function recurrentOfLengths(
  kind: CellKind,
  x: Tensor,
  start: CellState,
  weights: CellWeights,
  reverse: boolean,
  { sorted }: Lengths,
): RecurrentRun {
  const ends = [...new Set(sorted)].toReversed();
  const segments = ends.map((end, i) => ({
    from: ends[i - 1] ?? 0,
    end,
    running: sorted.filter((length) => length >= end).length,
  }));
  const outputs: Tensor[] = [];
  const run = (segment: Segment, state: CellState): CellState => {
    const { from, end, running } = segment;
    const part = recurrent(kind, slice(slice(x, 0, from, end), 1, 0, running), state, weights, reverse);
    outputs.push(padRows(part.output, sorted.length));
    return part.last;
  };
  const last = reverse ? runBackwards(segments, start, run) : runForwards(segments, start, run);
  const [steps, units] = [x.shape[0]!, start.h.shape[1]!];
  const silent = steps - sorted[0]!;
  const inTime = reverse ? outputs.toReversed() : outputs;
  const rest = silent > 0 ? [zeros([silent, sorted.length, units], { dtype: x.dtype })] : [];
  return { output: cat([...inTime, ...rest]), last };
}

interface Segment {
  readonly from: number;
  readonly end: number;
  /** How many sequences are not over yet. */
  readonly running: number;
}

type RunSegment = (segment: Segment, state: CellState) => CellState;

/** From segment to segment fewer sequences go on; the others' states are their last. */
function runForwards(segments: readonly Segment[], start: CellState, run: RunSegment): CellState {
  let state = start;
  const finished: CellState[] = [];
  for (const [i, segment] of segments.entries()) {
    const after = run(segment, state);
    const goingOn = segments[i + 1]?.running ?? 0;
    finished.unshift(rowsOf(after, goingOn, segment.running));
    state = rowsOf(after, 0, goingOn);
  }
  return joinRows(finished);
}

/** From the last segment to the first more sequences join, from their initial states. */
function runBackwards(segments: readonly Segment[], start: CellState, run: RunSegment): CellState {
  let state: CellState | undefined;
  let running = 0;
  for (const segment of segments.toReversed()) {
    const joining = rowsOf(start, running, segment.running);
    state = run(segment, state ? joinRows([state, joining]) : joining);
    running = segment.running;
  }
  return state!;
}

const rowsOf = ({ h, c }: CellState, from: number, to: number): CellState => ({
  h: slice(h, 0, from, to),
  c: c && slice(c, 0, from, to),
});

const joinRows = (states: readonly CellState[]): CellState => ({
  h: cat(states.map(({ h }) => h)),
  c: states[0]!.c && cat(states.map(({ c }) => c!)),
});

/** [T, n, H] → [T, rows, H], with zeros. */
function padRows(x: Tensor, rows: number): Tensor {
  const [steps, count, units] = x.shape as [number, number, number];
  return count === rows ? x : cat([x, zeros([steps, rows - count, units], { dtype: x.dtype })], 1);
}

function indexes(values: readonly number[]): Tensor {
  const out = empty([values.length], "int32");
  out.data.set(values);
  return out;
}
