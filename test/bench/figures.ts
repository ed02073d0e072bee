// What figures cost, measured in real Chromium and JupyterLab: a live curve at a thousand steps a second, maps of 50,000
// points, attention of 144 heads. Prints each figure beside its goal; ends with 1 when one is missed. Run by
// `npm run bench:figures`; `npm run bench:figures -- cost` measures only what a live curve costs its training.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, CDPSession, Page } from "playwright-core";
import { figures, manualSeed, randn } from "../../kernel/api.ts";
import { launch } from "../browser.ts";
import { type Lab, openNotebook, startLab } from "../e2e/lab.ts";
import { notebookOf } from "../e2e/notebooks.ts";
import { type FigureData, openFigurePage } from "../figures/figurePage.ts";
import { boundsOfMedian, measureLiveCost } from "./liveCost.ts";

let missed = 0;

function report(what: string, value: number, unit: string, goal: { atMost?: number; atLeast?: number }): void {
  const good = value <= (goal.atMost ?? Infinity) && value >= (goal.atLeast ?? -Infinity);
  if (!good) missed += 1;
  const least = goal.atLeast === undefined ? "" : `(goal ≥ ${goal.atLeast})`;
  const wanted = goal.atMost === undefined ? least : `(goal ≤ ${goal.atMost})`;
  console.log(`${good ? "  " : "✗ "}${what.padEnd(58)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(9)} ${wanted}`);
}

async function measureAll(): Promise<void> {
  const browser = await launch();
  if (process.argv[2] === "cost") return measureOnly(browser, measureCost);
  await measureAttention(browser);
  await measureEmbedding(browser);
  const lab = await startLab();
  try {
    await measureLive(browser, lab);
    await measureCost(browser, lab);
    await measureMany(browser, lab);
  } finally {
    await browser.close();
    await lab.stop();
  }
}

async function measureOnly(browser: Browser, measure: typeof measureCost): Promise<void> {
  const lab = await startLab();
  try {
    await measure(browser, lab);
  } finally {
    await browser.close();
    await lab.stop();
  }
}

async function measureAttention(chromium: Browser): Promise<void> {
  manualSeed(1);
  const words = Array.from({ length: 64 }, (_, i) => `word${i}`);
  const { payload } = figures.attention(randn([12, 12, 64, 64]).softmax(-1), { queries: words });
  report("attention 12 × 12 × 64: size", JSON.stringify(payload).length / 1e6, "MB", { atMost: 1 });
  const took = await firstPaints(chromium, { mime: "application/vnd.gradbook.attention.v1+json", payload });
  report("attention 12 × 12 × 64: first paint", took, "ms", { atMost: 300 });
}

async function measureEmbedding(chromium: Browser): Promise<void> {
  const { payload } = fiftyThousand();
  const figure = { mime: "application/vnd.gradbook.embedding.v1+json", payload };
  report("50,000 points: first paint", await firstPaints(chromium, figure), "ms", { atMost: 1500 });
  const { page, draw } = await openFigurePage(chromium);
  await draw(figure);
  for (const gesture of ["pan", "zoom"] as const) {
    report(`50,000 points: ${gesture}`, await page.evaluate(framesWhile, gesture), "frames/s", { atLeast: 30 });
  }
  await page.context().close();
}

function fiftyThousand() {
  manualSeed(2);
  const kinds = Array.from({ length: 50_000 }, (_, i) => `kind ${i % 7}`);
  const labels = Array.from({ length: 50_000 }, (_, i) => `w${i}`);
  return figures.embedding(randn([50_000, 2]), { labels, categories: kinds });
}

/** Median of the time from the notebook's text to the painted picture, over several new pages. */
async function firstPaints(chromium: Browser, figure: FigureData): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const { page } = await openFigurePage(chromium);
    times.push(await page.evaluate(firstPaint, { mime: figure.mime, text: JSON.stringify(figure.payload) }));
    await page.context().close();
  }
  return median(times);
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
};

function training(live: boolean): string {
  return `{
  const run = train.recorder();
  ${live ? 'const figure = figures.live(run, { total: 10_000, title: "live" });' : ""}
  const [a, b] = [randn([64, 64]), randn([64, 64])];
  const began = performance.now();
  for (let step = 0; step < 10_000; step += 1) {
    // A step is a millisecond: work, as a training does it, until then.
    for (const end = began + step + 1; performance.now() < end; ) noGrad(() => a.matmul(b));
    run.log(step, { loss: 1 / (1 + step), accuracy: step / 10_000, valid: 2 / (1 + step), lr: 0.01 });
  }
  const took = performance.now() - began;
  ${live ? "figure.stop();" : ""}
  console.log(took);
}`;
}

async function measureLive(chromium: Browser, where: Lab): Promise<void> {
  writeFileSync(join(where.folder, "live.ipynb"), notebookOf("1", training(true)));
  const notebook = await openNotebook(chromium, where, "live.ipynb");
  const { page } = notebook;
  await page.evaluate(countRedraws);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  const before = await busy(cdp);
  await notebook.runAll();
  const after = await busy(cdp);
  const outputs = await outputsOf(page, 1);
  const took = Number(outputs.find(({ text }) => text)?.text) / 1000;
  const redraws = await page.evaluate(() => (window as never as { redraws: number }).redraws);
  report("live curve, 10,000 steps: steps a second", 10_000 / took, "steps/s", { atLeast: 900 });
  report("live curve: redraws a second", redraws / took, "redraws/s", { atMost: 5 });
  const share = (100 * (after.task - before.task)) / (after.time - before.time);
  report("live curve: main thread of the page busy", share, "%", { atMost: 20 });
  const series = outputs.find(({ data }) => data)!.data!["application/vnd.gradbook.curves.v1+json"]!.series;
  const wrong = series.filter(({ total, last }, i) => {
    const y = [1 / 10_000, 9999 / 10_000, 2 / 10_000, 0.01][i]!;
    return total !== 10_000 || last.x !== 9999 || Math.abs(last.y - y) > 1e-12;
  });
  report("live curve: series whose final point is wrong, of 4", wrong.length + 4 - series.length, "", { atMost: 0 });
  await page.context().close();
}

async function measureCost(chromium: Browser, where: Lab): Promise<void> {
  const { processor, around, slower, alone, ending, step } = await measureLiveCost(chromium, where);
  const within = (sorted: readonly number[]) => {
    const [low, high] = boundsOfMedian(sorted);
    return `${low.toFixed(1)} to ${high.toFixed(1)} %`;
  };
  report(`live curve, steps of ${step.toFixed(2)} ms: processor time`, processor, "%", { atMost: 3 });
  for (const [role, share] of around) report(`  and of one processor, ${role}`, share, "%", {});
  report(`live curve: training slowed by (${within(slower)})`, median(slower), "%", { atMost: 3 });
  report(`  rounds alone differ by (${within(alone)})`, median(alone), "%", {});
  report("live curve: the last message with its picture", ending, "ms", {});
}

async function measureMany(chromium: Browser, where: Lab): Promise<void> {
  const source = `const x = randn([50_000, 2]);
const map = figures.embedding(x, { categories: Array.from({ length: 50_000 }, (_, i) => \`kind \${i % 7}\`) });
for (let i = 0; i < 20; i += 1) display(map);`;
  writeFileSync(join(where.folder, "many.ipynb"), notebookOf("1", source));
  const notebook = await openNotebook(chromium, where, "many.ipynb");
  await notebook.runAll();
  const maps = notebook.page.locator(".gb-figure .gb-stage > canvas");
  await maps.nth(19).waitFor({ state: "attached", timeout: 60_000 });
  // Down to the last and up again: what was seen must still be there.
  for (let i = 0; i < 20; i += 1) await maps.nth(i).scrollIntoViewIfNeeded();
  await notebook.page.waitForTimeout(500);
  let visible = 0;
  for (let i = 19; i >= 0; i -= 1) {
    await maps.nth(i).scrollIntoViewIfNeeded();
    await notebook.page.waitForTimeout(100);
    if ((await maps.nth(i).evaluate(colours)) > 5) visible += 1;
  }
  report("maps of 50,000 points in one notebook, visible of 20", visible, "", { atLeast: 20 });
  await notebook.page.context().close();
}

async function busy(cdp: CDPSession): Promise<{ task: number; time: number }> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  const of = (name: string) => metrics.find((metric) => metric.name === name)!.value;
  return { task: of("TaskDuration"), time: of("Timestamp") };
}

interface Output {
  readonly text?: string;
  readonly data?: Record<string, { series: { total: number; last: { x: number; y: number } }[] }>;
}

const outputsOf = (page: Page, cell: number): Promise<Output[]> =>
  page.evaluate(
    (index) =>
      (
        window as never as {
          jupyterapp: {
            shell: { currentWidget: { content: { widgets: { model: { outputs: { toJSON(): Output[] } } }[] } } };
          };
        }
      ).jupyterapp.shell.currentWidget.content.widgets[index]!.model.outputs.toJSON(),
    cell,
  );

// What follows runs inside the page.

async function firstPaint({ mime, text }: { mime: string; text: string }): Promise<number> {
  const { gradbook } = window as never as { gradbook: typeof import("../../extension/figures/view/mount.ts") };
  const began = performance.now();
  gradbook.mountFigure(document.querySelector("main > div")!, mime, JSON.parse(text));
  const canvas = document.querySelector<HTMLCanvasElement>("main canvas")!;
  while (canvas.width < 200) await new Promise(requestAnimationFrame);
  return performance.now() - began;
}

async function framesWhile(gesture: "pan" | "zoom"): Promise<number> {
  const canvas = document.querySelector<HTMLCanvasElement>("main canvas")!;
  const box = canvas.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  canvas.setPointerCapture = () => {};
  const point = (type: string, dx: number) =>
    canvas.dispatchEvent(new PointerEvent(type, { clientX: x + dx, clientY: y, pointerId: 1, bubbles: true }));
  if (gesture === "pan") point("pointerdown", 0);
  const began = performance.now();
  let frames = 0;
  while (performance.now() - began < 3000) {
    const angle = frames / 10;
    if (gesture === "pan") point("pointermove", 80 * Math.sin(angle));
    else
      canvas.dispatchEvent(
        new WheelEvent("wheel", {
          ctrlKey: true,
          deltaY: 12 * Math.sin(angle),
          clientX: x,
          clientY: y,
          cancelable: true,
        }),
      );
    await new Promise(requestAnimationFrame);
    frames += 1;
  }
  if (gesture === "pan") point("pointerup", 0);
  return (1000 * frames) / (performance.now() - began);
}

function countRedraws(): void {
  const counted = window as never as { redraws: number };
  counted.redraws = 0;
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    if (this.canvas.closest?.(".gb-figure")) counted.redraws += 1;
    clearRect.apply(this, box);
  };
}

function colours(element: Element): number {
  const canvas = element as HTMLCanvasElement;
  const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}

await measureAll();
process.exitCode = missed > 0 ? 1 : 0;
