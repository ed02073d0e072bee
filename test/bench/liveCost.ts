// What a live curve costs a training, as three questions that do not blur each other. How much processor time do recording
// and publishing take from the thread that trains? Every call is timed by itself, so nothing else the machine does is
// counted. How much do the page, the server and the kernel's other threads take, which may be wanted by the training? And
// how much longer does one wait? The same training with and without the figure, in turns, again and again: each round with
// it is compared with the two beside it, and so are those without, which shows how far rounds differ by themselves.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type Lab, openNotebook } from "../e2e/lab.ts";
import { notebookOf } from "../e2e/notebooks.ts";
import { type ProcessorTime, processorTime, trainer } from "./processorTime.ts";

export interface LiveCost {
  /** Processor time of `log` and the messages it sends, in percent of the whole thread's time in the loop. */
  readonly processor: number;
  /** Processor time of everything else, in percent of the time the loop took: with the figure more than without it. */
  readonly around: ReadonlyMap<string, number>;
  /** By how many percent the loop took longer with the figure, for each round; the smallest first. */
  readonly slower: readonly number[];
  /** The same for rounds without it: by how much they differ from their neighbours. */
  readonly alone: readonly number[];
  /** Processor time of the last message, with its still picture, in milliseconds. */
  readonly ending: number;
  /** Milliseconds of a step without a recorder. */
  readonly step: number;
}

const rounds = 26;
const steps = 2000;

export async function measureLiveCost(chromium: Browser, where: Lab): Promise<LiveCost> {
  writeFileSync(join(where.folder, "cost.ipynb"), notebookOf(training(false), training(true)));
  const { page } = await openNotebook(chromium, where, "cost.ipynb");
  const run = async (live: boolean): Promise<Measured> => {
    const before = processorTime();
    const round = await page.evaluate(runInSight, Number(live));
    return { ...round, around: since(before) };
  };
  // The engine's code is compiled, and the page settles.
  for (const live of [false, true, false, true]) await run(live);
  const plain = [await run(false)];
  const live: Measured[] = [];
  for (let i = 0; i < rounds; i += 1) {
    live.push(await run(true));
    plain.push(await run(false));
  }
  await page.context().close();
  const slower = live.map(({ took }, i) => percent(took, plain[i]!, plain[i + 1]!));
  const alone = plain.slice(1, -1).map(({ took }, i) => percent(took, plain[i]!, plain[i + 2]!));
  return {
    // Reading the clock takes its time, too: as much without a figure.
    processor:
      (100 * (mean(live, ({ logged }) => logged) - mean(plain, ({ logged }) => logged))) /
      mean(live, ({ processor }) => processor),
    around: more(live, plain),
    slower: slower.toSorted((a, b) => a - b),
    alone: alone.toSorted((a, b) => a - b),
    ending: mean(live, ({ ending }) => ending),
    step: mean(plain, ({ took }) => took) / steps,
  };
}

const percent = (took: number, before: Round, after: Round): number =>
  100 * ((2 * took) / (before.took + after.took) - 1);

const mean = <T>(of: readonly T[], value: (one: T) => number): number =>
  of.reduce((all, one) => all + value(one), 0) / of.length;

/** Processor time by role since then; nothing where the system does not tell. */
function since(before: ProcessorTime | undefined): ProcessorTime {
  const now = before && processorTime();
  return new Map([...(now ?? [])].map(([role, spent]) => [role, spent - (before!.get(role) ?? 0)]));
}

function more(live: readonly Measured[], plain: readonly Measured[]): ReadonlyMap<string, number> {
  const share = (of: readonly Measured[], role: string) =>
    (100 * mean(of, ({ around }) => around.get(role) ?? 0)) / mean(of, ({ took }) => took);
  const roles = [...live[0]!.around.keys()].filter((role) => role !== trainer);
  return new Map(roles.map((role) => [role, share(live, role) - share(plain, role)]));
}

/** The bounds between which the median lies in 95 of 100 cases (binomial, p = 1/2), in whatever way the values scatter. */
export function boundsOfMedian(sorted: readonly number[]): [number, number] {
  const n = sorted.length;
  // The normal approximation; from ten values on it errs by less than one place.
  const place = Math.max(0, Math.floor(n / 2 - 0.98 * Math.sqrt(n)));
  return [sorted[place]!, sorted[n - 1 - place]!];
}

interface Measured extends Round {
  readonly around: ProcessorTime;
}

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
