// What moves by itself in a map: points that flow to another map, and the training that is played. One movement at a time;
// it knows which choices it changes, and nothing of painting.
import type { EmbeddingChoices } from "./scene.ts";

export interface Motion {
  /** Lets the points flow to another map; where people asked for less motion they are there at once. */
  flow(from: number, to: number): void;
  /** Shows so many earlier states and the last one, from the oldest on, in three seconds at most. */
  play(earlier: number): void;
  stop(): void;
}

/** Seconds that points take from one map to the next. */
const flowSeconds = 0.7;

/** @param choose takes a change; `describe` says whether the controls and sentences change with it */
export function embeddingMotion(choose: (change: Partial<EmbeddingChoices>, describe: boolean) => void): Motion {
  let frame = 0;
  const stop = () => cancelAnimationFrame(frame);
  /** Shows a picture in each frame, for as long as there are more. */
  const run = (show: (seconds: number) => boolean) => {
    let started: number | undefined;
    const next = (now: number) => {
      started ??= now;
      frame = show((now - started) / 1000) ? requestAnimationFrame(next) : 0;
    };
    frame = requestAnimationFrame(next);
  };
  return {
    stop,
    flow(from, to) {
      stop();
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      choose({ from: still ? to : from, map: to, part: still ? 1 : 0 }, true);
      if (still) return;
      run((seconds) => {
        const part = Math.min(1, seconds / flowSeconds);
        choose({ part, ...(part === 1 && { from: to }) }, false);
        return part < 1;
      });
    },
    play(earlier) {
      stop();
      const length = Math.min(3, 0.4 * earlier);
      run((seconds) => {
        const moment = Math.min(earlier, Math.floor((seconds / length) * (earlier + 1)));
        choose({ moment }, moment === earlier);
        return moment < earlier;
      });
    },
  };
}
