// How far a long run is: a line of the terminal that stays up to date while a step runs, and one that remains after it.
// Knows nothing of what runs.

/**
 * Says how far a run of so many steps is: `now(text)` keeps one line of a terminal up to date, `done()` ends a step. The time
 * left is guessed from the steps so far; `weights` tells how long each is beside the others.
 */
export function clockOf(weights) {
  const live = process.stdout.isTTY && !process.env.CI;
  const start = performance.now();
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let [finished, weight] = [0, 0];
  const minutes = (milliseconds) => {
    const seconds = Math.round(milliseconds / 1000);
    return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  };
  const state = () => {
    const gone = performance.now() - start;
    const left = finished > 0 ? `, about ${minutes((gone / weight) * (all - weight))} left` : "";
    return `${finished} of ${weights.length}, ${minutes(gone)} gone${left}`;
  };
  const clear = () => live && process.stdout.write("\r\x1b[2K");
  return {
    now(text) {
      if (!live) return;
      clear();
      process.stdout.write(`  … ${state()}: ${text}`.slice(0, (process.stdout.columns ?? 80) - 1));
    },
    done(line) {
      weight += weights[finished];
      finished += 1;
      clear();
      console.log(`${line}\n    ${state()}`);
    },
    seconds: () => Math.round((performance.now() - start) / 1000),
  };
}
