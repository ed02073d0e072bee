// A curves figure that grows while the training runs. It looks at the clock when a number is recorded, so it works
// inside a synchronous loop; it sends a few updates a second (at most five, or as few as the reader has set), and always a
// last one: when the cell ends or, for work in the background, when the numbers stop.
import { displayChannel } from "../display/bundle.ts";
import { randomUUID } from "../host/builtins.ts";
import { CurveBook, type CurvesOptions, isRecorder, type RecorderLike } from "./curves.ts";
import { figureMessage } from "./figure.ts";
import { FigureError } from "./figureError.ts";
import { preferences } from "./preferences.ts";

export interface LiveOptions extends CurvesOptions {
  /** How many steps there will be: shows progress and the time still to go. */
  readonly total?: number;
}

/** A live figure; it follows its recorder, in later cells too, until it is stopped. */
export interface LiveFigure extends Disposable {
  /** Draws what has been recorded so far for the last time. */
  stop(): void;
}

/** What a live figure needs of its surroundings. */
export interface LiveHost {
  /** Milliseconds, from any origin. */
  now(): number;
  /** Calls back once, when the running cell ends. */
  onCellEnd(callback: () => void): void;
}

/** A message waits so many times as long as the one before took: drawing takes a fiftieth of the time at most. */
const patience = 50;
const pause = 1000;

/**
 * Shows a recorder's curves below the cell and keeps them up to date while it records.
 * @example
 * const log = recorder();
 * figures.live(log, { total: steps });
 * for (const batch of loader) log.add("loss", step(batch));
 */
export function startLive(recorder: RecorderLike, options: LiveOptions, host: LiveHost): LiveFigure {
  if (typeof recorder !== "object" || recorder === null || !isRecorder(recorder)) {
    throw new FigureError("figures.live: expected a recorder. For numbers that do not change use figures.curves(…).");
  }
  return new Live(recorder, options, host);
}

class Live implements LiveFigure {
  readonly #host: LiveHost;
  readonly #total: number | undefined;
  readonly #book: CurveBook;
  readonly #recorder: RecorderLike;
  /** Numbers of each series that are in the book. */
  readonly #taken = new Map<string, number>();
  readonly #displayId = randomUUID();
  /** States sent so far. */
  #state = 0;
  /** The page has been told, by an output, that the figure grows and who it is. */
  #known = false;
  readonly #unsubscribe: () => void;
  /** Where and when this stretch of the training began: the time between two cells is no training time. */
  #firstStep: number | undefined;
  #started = 0;
  #step = 0;
  #sent = 0;
  #interval = preferences.liveInterval;
  /** Numbers have been recorded that no message has shown. */
  #pending = false;
  #waitingForEnd = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(recorder: RecorderLike, options: LiveOptions, host: LiveHost) {
    this.#host = host;
    this.#total = options.total;
    this.#book = new CurveBook(options);
    this.#recorder = recorder;
    this.#take();
    this.#unsubscribe = recorder.subscribe((_, step) => this.#record(step));
    // A picture of nothing would cost the training a tenth of a second.
    this.#send("show", "running", recorder.series.size > 0);
    this.#expectEnd();
  }

  stop(): void {
    this.#unsubscribe();
    this.#finish();
    this.#stopped = true;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #record(step: number): void {
    if (this.#firstStep === undefined) {
      this.#firstStep = step;
      this.#started = this.#host.now();
    }
    this.#step = step;
    if (!this.#pending) {
      this.#pending = true;
      this.#expectEnd();
    }
    if (this.#host.now() - this.#sent >= this.#interval) this.#send("update", "running", false);
  }

  /**
   * Takes over what has been recorded since. All at once, before it is shown: what was recorded together is shown
   * together, and its series can share their steps.
   */
  #take(): void {
    for (const [name, { steps, values, times }] of this.#recorder.series) {
      for (let i = this.#taken.get(name) ?? 0; i < values.length; i++) {
        this.#book.add(name, steps[i]!, values[i]!, times?.[i]);
      }
      this.#taken.set(name, values.length);
    }
  }

  /** The end of the cell is the end of a synchronous training; a second of silence that of one in the background. */
  #expectEnd(): void {
    if (!this.#waitingForEnd) {
      this.#waitingForEnd = true;
      this.#host.onCellEnd(() => {
        this.#waitingForEnd = false;
        this.#finish();
      });
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#finish(), pause);
    this.#timer.unref();
  }

  #finish(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#send("update", "done", true);
    this.#firstStep = undefined;
  }

  #send(how: "show" | "update", state: "running" | "done", withPicture: boolean): void {
    const began = this.#host.now();
    this.#take();
    const progress = state === "running" && this.#firstStep !== undefined ? this.#progress() : undefined;
    const running = state === "running";
    const mark = running ? { id: this.#displayId, state: (this.#state += 1) } : undefined;
    const message = figureMessage(this.#book.source(state, progress, mark), withPicture);
    const live = !running ? "last" : this.#known ? "passing" : undefined;
    displayChannel()?.[how]({ ...message, displayId: this.#displayId, ...(live && { live }) });
    this.#known = running;
    this.#pending = false;
    this.#sent = this.#host.now();
    this.#interval = Math.min(pause, Math.max(preferences.liveInterval, patience * (this.#sent - began)));
  }

  #progress() {
    const done = this.#step - this.#firstStep! + 1;
    const step = this.#step + 1;
    if (!this.#total) return { step };
    const seconds = (this.#host.now() - this.#started) / 1000;
    return { step, total: this.#total, eta: Math.max(0, ((this.#total - step) * seconds) / done) };
  }
}
