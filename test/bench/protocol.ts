// How the benchmark's parts talk: a peer is a process that reads one request a line and answers with one line of JSON.
// So all peers stay warm, and the same workload runs on one after the other within the same second.

export interface Request {
  readonly workload: string;
  /** Runs the workload for about so long. */
  readonly milliseconds: number;
  /** "cpu": the processor's time instead of the wall's, which a busy machine stretches. */
  readonly clock?: "wall" | "cpu";
}

export interface Answer {
  /** Microseconds a step took, one number for each stretch of at least a millisecond. Missing: not offered. */
  readonly times?: readonly number[];
  /** Where it went wrong. */
  readonly error?: string;
}

/** One step of a workload; made once, then repeated. A number it returns is its time in microseconds, taken by itself. */
export type Step = () => number | void;

/** Milliseconds that a workload runs before it is measured, here and in the other peers: compilers work meanwhile. */
const warmUp = 1000;

/** Serves requests from standard input. `lstm-32-50-64` is a step of an LSTM of that batch, length and width. */
export function serve(
  workloads: Readonly<Record<string, () => Step>>,
  lstm: (batch: number, steps: number, units: number) => Step,
): void {
  const steps = new Map<string, Step>();
  let rest = "";
  process.stdin.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    for (const line of lines) console.log(JSON.stringify(answer(JSON.parse(line) as Request)));
  });

  function answer({ workload, milliseconds, clock }: Request): Answer {
    const [, ...sizes] = /^lstm-(\d+)-(\d+)-(\d+)$/.exec(workload) ?? [];
    const make =
      sizes.length > 0 ? () => lstm(...(sizes.map(Number) as [number, number, number])) : workloads[workload];
    if (!make) return {};
    try {
      let step = steps.get(workload);
      if (!step) {
        step = make();
        steps.set(workload, step);
        measure(step, warmUp, clock);
      }
      return { times: measure(step, milliseconds, clock) };
    } catch (error) {
      return { error: String(error instanceof Error ? error.stack : error) };
    }
  }
}

/** Repeats the step for so long, in stretches of at least a millisecond: microseconds a step of each stretch. */
function measure(step: Step, milliseconds: number, clock: Request["clock"]): number[] {
  const times: number[] = [];
  const end = performance.now() + milliseconds;
  let count = 1;
  while (performance.now() < end || times.length < 3) {
    const start = now(clock);
    let own: number | void = undefined;
    for (let i = 0; i < count; i += 1) own = step();
    const took = now(clock) - start;
    if (typeof own === "number") {
      times.push(own);
      continue;
    }
    if (took < 1) count *= 2;
    else times.push((1000 * took) / count);
  }
  return times;
}

/** Milliseconds; of the processor for all threads of this process together. */
function now(clock: Request["clock"]): number {
  if (clock !== "cpu") return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
