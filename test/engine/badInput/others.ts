// Optimizers, schedules, data, files, metrics, decompositions, loss surfaces and recorders.
import * as g from "../../../engine/index.ts";
import { ints, type Samples, samplesOf, x } from "./sample.ts";

const { data, decomposition, io, landscape, metrics, optim } = g;

/** Two steps with a gradient, under the settings given. */
const steps = (Optimizer: keyof typeof optim) => (gradient: g.Tensor, settings: object) => {
  const parameter = new g.nn.Parameter(x(2, 3));
  const Made = optim[Optimizer] as unknown as new (p: g.Tensor[], o: object) => g.optim.Optimizer<{ lr: number }>;
  const optimizer = new Made([parameter], settings);
  for (let step = 0; step < 2; step += 1) {
    parameter.grad = gradient;
    optimizer.step();
  }
};
const sgd = () => new optim.SGD([new g.nn.Parameter(x(2))], { lr: 0.1 });
const scheduled = (Schedule: keyof typeof optim.lrScheduler) => {
  const Made = optim.lrScheduler[Schedule] as unknown as new (...args: unknown[]) => { step(loss?: number): void };
  return (...settings: never[]) => {
    const schedule = new Made(sgd(), ...settings);
    for (let step = 0; step < 5; step += 1) schedule.step(1);
  };
};

const optimizers: Samples = {
  "new optim.SGD": [steps("SGD"), () => [x(2, 3), { lr: 0.1, momentum: 0.9, dampening: 0.1, weightDecay: 0.1 }]],
  "new optim.Adam": [steps("Adam"), () => [x(2, 3), { lr: 0.1, betas: [0.9, 0.99], eps: 1e-8, weightDecay: 0.1 }]],
  "new optim.AdamW": [steps("AdamW"), () => [x(2, 3), { lr: 0.1, betas: [0.9, 0.99], eps: 1e-8, weightDecay: 0.1 }]],
  "new optim.RMSprop": [steps("RMSprop"), () => [x(2, 3), { lr: 0.1, alpha: 0.9, eps: 1e-8, momentum: 0.1 }]],
  "new optim.Adagrad": [steps("Adagrad"), () => [x(2, 3), { lr: 0.1, lrDecay: 0.1, initialAccumulatorValue: 0.1 }]],
  "new optim.Optimizer": [(state: object) => sgd().loadStateDict(state as never), () => [sgd().stateDict()]],
  "new optim.lrScheduler.StepLR": [scheduled("StepLR"), () => [2, { gamma: 0.1 }]],
  "new optim.lrScheduler.MultiStepLR": [scheduled("MultiStepLR"), () => [[2, 4], { gamma: 0.1 }]],
  "new optim.lrScheduler.ExponentialLR": [scheduled("ExponentialLR"), () => [0.9]],
  "new optim.lrScheduler.LambdaLR": [(factor: number) => scheduled("LambdaLR")((() => factor) as never), () => [0.5]],
  "new optim.lrScheduler.LRScheduler": [
    (lr: number) => new optim.SGD([new g.nn.Parameter(x(2))], { lr }).paramGroups,
    () => [0.1],
  ],
  "new optim.lrScheduler.CosineAnnealingLR": [scheduled("CosineAnnealingLR"), () => [5, { etaMin: 0.1 }]],
  "new optim.lrScheduler.CosineAnnealingWarmRestarts": [
    scheduled("CosineAnnealingWarmRestarts"),
    () => [2, { tMult: 2, etaMin: 0.1 }],
  ],
  "new optim.lrScheduler.LinearLR": [scheduled("LinearLR"), () => [{ startFactor: 0.3, endFactor: 1, totalIters: 4 }]],
  "new optim.lrScheduler.OneCycleLR": [scheduled("OneCycleLR"), () => [0.5, 10, { pctStart: 0.3, divFactor: 25 }]],
  "new optim.lrScheduler.ReduceLROnPlateau": [
    scheduled("ReduceLROnPlateau"),
    () => [{ mode: "min", factor: 0.5, patience: 1, threshold: 0.1, cooldown: 1, minLr: 0, eps: 1e-8 }],
  ],
  "new optim.lrScheduler.SequentialLR": [
    (milestone: number) => {
      const optimizer = sgd();
      const { ExponentialLR, LinearLR, SequentialLR } = optim.lrScheduler;
      const schedule = new SequentialLR(
        optimizer,
        [new LinearLR(optimizer), new ExponentialLR(optimizer, 0.9)],
        [milestone],
      );
      for (let step = 0; step < 5; step += 1) schedule.step();
    },
    () => [2],
  ],
};

interface Walk {
  readonly steps: number;
  readonly lr: number;
}

const rows = () => new data.TensorDataset(x(6, 3), ints(0, 1, 2, 0, 1, 2));
const tools: Samples = {
  "new data.TensorDataset": [(a: g.Tensor, row: number) => new data.TensorDataset(a).at(row), () => [x(4, 3), 1]],
  "new data.Subset": [(places: number[]) => new data.Subset(rows(), places).at(0), () => [[2, 1]]],
  "new data.DataLoader": [
    (options: object) => [...new data.DataLoader(rows(), options)],
    () => [{ batchSize: 4, shuffle: true }],
  ],
  "data.randomSplit": [(lengths: number[]) => data.randomSplit(rows(), lengths), () => [[4, 2]]],
  "data.padSequence": [data.padSequence, () => [[x(2, 3), x(4, 3)], { paddingValue: 0, paddingSide: "left" }]],
  "data.defaultCollate": [data.defaultCollate, () => [[x(2), x(2)]]],
  "data.padCollate": [(a: g.Tensor, b: g.Tensor) => data.padCollate()([a, b] as never), () => [x(2), x(3)]],
  "new decomposition.PCA": [(a: g.Tensor, n: number) => new decomposition.PCA(n).fitTransform(a), () => [x(8, 4), 2]],
  "new decomposition.TruncatedSVD": [
    (a: g.Tensor, n: number) => new decomposition.TruncatedSVD(n).fitTransform(a),
    () => [x(8, 4), 2],
  ],
  "decomposition.tsne": [decomposition.tsne, () => [x(12, 4), { perplexity: 3, iterations: 5, learningRate: 10 }]],
  "decomposition.umap": [decomposition.umap, () => [x(12, 4), { nNeighbors: 3, epochs: 5, minDist: 0.1 }]],
  "io.saveSafetensors": [(a: g.Tensor) => io.saveSafetensors({ a }), () => [x(2, 3)]],
  "io.loadSafetensors": [
    (bytes: g.Tensor) => io.loadSafetensors(Uint8Array.from(bytes.data)),
    () => [fileOf(io.saveSafetensors({ a: x(2) }))],
  ],
  "io.safetensorsMetadata": [
    (bytes: g.Tensor) => io.safetensorsMetadata(Uint8Array.from(bytes.data)),
    () => [fileOf(io.saveSafetensors({ a: x(2) }))],
  ],
  "io.saveNpy": [io.saveNpy, () => [x(2, 3)]],
  "io.loadNpy": [(bytes: g.Tensor) => io.loadNpy(Uint8Array.from(bytes.data)), () => [fileOf(io.saveNpy(x(2)))]],
  "io.saveNpz": [(a: g.Tensor) => io.saveNpz({ a }), () => [x(2, 3)]],
  "io.loadNpz": [(bytes: g.Tensor) => io.loadNpz(Uint8Array.from(bytes.data)), () => [fileOf(io.saveNpz({ a: x(2) }))]],
  "io.readCsv": [io.readCsv, () => ["a,b\n1,2\n", { delimiter: "," }]],
  "io.formatCsv": [
    io.formatCsv,
    () => [
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
  ],
  "new io.Table": [(name: string) => io.readCsv("a,b\n1,2\n").column(name), () => ["a"]],
  "metrics.accuracy": [metrics.accuracy, () => [ints(0, 1, 2), ints(0, 1, 1)]],
  "metrics.confusionMatrix": [metrics.confusionMatrix, () => [ints(0, 1, 2), ints(0, 1, 1), { labels: [0, 1, 2] }]],
  "metrics.precisionRecallF1": [metrics.precisionRecallF1, () => [ints(0, 1, 2), ints(0, 1, 1)]],
  "metrics.perplexity": [metrics.perplexity, () => [ints(0, 1), x(2, 3), { ignoreIndex: -1 }]],
  "metrics.bleu": [metrics.bleu, () => [[["the cat sat here"]], ["the cat sat"], { maxOrder: 2 }]],
  "metrics.editDistance": [metrics.editDistance, () => ["kitten", "sitting"]],
  "metrics.characterErrorRate": [metrics.characterErrorRate, () => ["kitten", "sitting"]],
  "metrics.wordErrorRate": [metrics.wordErrorRate, () => ["a kitten", "a sitting"]],
  "metrics.pearson": [metrics.pearson, () => [x(4), x(5).at([1, 5])]],
  "metrics.spearman": [metrics.spearman, () => [x(4), x(5).at([1, 5])]],
  "metrics.r2": [metrics.r2, () => [x(4), x(5).at([1, 5])]],
  ...Object.fromEntries(
    (["beale", "himmelblau", "rosenbrock", "valley", "rastrigin"] as const).map((name) => [
      `landscape.${name}`,
      [landscape[name], () => [x(5, 2)]],
    ]),
  ),
  "landscape.quadraticBowl": [(c: number, at: g.Tensor) => landscape.quadraticBowl(c)(at), () => [10, x(5, 2)]],
  "landscape.evaluate": [
    (at: g.Tensor, batchSize: number) => landscape.evaluate(landscape.valley, at, { batchSize }),
    () => [x(5, 2), 3],
  ],
  "landscape.surface": [
    (options: object) => landscape.surface(landscape.valley, options),
    () => [{ x: [-1, 1], y: [-1, 1], steps: 5 }],
  ],
  "landscape.line": [
    (p: g.Tensor, d: g.Tensor, options: object) => landscape.line([p], () => p.sum(), d, options),
    () => [x(3), x(3), { range: [-1, 1], steps: 5 }],
  ],
  "landscape.plane": [
    (p: g.Tensor, a: g.Tensor, b: g.Tensor, options: object) => landscape.plane([p], () => p.sum(), [a, b], options),
    () => [x(3), x(3), x(3), { x: [-1, 1], y: [-1, 1], steps: 3 }],
  ],
  "landscape.randomDirection": [
    (p: g.Tensor, options: object) => landscape.randomDirection([p], options),
    () => [x(3, 2), { normalize: "filter" }],
  ],
  "landscape.pathDirections": [
    (a: g.Tensor, b: g.Tensor, c: g.Tensor) => landscape.pathDirections([a, b, c]),
    () => [x(3), x(3).mul(2), x(4).at([1, 4])],
  ],
  "landscape.project": [
    (p: g.Tensor, o: g.Tensor, a: g.Tensor, b: g.Tensor) => landscape.project([p], o, [a, b]),
    () => [x(3), x(3), x(3), x(4).at([1, 4])],
  ],
  "landscape.optimizerPath": [
    (start: number[], { steps: n, lr }: Walk) =>
      landscape.optimizerPath((p) => new optim.SGD(p, { lr }), landscape.valley, start, n),
    () => [[1, 2], { steps: 3, lr: 0.1 }],
  ],
  "landscape.optimizerPaths": [
    (starts: number[][], { steps: n, lr }: Walk) =>
      landscape.optimizerPaths((p) => new optim.SGD(p, { lr }), landscape.valley, starts, n),
    () => [
      [
        [1, 2],
        [2, 1],
      ],
      { steps: 3, lr: 0.1 },
    ],
  ],
  "train.recorder": [
    (step: number, loss: g.Tensor, name: string) => {
      const run = g.train.recorder();
      run.log(step, { loss });
      return run.last(name);
    },
    () => [1, g.tensor(2), "loss"],
  ],
};

/** A file's bytes as a tensor, to be spoilt like one. */
const fileOf = (bytes: Uint8Array): g.Tensor => g.tensor(Array.from(bytes), { dtype: "int32" });

export const otherSamples = [...samplesOf(optimizers), ...samplesOf(tools)];
