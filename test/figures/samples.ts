// One figure of every kind, and of every way of drawing that has a face of its own: always the same, for pictures.
import { figures, manualSeed, nn, randn, tensor, type Tensor, train } from "../../kernel/api.ts";
import { messageSymbol } from "../../kernel/display/bundle.ts";
import type { FigureMessage } from "../../kernel/figures/figure.ts";
import { gloveVectors } from "../../notebooks/data/glove.ts";
import type { FigureData } from "./figurePage.ts";

const families = {
  people: "king queen man woman prince princess boy girl father mother son daughter",
  places: "paris france london england berlin germany rome italy madrid spain tokyo japan",
  animals: "dog cat horse cow sheep lion tiger",
  fruit: "apple banana orange lemon grape",
  vehicles: "car bus train bicycle truck",
  numbers: "one two three four five six seven",
};
const words = "the cat sat on the mat again .".split(" ");
const longWords = "elephants never forget what they have remembered before".split(" ");
const german = "die Katze saß gestern auf der Matte".split(" ");
const english = "yesterday the cat sat on the mat".split(" ");
const bowl = (x: number, y: number) => 0.1 * x ** 2 + 2 * y ** 2;
const walk = Array.from({ length: 20 }, (_, i) => [4 * 0.8 ** i, 2 * (-0.6) ** i]);

const makers = {
  tensor: () => figures.tensor(randn([3, 8, 12]), { title: "Weights", axes: ["head", "row", "column"] }),
  "tensor-labels": () =>
    figures.tensor(randn([8, 8]).softmax(-1), {
      title: "Labels",
      axes: ["query", "key"],
      labels: { query: longWords, key: longWords },
    }),
  "tensor-marks": () => {
    const values = Array.from(randn([96]).data, Number);
    [values[3], values[20], values[30], values[40]] = [NaN, Infinity, -Infinity, 50];
    const mask = tensor(values.map((_, i) => (i % 12 > 9 ? 1 : 0))).reshape([8, 12]);
    return figures.tensor(tensor(values).reshape([8, 12]), { range: [-2, 2], mask, title: "Marks" });
  },
  "tensor-image": () => figures.tensor(picture(), { image: true, title: "Picture" }),
  "tensor-difference": () => {
    const before = randn([12, 20]);
    return figures.tensor(before.add(randn([12, 20]).mul(0.01)), { minus: before, title: "One step" });
  },
  "tensor-large": () => figures.tensor(randn([1000, 1000]), { title: "A million" }),
  module: () => {
    const model = new nn.Sequential(
      new nn.Linear(64, 128),
      new nn.ReLU(),
      new nn.LayerNorm(128),
      new nn.Linear(128, 10),
    );
    (model.call(randn([8, 64])) as Tensor).pow(2).mean().backward();
    return figures.module(model, { title: "After one step" });
  },
  curves: () => figures.curves(run(900), { title: "Training", stepsPerEpoch: 500, smoothing: 0.9 }),
  "curves-log": () => figures.curves(run(900), { title: "Training", logY: true, axis: "time" }),
  "curves-runs": () =>
    figures.curves({ adam: run(300), sgd: run(900) }, { title: "Two runs", stepsPerEpoch: 500, axis: "epoch" }),
  "curves-diverged": () =>
    figures.curves({ loss: Array.from({ length: 60 }, (_, i) => (i > 40 ? NaN : 1 + i * i)) }, { title: "Diverging" }),
  embedding: () => {
    const { words: all, vectors } = gloveVectors();
    const names = Object.values(families).flatMap((family) => family.split(" "));
    return figures.embedding(
      names.map((word) => vectors[all.indexOf(word)]!),
      {
        title: "Words",
        labels: names,
        categories: Object.entries(families).flatMap(([kind, family]) => family.split(" ").map(() => kind)),
        analogies: [["man", "king", "woman"]],
      },
    );
  },
  "embedding-trail": () => {
    const last = randn([20, 6]);
    const trail = [0, 1, 2, 3].map((i) => last.mul(i / 4).add(randn([20, 6]).mul(0.1)));
    return figures.embedding(last, { title: "Learning", trail, labels: Array.from({ length: 20 }, (_, i) => `w${i}`) });
  },
  "embedding-3d": () => figures.embedding(randn([300, 6]), { title: "In space", dims: 3, values: randn([300]).data }),
  "embedding-large": () => figures.embedding(randn([50_000, 2]), { title: "50,000" }),
  attention: () => figures.attention(randn([2, 4, 8, 8]).mul(2).softmax(-1), { title: "Heads", queries: words }),
  "attention-lines": () =>
    figures.attention(randn([8, 8]).softmax(-1), { title: "Lines", queries: words, mode: "lines" }),
  "attention-alignment": () => {
    const weights = german.flatMap((_, q) => english.map((__, k) => ([1, 2, 3, 0, 4, 5, 6][q] === k ? 0.7 : 0.05)));
    const texts = { queries: german, keys: english, mode: "alignment" } as const;
    return figures.attention(tensor(weights).reshape([7, 7]), { title: "Alignment", ...texts });
  },
  surface: () => figures.surface({ x: [-5, 5], y: [-3, 3], z: bowl, title: "Bowl", paths: { sgd: walk } }),
  "surface-3d": () =>
    figures.surface({ x: [-5, 5], y: [-3, 3], z: bowl, mode: "3d", title: "Bowl", paths: { sgd: walk } }),
  chart: () =>
    figures.chart(
      {
        data: {
          values: [..."typescript notebooks"].map((letter, i) => ({ letter, half: i < 10 ? "first" : "second" })),
        },
        mark: "bar",
        encoding: {
          x: { field: "letter", type: "nominal", sort: "-y" },
          y: { aggregate: "count", type: "quantitative" },
          color: { field: "half", type: "nominal" },
        },
      },
      { title: "Letters" },
    ),
};

export const sampleNames = Object.keys(makers) as (keyof typeof makers)[];

const made = new Map<string, FigureMessage>();

/** The sample as the kernel sends it. */
export async function bundleOf(name: keyof typeof makers): Promise<FigureMessage> {
  const known = made.get(name);
  if (known) return known;
  manualSeed(7);
  const message = await makers[name]()[messageSymbol]();
  made.set(name, message);
  return message;
}

/** The sample as our renderer gets it. */
export async function sample(name: keyof typeof makers): Promise<FigureData> {
  const { data } = await bundleOf(name);
  const mime = Object.keys(data).find((type) => type.startsWith("application/vnd.gradbook."))!;
  return { mime, payload: JSON.parse(JSON.stringify(data[mime])) };
}

function picture() {
  const data = Float32Array.from({ length: 3 * 60 * 80 }, (_, i) => {
    const [channel, y, x] = [Math.floor(i / 4800), Math.floor(i / 80) % 60, i % 80];
    return channel === 0 ? x / 80 : channel === 1 ? y / 60 : Math.hypot(x - 40, y - 30) < 20 ? 1 : 0.2;
  });
  return { shape: [3, 60, 80], dtype: "float32", data };
}

/** A recorder as a training leaves it, with times that no clock disturbs. */
function run(pace: number): train.Recorder {
  const noise = randn([3000]).data as Float32Array;
  const recorder = train.recorder();
  for (let step = 0; step < 3000; step += 1) {
    const loss = 2 * Math.exp(-step / pace) + 0.1 + 0.05 * Math.abs(noise[step]!);
    recorder.log(step, { loss, lr: 0.01 * (1 - step / 3000) });
    if (step % 500 === 499) recorder.log(step, { valid: loss + 0.1 });
  }
  for (const { steps, times } of recorder.series.values())
    steps.forEach((step, i) => ((times as number[])[i] = step / 100));
  return recorder;
}
