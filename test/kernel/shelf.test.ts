// The comm behind the panel "Tensors & runs": what variables hold, also while a loop runs, and any of it as a figure.
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Message } from "../../kernel/protocol/message.ts";
import type { CurvesPayload } from "../../extension/figures/payload/curves.ts";
import {
  pathText,
  type ShelfAnswer,
  type ShelfItem,
  type ShelfRequest,
  shelfTarget,
} from "../../extension/figures/payload/shelf.ts";
import { useKernel } from "./session.ts";

const { client, run } = useKernel();

/** A panel as the kernel sees it. */
async function openShelf() {
  const comm_id = randomUUID();
  await client().post("comm_open", { comm_id, target_name: shelfTarget, data: {} });
  return {
    /** Asks, and waits for the first answer that fits. */
    async ask<T extends ShelfAnswer>(wish: ShelfRequest, fits: (answer: ShelfAnswer) => boolean): Promise<T> {
      let found: ShelfAnswer | undefined;
      const heard = client().heard(({ header, content }: Message) => {
        if (header.msg_type !== "comm_msg" || content.comm_id !== comm_id) return false;
        if (fits(content.data as ShelfAnswer)) found = content.data as ShelfAnswer;
        return found !== undefined;
      });
      await client().post("comm_msg", { comm_id, data: wish });
      await heard;
      return found as T;
    },
    tell: (wish: ShelfRequest) => client().post("comm_msg", { comm_id, data: wish }),
    close: () => client().post("comm_close", { comm_id, data: {} }),
  };
}

const watch: ShelfRequest = { type: "watch", every: 200, lasting: 20_000 };
const listing = (suits: (items: readonly ShelfItem[]) => boolean) => (answer: ShelfAnswer) =>
  answer.type === "list" && suits(answer.items);

test("tensors, modules and recorders of variables are listed, also inside lists and objects", async () => {
  await run(`const weights = randn([3, 4], { requiresGrad: true });
const batch = { x: ones([2, 2]), get trap(): never { throw new Error("a getter ran"); } };
const layers = [new nn.Linear(4, 2)];
const log = train.recorder(); log.log(0, { loss: 0.5 });
const plain = 3;`);
  const shelf = await openShelf();
  const { items, memory } = await shelf.ask<Extract<ShelfAnswer, { type: "list" }>>(
    watch,
    listing((found) => found.length > 0),
  );
  expect(items.map(({ path, kind }) => [pathText(path), kind])).toEqual([
    ["weights", "tensor"],
    ["batch.x", "tensor"],
    ["layers[0]", "module"],
    ["log", "recorder"],
  ]);
  expect(items[0]).toMatchObject({ summary: "[3, 4] float32", bytes: 48, requiresGrad: true, madeIn: "In[1]" });
  expect(items[2]!.summary).toBe("Linear(4 → 2), 10 parameters");
  expect(items[3]!.summary).toBe("loss 0.5");
  expect(memory.used).toBeGreaterThan(0);
  await shelf.close();
});

test("a synchronous loop is looked into while it runs", async () => {
  const shelf = await openShelf();
  await run("const run2 = train.recorder(); let stop = Date.now() + 4000;");
  const cell = run(
    "let growing: Tensor = zeros([1]); for (let i = 0; Date.now() < stop; i += 1) { run2.log(i, { i }); growing = zeros([5, 7]); }",
  );
  let ended = false;
  void cell.then(() => (ended = true));
  await shelf.ask(
    watch,
    listing((items) => items.some(({ path, summary }) => path[0] === "growing" && summary === "[5, 7] float32")),
  );
  const figure = await shelf.ask<Extract<ShelfAnswer, { type: "figure" }>>(
    { type: "figure", request: 7, path: ["run2"] },
    (answer) => answer.type !== "list",
  );
  expect(ended).toBe(false);
  expect(figure).toMatchObject({ request: 7, mime: "application/vnd.gradbook.curves.v1+json" });
  expect((await cell).error).toBeUndefined();
  await shelf.close();
});

test("a figure of what is gone is a message", async () => {
  const shelf = await openShelf();
  const answer = await shelf.ask({ type: "figure", request: 1, path: ["nothing"] }, ({ type }) => type === "problem");
  expect(answer).toMatchObject({ message: 'There is no variable "nothing" (any more).' });
  await run("weights.dispose()");
  const disposed = await shelf.ask({ type: "figure", request: 2, path: ["weights"] }, ({ type }) => type === "problem");
  expect(disposed).toMatchObject({ message: "weights is no tensor, module or recorder any more." });
  await shelf.close();
});

test("a figure that is followed changes with its value, ends with it, and comes back with it", async () => {
  const shelf = await openShelf();
  await run("let moving = zeros([2, 2]); let still = ones([3]);");
  const answered = (request: number, fits: (answer: ShelfAnswer) => boolean) => (answer: ShelfAnswer) =>
    "request" in answer && answer.request === request && fits(answer);
  const mean = (answer: ShelfAnswer) =>
    (answer as { payload?: { stats?: { mean: number } } }).payload?.stats?.mean ?? NaN;
  const follow: ShelfRequest = { type: "figure", request: 4, path: ["moving"], every: 200, lasting: 60_000 };
  await shelf.ask(
    follow,
    answered(4, (answer) => mean(answer) === 0),
  );

  // Numbers written by hand, in the middle of a loop.
  const cell = run("for (const end = Date.now() + 3000; Date.now() < end; ) moving.data[0] += 1;");
  let ended = false;
  void cell.then(() => (ended = true));
  const rest: ShelfRequest = { type: "rest" };
  await shelf.ask(
    rest,
    answered(4, (answer) => mean(answer) > 0),
  );
  expect(ended).toBe(false);
  await cell;

  const gone = shelf.ask(
    rest,
    answered(4, ({ type }) => type === "problem"),
  );
  await run("moving.dispose()");
  expect(await gone).toMatchObject({ message: "moving is no tensor, module or recorder any more." });
  const back = shelf.ask(
    rest,
    answered(4, ({ type }) => type === "figure"),
  );
  await run("moving = ones([2, 2])");
  expect(mean(await back)).toBe(1);

  // What stays as it is, is sent once; after `leave` nothing comes.
  await shelf.tell({ type: "leave", request: 4 });
  const sent: number[] = [];
  const quiet = shelf.ask({ ...follow, request: 5, path: ["still"] }, (answer) => {
    if ("request" in answer) sent.push(answer.request);
    return sent.length > 1;
  });
  await run("moving = zeros([2, 2]); await new Promise((resolve) => setTimeout(resolve, 1000));");
  await run("still.data[2] = 7;");
  expect(mean(await quiet)).toBe(3);
  expect(sent).toEqual([5, 5]);
  await shelf.close();
});

test("the reader's limits reach the figures that cells make", async () => {
  const shelf = await openShelf();
  await run("const large = zeros([100, 100])");
  const cells = async () => Number((await run("JSON.stringify(figures.tensor(large).payload).length")).result);
  const before = await cells();
  await shelf.tell({ type: "prefer", tensorCells: 400 });
  await shelf.ask({ type: "figure", request: 3, path: ["large"] }, ({ type }) => type === "figure");
  expect(await cells()).toBeLessThan(before / 10);
  await shelf.close();
});

/** A training of some seconds, and what came of its figure: by output, and over comms. */
async function liveTraining() {
  const outputs: { type: string; payload: CurvesPayload }[] = [];
  const states = new Map<string, CurvesPayload[]>();
  const ended = client().heard(({ header, content }: Message) => {
    const payload = (content.data as Record<string, CurvesPayload> | undefined)?.[curvesMime];
    if (payload) outputs.push({ type: header.msg_type, payload });
    const answer = content.data as ShelfAnswer | undefined;
    if (header.msg_type === "comm_msg" && answer?.type === "live") {
      const id = String(content.comm_id);
      states.set(id, [...(states.get(id) ?? []), answer.data[curvesMime] as CurvesPayload]);
    }
    return content.text === "over\n";
  });
  await run(`{
    const grows = train.recorder();
    const live = figures.live(grows);
    const began = performance.now();
    for (let step = 0; step < 2500; step += 1) {
      while (performance.now() < began + step);
      grows.log(step, { loss: 1 });
    }
    live.stop();
  }`);
  // The last state comes over the comms behind the output.
  await run('console.log("over")');
  await ended;
  return { outputs, states: [...states.values()] };
}

const curvesMime = "application/vnd.gradbook.curves.v1+json";

test("a live figure changes over the comm of a page that draws it: outputs are its first state, one more, and the last", async () => {
  const [deaf, page] = [await openShelf(), await openShelf()];
  await page.tell({ type: "live" });
  const { outputs, states } = await liveTraining();
  expect(outputs.map(({ type }) => type)).toEqual(["display_data", "update_display_data", "update_display_data"]);
  expect(states).toHaveLength(1);
  expect(states[0]!.length).toBeGreaterThan(2);
  expect(states[0]!.at(-1)).toEqual(outputs.at(-1)!.payload);
  expect(new Set(states[0]!.slice(0, -1).map(({ live }) => live!.id)).size).toBe(1);
  await Promise.all([deaf.close(), page.close()]);
});

test("without such a page every state of a live figure is an output", async () => {
  const deaf = await openShelf();
  const { outputs, states } = await liveTraining();
  expect(states).toEqual([]);
  expect(outputs.length).toBeGreaterThan(3);
  expect(outputs.at(-1)!.payload.state).toBe("done");
  await deaf.close();
});
