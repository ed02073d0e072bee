// A run of the benchmark with peers that are missing, die, hang or answer rubbish: each costs its cell or its column, never
// the run, and the report says why. What is measured here are made-up times; nothing depends on how long anything takes.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageRoot } from "../../kernel/commands/package.ts";

interface Command {
  command: string;
  args: string[];
  patience?: number;
}
interface Column {
  name: string;
  prepare: () => Command | Promise<Command>;
}
interface Peer {
  ask(request: object): Promise<{ times?: number[]; error?: string; gone?: boolean }>;
  stop(): void;
}
interface Outcome {
  measured: Record<string, { low: number; median: number; high: number; samples: number }>;
  errors: Record<string, string>;
}
const script = (name: string) => import(pathToFileURL(join(packageRoot, "setup", name)).href);
const { startAll, measure } = (await script("benchTurns.mjs")) as {
  startAll(columns: Column[]): Promise<{ peers: Record<string, Peer>; missing: Record<string, string> }>;
  measure(workload: string, peers: Record<string, Peer>, options: object): Promise<Outcome>;
};
const { markdown, insert } = (await script("benchReport.mjs")) as {
  markdown(report: object): string;
  insert(page: string, text: string): string;
};
const { draw, foretell } = (await script("benchScalingChart.mjs")) as {
  draw(measured: object, theme: "light" | "dark"): string;
  foretell(line: [number, number][], size: number): number | undefined;
};

const folder = mkdtempSync(join(tmpdir(), "gradbook-bench-"));
const file = join(folder, "peer.mjs");

/** A peer that behaves as its argument says; the workload's name is what it does next, if it has one of these names. */
const source = `
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
const how = process.argv[2];
appendFileSync(${JSON.stringify(join(folder, "lives"))}, how + "\\n");
if (how === "broken") throw new TypeError("nothing to import");
for await (const line of createInterface({ input: process.stdin })) {
  const { workload } = JSON.parse(line);
  if (workload === "") console.log("{}");
  else if (how === "good") console.log('{ "times": [3, 1, 2] }');
  else if (workload === "fails") console.log('{ "error": "no such layer\\\\n  at step 1" }');
  else if (workload === "unknown") console.log("{}");
  else if (workload === "dies") process.exit(3);
  else if (workload === "hangs") continue;
  else if (workload === "chatters") console.log("one moment…");
  else if (workload === "lies") console.log('{ "times": [-1] }');
  else if (workload === "twice") console.log('{ "times": [9] }\\n{ "times": [9] }');
  else console.log('{ "times": [9] }');
}
`;

const column = (name: string, more: Partial<Command> = {}): Column => ({
  name,
  prepare: () => ({ command: process.execPath, args: [file, name], patience: 20_000, ...more }),
});
let peers: Record<string, Peer> = {};
const run = (workload: string, rounds = 1) => measure(workload, peers, { rounds, milliseconds: 1 });

beforeAll(() => writeFileSync(file, source));

afterAll(() => {
  for (const peer of Object.values(peers)) peer.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("a peer that cannot be made ready, is not there or ends at once is missing, with its reason", async () => {
  const { peers: started, missing } = await startAll([
    column("good"),
    column("broken"),
    column("absent", { command: join(folder, "nowhere") }),
    {
      name: "offline",
      prepare: () => Promise.reject(new Error("`pip install x` failed with code 1:\n\nERROR: no network")),
    },
  ]);
  peers = started;
  expect(Object.keys(peers)).toEqual(["good"]);
  expect(missing.broken).toBe("it ended with code 1: TypeError: nothing to import");
  expect(missing.absent).toMatch(/^it could not be started: .*ENOENT/);
  expect(missing.offline).toBe("`pip install x` failed with code 1: ERROR: no network");
  expect((await run("step")).measured.good).toMatchObject({ low: 1, median: 2, high: 3, samples: 3 });
});

test.each([
  ["fails", "no such layer\n  at step 1"],
  ["dies", "it ended with code 3"],
  ["chatters", "it answered what is no answer: one moment…"],
  ["lies", 'it answered what is no answer: { "times": [-1] }'],
])("a peer that %s loses this row and answers the next", async (workload, reason) => {
  ({ peers } = await startAll([column("good"), column("weak")]));
  const { measured, errors } = await run(workload, 3);
  expect(errors).toEqual({ weak: reason });
  // The others have all their turns.
  expect(measured.good!.samples).toBe(9);
  expect((await run("step")).measured.weak!.median).toBe(9);
});

test("a peer that hangs is waited for as long as its patience, ended and started again", async () => {
  // Long enough for a start on a busy machine; what hangs takes all of it.
  ({ peers } = await startAll([column("hanging", { patience: 5000 }), column("good")]));
  const { measured, errors } = await run("hangs", 2);
  expect(errors).toEqual({ hanging: "no answer within 5 s" });
  expect(measured.good!.samples).toBe(6);
  expect((await run("step")).measured.hanging!.median).toBe(9);
});

test("what falls twice in a row stays down, and is not started again", async () => {
  ({ peers } = await startAll([column("good"), column("falling")]));
  const reasons = [];
  for (const workload of ["dies", "dies", "step", "step"]) reasons.push((await run(workload)).errors.falling);
  expect(reasons).toEqual([
    "it ended with code 3",
    "it ended with code 3",
    "given up: it ended with code 3",
    "given up: it ended with code 3",
  ]);
  expect(readFileSync(join(folder, "lives"), "utf8").match(/^falling$/gm)).toHaveLength(2);
  ({ peers } = await startAll([column("recovering")]));
  for (const workload of ["dies", "step", "dies", "step"]) reasons.push((await run(workload)).errors.recovering);
  expect(reasons.slice(4)).toEqual(["it ended with code 3", undefined, "it ended with code 3", undefined]);
});

test("an answer to nothing does not pass for the next one", async () => {
  ({ peers } = await startAll([column("doubling")]));
  await run("twice");
  // Its second line may arrive before or after the next question; then it is the peer that is out of step.
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await run("unknown")).errors.doubling).toBe('it spoke without being asked: { "times": [9] }');
});

test("what a peer does not offer is a dash, and no error", async () => {
  ({ peers } = await startAll([column("good"), column("narrow")]));
  expect(await run("unknown", 2)).toMatchObject({ errors: {}, measured: { good: { samples: 6 } } });
});

test("the table compares with as many threads, marks goals and tells what is missing and why", () => {
  const time = (median: number) => ({ low: 0.9 * median, median, high: 1.1 * median, samples: 3 });
  const text = markdown({
    machine: { processor: "A  processor", node: "Node v26", clock: "wall time", rounds: "5 turns of 200 ms each" },
    columns: ["gradbook", "gradbook2", "pytorch", "pytorch2", "tfjs", "gensim", "sklearn"],
    missing: { jaxjs: "it could not be started" },
    results: [
      {
        title: "LSTM",
        training: true,
        goals: { pytorch: 2, tfjs: 10 },
        measured: { gradbook: time(1000), gradbook2: time(500), pytorch: time(1900), pytorch2: time(1500) },
        errors: { tfjs: "no answer within 60 s" },
      },
      {
        title: "words",
        goals: { sklearn: 2 },
        measured: { gradbook: time(0.05), sklearn: { ...time(1.5e6), samples: 1 } },
        errors: {},
      },
    ],
  });
  expect(text).toContain(
    "| LSTM | 1.00 ms ± 10 % | 500 µs ± 10 %: 0.50 × | 1.90 ms ± 10 %: **1.90 × (≥ 2)** | 1.50 ms ± 10 %: 3.00 × (≥ 2) | failed | – |",
  );
  expect(text).toContain("| words | 50.0 ns ± 10 % | – | – | – | – | 1.50 s, once: 30000000.00 × (≥ 2) |");
  expect(text).toContain("PyTorch 1.90 × (1 rows); PyTorch, 2 threads 3.00 × (1 rows)");
  expect(text).toContain(
    "- jax-js is left out: it could not be started\n- TensorFlow.js: no answer within 60 s (LSTM)",
  );
});

test("the table goes between its marks, again and again, and nowhere else", () => {
  const page =
    "# A\n\n<!-- measured by `npm run bench -- --peers --write` -->\nold\n<!-- end of what was measured -->\nB\n";
  const once = insert(page, "new");
  expect(once).toMatch(/^# A\n\n<!-- measured.*-->\n\nnew\n\n<!-- end.*-->\nB\n$/);
  expect(insert(once, "new")).toBe(once);
  for (const name of ["README.md", "docs/performance.md"]) {
    expect(insert(readFileSync(join(packageRoot, name), "utf8"), "| a table |")).toContain("\n\n| a table |\n\n");
  }
  expect(() => insert("# A page without them", "new")).toThrow("no place for the table");
});

test("a size that would take too long is foretold from the last two; the chart bears lines that end early or are missing", () => {
  expect(
    foretell(
      [
        [10, 100],
        [20, 400],
      ],
      40,
    ),
  ).toBeCloseTo(1600);
  // No work grows faster than with the square.
  expect(
    foretell(
      [
        [10, 100],
        [20, 4000],
      ],
      40,
    ),
  ).toBeCloseTo(16_000);
  // What seems to shrink is taken to stay.
  expect(
    foretell(
      [
        [1, 100],
        [2, 50],
      ],
      4,
    ),
  ).toBe(50);
  expect(foretell([[1, 100]], 2)).toBeUndefined();
  const panels = {
    batch: {
      gradbook: [
        [1, 10],
        [2, 1000],
      ],
      tfjs: [[1, 5000]],
    },
    steps: {
      gradbook: [
        [5, 10],
        [10, 20],
      ],
    },
  };
  for (const theme of ["light", "dark"] as const) {
    const svg = draw({ base: { batch: 32, steps: 50, units: 64 }, panels }, theme);
    expect(svg).toContain("50 steps, 64 units");
    expect(svg).toContain(">TensorFlow.js</text>");
    expect(svg).not.toContain("PyTorch");
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg.match(/<circle/g)).toHaveLength(5);
  }
});
