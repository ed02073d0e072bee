// `%time` and `%timeit`: how long code takes, told as IPython tells it.

/** Runs of `%timeit`, and how long each should take at least, in milliseconds. */
const rounds = 7;
const enough = 200;

export type Guard = <T>(body: () => T) => T;

/** `3.2 ms`, `1.04 s`: three digits and the unit that fits. */
export function duration(milliseconds: number): string {
  const units = [
    ["s", 1000],
    ["ms", 1],
    ["µs", 1e-3],
    ["ns", 1e-6],
  ] as const;
  const [unit, size] = units.find(([, each]) => milliseconds >= each) ?? units[3];
  return `${Number((milliseconds / size).toPrecision(3))} ${unit}`;
}

/** A clock for `%time`: started now, it gives a line for the end. */
export function stopwatch(): () => string {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const wall = performance.now() - began;
    const { user, system } = process.cpuUsage(cpu);
    return `Wall time: ${duration(wall)}; processor: ${duration((user + system) / 1000)}`;
  };
}

/**
 * Calls a function often enough to tell how long one call takes, awaiting promises that it gives.
 * @param guard calls a loop so that an interrupt can stop it
 * @returns a line with mean and standard deviation
 */
export async function timeIt(work: () => unknown, guard: Guard): Promise<string> {
  let calls = 1;
  let last = await repeat(work, calls, guard);
  while (last < enough / 10) {
    calls *= last < enough / 1000 ? 10 : Math.max(2, Math.ceil(enough / 10 / last));
    last = await repeat(work, calls, guard);
  }
  calls = Math.max(1, Math.round((calls * enough) / last));
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push((await repeat(work, calls, guard)) / calls);
  const mean = times.reduce((sum, time) => sum + time) / rounds;
  const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / rounds);
  const loops = calls === 1 ? "1 loop" : `${calls.toLocaleString("en")} loops`;
  return `${duration(mean)} ± ${duration(deviation)} per loop (mean ± standard deviation of ${rounds} runs, ${loops} each)`;
}

/** How long a number of calls takes together, in milliseconds. */
async function repeat(work: () => unknown, calls: number, guard: Guard): Promise<number> {
  const began = performance.now();
  const first = guard(() => {
    const result = work();
    if (result instanceof Promise) return result;
    for (let call = 1; call < calls; call += 1) work();
    return undefined;
  });
  if (first) {
    await first;
    for (let call = 1; call < calls; call += 1) await work();
  }
  return performance.now() - began;
}
