// What a live curve costs a training, as two questions that do not blur each other. First: how much processor time do
// recording and publishing take from the thread that trains? Every call is timed by itself, so nothing else the machine
// does is counted. Second: how much longer does one wait, with the page and the server on the same processors? The same
// training with the figure in sight and without any recorder, in turns, each pair compared with itself.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type Lab, openNotebook } from "../e2e/lab.ts";
import { notebookOf } from "../e2e/notebooks.ts";

export interface LiveCost {
  /** Processor time of `log` and the messages it sends, in percent of the whole thread's time in the loop. */
  readonly processor: number;
  /** By how many percent the loop took longer, for each pair, the smallest first. */
  readonly slower: readonly number[];
  /** Processor time of the last message, with its still picture, in milliseconds. */
  readonly ending: number;
  /** Milliseconds of a step without a recorder. */
  readonly step: number;
}

/** Twelve pairs: the third and the tenth of the sorted ratios enclose the median in 96 of 100 cases. */
const pairs = 12;
const steps = 2000;

/** A, B, B, A …: what grows slowly, such as heat or a neighbour's load, favours neither. */
const order = Array.from({ length: 2 * pairs }, (_, i) => i % 4 === 1 || i % 4 === 2);

export async function measureLiveCost(chromium: Browser, where: Lab): Promise<LiveCost> {
  // Two rounds first, in which the engine's code is compiled.
  const sources = [false, true, ...order].map(training);
  writeFileSync(join(where.folder, "cost.ipynb"), notebookOf(...sources));
  const { page } = await openNotebook(chromium, where, "cost.ipynb");
  const rounds: Round[] = [];
  for (const cell of sources.keys()) rounds.push(await page.evaluate(runInSight, cell));
  await page.context().close();
  const measured = rounds.slice(2);
  const live = measured.filter((_, i) => order[i]);
  const plain = measured.filter((_, i) => !order[i]);
  const sum = (of: readonly Round[], value: (round: Round) => number) => of.reduce((all, one) => all + value(one), 0);
  return {
    // Reading the clock takes its time, too: as much without a figure.
    processor:
      (100 * (sum(live, ({ logged }) => logged) - sum(plain, ({ logged }) => logged))) /
      sum(live, ({ processor }) => processor),
    // Each pair is one round of either kind, side by side.
    slower: Array.from({ length: pairs }, (_, i) => 100 * (live[i]!.took / plain[i]!.took - 1)).toSorted(
      (a, b) => a - b,
    ),
    ending: sum(live, ({ ending }) => ending) / pairs,
    step: sum(plain, ({ took }) => took) / pairs / steps,
  };
}

/** The bounds between which the median lies in 96 of 100 cases (binomial, p = 1/2, n = 12). */
export const boundsOfMedian = (sorted: readonly number[]): [number, number] => [sorted[2]!, sorted.at(-3)!];

/** What a cell prints; milliseconds. */
interface Round {
  readonly took: number;
  readonly processor: number;
  readonly logged: number;
  readonly ending: number;
}

/** About a millisecond a step. Without a figure the clock is read just as often, or the readings would be counted. */
const training = (live: boolean): string => `{
  manualSeed(1);
  const model = new nn.Sequential(new nn.Linear(64, 640), new nn.Tanh(), new nn.Linear(640, 10));
  const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
  const [x, y] = [randn([128, 64]), zeros([128], { dtype: "int32" })];
  const milliseconds = (since?: NodeJS.CpuUsage) => {
    const { user, system } = process.threadCpuUsage(since);
    return (user + system) / 1000;
  };
  ${live ? `const run = train.recorder(); const figure = figures.live(run, { total: ${steps} });` : ""}
  let logged = 0;
  const before = process.threadCpuUsage();
  const began = performance.now();
  for (let step = 0; step < ${steps}; step += 1) {
    const loss = nn.functional.crossEntropy(model.call(x), y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    const value = loss.item();
    const start = process.threadCpuUsage();
    ${live ? "run.log(step, { loss: value, accuracy: 1 - value, valid: 2 * value, lr: 1e-3 });" : ""}
    logged += milliseconds(start);
  }
  const took = performance.now() - began;
  const processor = milliseconds(before);
  const end = process.threadCpuUsage();
  ${live ? "figure.stop();" : ""}
  console.log(JSON.stringify({ took, processor, logged, ending: milliseconds(end) }));
}`;

// What follows runs inside the page.

/** Scrolls to a cell, so that its figure is drawn while it grows, and runs it. */
async function runInSight(cell: number): Promise<Round> {
  interface App {
    readonly commands: { execute(id: string): Promise<unknown> };
    readonly shell: {
      readonly currentWidget: {
        readonly content: {
          activeCellIndex: number;
          scrollToItem(index: number, align: string): Promise<void>;
          readonly widgets: readonly {
            readonly model: { readonly outputs: { toJSON(): { text?: string; evalue?: string; data?: object }[] } };
          }[];
        };
      };
    };
  }
  const { commands, shell } = (window as never as { jupyterapp: App }).jupyterapp;
  const { content } = shell.currentWidget;
  content.activeCellIndex = cell;
  await content.scrollToItem(cell, "end");
  await commands.execute("notebook:run-cell");
  const outputs = content.widgets[cell]!.model.outputs.toJSON();
  const printed = outputs.find(({ text }) => text)?.text;
  if (printed === undefined) throw new Error(`cell ${cell}: ${JSON.stringify(outputs).slice(0, 500)}`);
  return JSON.parse(printed) as Round;
}
