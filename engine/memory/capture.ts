// Capturing: the works of a computation, in order, so that they can be done again without the code that asked for them.
// A *work* is a piece of the engine that reads or writes numbers. Whoever does one hands it to `work`, which does it now
// and, during a capture, also remembers it together with the storages it touched. Numbers that are read anywhere else
// during a capture (by `item()`, or by an operation that does not hand in its work) could steer what comes next, and a
// repetition would not follow: that is an error. Knows no tensors and no graph.
import { CaptureError } from "../errors.ts";
import { endElsewhere } from "./elsewhere.ts";
import { captureSite, siteOf } from "./origin.ts";
import { outsideScopes } from "./scope.ts";
import { whenStopped } from "./stopped.ts";
import type { Storage } from "./storage.ts";

/** One remembered piece of work. */
export interface Work {
  readonly run: () => void;
  /** The storages whose addresses it asked for. */
  readonly touched: ReadonlySet<Storage>;
  /** What it is, for whoever can join neighbouring works. */
  readonly about: unknown;
}

export interface Captured {
  readonly works: readonly Work[];
  /** Storages that must stay where they are: they hold constants, or were handed to the world outside. */
  readonly fixed: ReadonlySet<Storage>;
}

interface Running {
  readonly works: Work[];
  readonly fixed: Set<Storage>;
  /** Storages with larger serials were made during the capture. */
  readonly since: number;
  /** Touched by some work so far. */
  readonly worked: Set<Storage>;
  /** Versions of constants when they were made. */
  readonly constants: Map<Storage, number>;
  /** Things whose contents the captured code took away before. */
  readonly cleared: Set<object>;
  /** What the work that runs now has touched. */
  inside: Set<Storage> | undefined;
}

let running: Running | undefined;

/** Called for each address that is asked for, while there is a capture. */
export let touch: ((storage: Storage) => void) | undefined;

whenStopped(() => (running = touch = undefined));

/** Does a piece of work with numbers: now, and whenever what is being captured is repeated. */
export function work(run: () => void, about?: unknown): void {
  if (endElsewhere !== undefined) endElsewhere();
  if (running === undefined || running.inside !== undefined) run();
  else perform(running, run, about);
}

/** Whether a piece of work may be done as it stands, without `work`: nobody remembers it, and nothing goes on elsewhere. */
export const atLiberty = (): boolean => running === undefined && endElsewhere === undefined;

/** Whether a capture is going on, and no work is being done. */
export const capturing = (): boolean => running !== undefined && running.inside === undefined;

/** Notes that what `owner` holds was taken away: whoever looks during the capture may rely on it. */
export function noteCleared(owner: object): void {
  running?.cleared.add(owner);
}

export const clearedInCapture = (owner: object): boolean => running?.cleared.has(owner) === true;

/** Keeps a storage where it is: somebody outside will look at it after each repetition. */
export function fix(storage: Storage): void {
  running?.fixed.add(storage);
}

/** Whether a capture needs this storage though its memory is being given back: it says itself what may be used again. */
export const heldByCapture = (storage: Storage): boolean => capturing() && storage.serial > running!.since;

/** Runs `body` and captures its works. `since` is the serial of the youngest storage there was before. */
export function capture(since: number, body: () => void): Captured {
  const mine: Running = {
    works: [],
    fixed: new Set(),
    since,
    worked: new Set(),
    constants: new Map(),
    cleared: new Set(),
    inside: undefined,
  };
  running = mine;
  touch = (storage) => noteTouch(mine, storage);
  try {
    body();
  } finally {
    running = undefined;
    touch = undefined;
  }
  const changed = [...mine.constants].some(([storage, version]) => storage.version !== version);
  if (changed) {
    throw new CaptureError({
      problem: "A compiled step changes in place a tensor that it made from numbers itself.",
      attempt: "making the tensor before the step, or zeros() and ones(), which are filled anew each time",
    });
  }
  return mine;
}

function perform(mine: Running, run: () => void, about: unknown): void {
  const touched = new Set<Storage>();
  mine.inside = touched;
  try {
    // What it makes for itself, it makes anew each time.
    outsideScopes(run);
  } finally {
    mine.inside = undefined;
  }
  for (const storage of touched) mine.worked.add(storage);
  mine.works.push({ run, touched, about });
}

function noteTouch(mine: Running, storage: Storage): void {
  if (mine.inside !== undefined) {
    mine.inside.add(storage);
  } else if (storage.serial > mine.since && !mine.worked.has(storage)) {
    // Made during the capture, and no work had a hand in it: numbers that the code itself wrote.
    mine.fixed.add(storage);
    mine.constants.set(storage, storage.version);
  } else {
    const line = siteOf(captureSite());
    throw new CaptureError({
      problem:
        "A compiled step cannot look at numbers while it is being captured: what it did next could depend on them" +
        `${line ? ` (${line})` : ""}.`,
      attempt:
        "returning the tensor and reading item(), toArray() or data outside; " +
        "an operation that computes in plain TypeScript (svd, unique, nonzero …) belongs outside, too",
    });
  }
}
