// Layers: what they are made with, and what they are called with.
import * as g from "../../../engine/index.ts";
import { grid, ints, type Samples, samplesOf, x } from "./sample.ts";

type Layer = new (...args: never[]) => g.nn.Module & { forward(...inputs: never[]): unknown };

/** What a layer is made with, as a list, and what it is called with. */
const layers: Readonly<Record<string, readonly [made: () => readonly unknown[], called: () => readonly unknown[]]>> = {
  Linear: [() => [3, 2, { bias: true }], () => [x(4, 3)]],
  Embedding: [
    () => [5, 3, { paddingIdx: 1 }],
    () => [
      grid([
        [0, 2],
        [4, 1],
      ]),
    ],
  ],
  LearnedPositions: [() => [6, 3], () => [x(2, 4, 3), 1]],
  SinusoidalPositions: [() => [], () => [x(2, 4, 6), 1]],
  RNN: [
    () => [3, 4, { numLayers: 2, nonlinearity: "relu", dropout: 0.1 }],
    () => [x(5, 2, 3), x(2, 2, 4), { lengths: [5, 3] }],
  ],
  GRU: [() => [3, 4, { numLayers: 1 }], () => [x(5, 2, 3), x(1, 2, 4), { lengths: [5, 3] }]],
  LSTM: [() => [3, 4, { numLayers: 1 }], () => [x(5, 2, 3), [x(1, 2, 4), x(1, 2, 4)], { lengths: [5, 3] }]],
  RNNCell: [() => [3, 4, { nonlinearity: "tanh" }], () => [x(2, 3), x(2, 4)]],
  GRUCell: [() => [3, 4], () => [x(2, 3), x(2, 4)]],
  LSTMCell: [() => [3, 4], () => [x(2, 3), [x(2, 4), x(2, 4)]]],
  LayerNorm: [() => [[3], { eps: 1e-5 }], () => [x(2, 3)]],
  RMSNorm: [() => [[3], { eps: 1e-5 }], () => [x(2, 3)]],
  BatchNorm1d: [() => [3, { eps: 1e-5, momentum: 0.1 }], () => [x(4, 3)]],
  Dropout: [() => [0.3], () => [x(2, 3)]],
  MultiheadAttention: [
    () => [4, 2, { batchFirst: true, dropout: 0.1, kdim: 3, vdim: 5 }],
    () => [
      x(2, 3, 4),
      x(2, 6, 3),
      x(2, 6, 5),
      { attnMask: g.zeros([3, 6]), keyPaddingMask: g.zeros([2, 6], { dtype: "bool" }) },
    ],
  ],
  AdditiveAttention: [() => [3, 4, 5], () => [x(2, 5, 3), x(2, 6, 4), x(2, 6, 4)]],
  TransformerEncoderLayer: [
    () => [4, 2, { dimFeedforward: 8, dropout: 0.1, activation: "gelu" }],
    () => [x(3, 2, 4), { mask: g.zeros([3, 3]) }],
  ],
  TransformerDecoderLayer: [
    () => [4, 2, { dimFeedforward: 8, dropout: 0.1, activation: "relu" }],
    () => [x(3, 2, 4), x(5, 2, 4)],
  ],
  Flatten: [() => [1, -1], () => [x(2, 3, 4)]],
  Unflatten: [() => [1, [2, 3]], () => [x(4, 6)]],
  Identity: [() => [], () => [x(2, 3)]],
  Softmax: [() => [-1], () => [x(2, 3)]],
  LogSoftmax: [() => [-1], () => [x(2, 3)]],
  LeakyReLU: [() => [0.1], () => [x(2, 3)]],
  ELU: [() => [1], () => [x(2, 3)]],
  CELU: [() => [1], () => [x(2, 3)]],
  PReLU: [() => [3, { init: 0.2 }], () => [x(2, 3)]],
  GLU: [() => [-1], () => [x(2, 4)]],
  GELU: [() => [{ approximate: "tanh" }], () => [x(2, 3)]],
  Softplus: [() => [1], () => [x(2, 3)]],
  Hardtanh: [() => [-1, 1], () => [x(2, 3)]],
  ...Object.fromEntries(
    [
      "Hardsigmoid",
      "Hardswish",
      "LogSigmoid",
      "Mish",
      "ReLU",
      "ReLU6",
      "SELU",
      "SiLU",
      "Sigmoid",
      "Softsign",
      "Tanh",
    ].map((name) => [name, [() => [], () => [x(2, 3)]] as const]),
  ),
  CrossEntropyLoss: [
    () => [{ labelSmoothing: 0.1, ignoreIndex: 0, reduction: "sum", weight: g.ones([5]) }],
    () => [x(3, 5), ints(0, 4, 2)],
  ],
  NLLLoss: [() => [{ ignoreIndex: 0, reduction: "sum", weight: g.ones([5]) }], () => [x(3, 5), ints(0, 4, 2)]],
  MSELoss: [() => [{ reduction: "sum" }], () => [x(2, 3), x(2, 3)]],
  L1Loss: [() => [{ reduction: "sum" }], () => [x(2, 3), x(2, 3)]],
  SmoothL1Loss: [() => [{ beta: 0.5 }], () => [x(2, 3), x(2, 3)]],
  HuberLoss: [() => [{ delta: 0.5 }], () => [x(2, 3), x(2, 3)]],
  BCELoss: [() => [{ reduction: "sum" }], () => [g.full([2, 3], 0.4), g.ones([2, 3])]],
  BCEWithLogitsLoss: [() => [{ posWeight: g.ones([3]) }], () => [x(2, 3), g.ones([2, 3])]],
  KLDivLoss: [() => [{ reduction: "batchmean" }], () => [x(2, 3), g.full([2, 3], 0.3)]],
  CTCLoss: [
    () => [{ blank: 0 }],
    () => [
      x(6, 2, 4).logSoftmax(2),
      grid([
        [1, 2],
        [3, 1],
      ]),
      [6, 5],
      [2, 1],
    ],
  ],
  CosineEmbeddingLoss: [() => [{ margin: 0.1 }], () => [x(2, 3), x(2, 3), g.tensor([1, -1])]],
  CosineSimilarity: [() => [{ dim: 1, eps: 1e-8 }], () => [x(2, 3), x(2, 3)]],
  PairwiseDistance: [() => [{ p: 2 }], () => [x(2, 3), x(2, 3)]],
  HingeEmbeddingLoss: [() => [{ margin: 1 }], () => [x(2), g.tensor([1, -1])]],
  MarginRankingLoss: [() => [{ margin: 0.1 }], () => [x(2), x(2), g.tensor([1, -1])]],
  TripletMarginLoss: [() => [{ margin: 1, p: 2 }], () => [x(2, 3), x(2, 3), x(2, 3)]],
};

const ofLayers: Samples = Object.fromEntries(
  Object.entries(layers).map(([name, [made, called]]) => {
    const split = made().length;
    const Layer = (g.nn as unknown as Record<string, Layer>)[name]!;
    const call = (...args: never[]) => new Layer(...args.slice(0, split)).call(...args.slice(split));
    return [`new nn.${name}`, [call, () => [...made(), ...called()]]] as const;
  }),
);

const encoderLayer = () => new g.nn.TransformerEncoderLayer(4, 2, { dimFeedforward: 8 });
const decoderLayer = () => new g.nn.TransformerDecoderLayer(4, 2, { dimFeedforward: 8 });
const model = () => new g.nn.Sequential(new g.nn.Embedding(5, 4), new g.nn.Linear(4, 5));

const others: Samples = {
  "new nn.TransformerEncoder": [
    (n: number, input: g.Tensor) => new g.nn.TransformerEncoder(encoderLayer, n).call(input),
    () => [2, x(3, 2, 4)],
  ],
  "new nn.TransformerDecoder": [
    (n: number, input: g.Tensor, memory: g.Tensor) => new g.nn.TransformerDecoder(decoderLayer, n).call(input, memory),
    () => [2, x(3, 2, 4), x(5, 2, 4)],
  ],
  "new nn.Sequential": [
    (input: g.Tensor) => new g.nn.Sequential(new g.nn.Linear(3, 2), new g.nn.Tanh()).call(input),
    () => [x(4, 3)],
  ],
  "new nn.ModuleList": [(at: number) => new g.nn.ModuleList([new g.nn.Linear(3, 2)]).at(at), () => [0]],
  "new nn.ModuleDict": [(name: string) => new g.nn.ModuleDict({ a: new g.nn.Linear(3, 2) }).get(name), () => ["a"]],
  "new nn.ParameterList": [(value: g.Tensor) => new g.nn.ParameterList([new g.nn.Parameter(value)]), () => [x(2)]],
  "new nn.ParameterDict": [(value: g.Tensor) => new g.nn.ParameterDict({ a: new g.nn.Parameter(value) }), () => [x(2)]],
  "new nn.Parameter": [(value: g.Tensor) => new g.nn.Parameter(value), () => [x(2)]],
  "new nn.Module": [
    (state: Record<string, g.Tensor>) => new g.nn.Linear(3, 2).loadStateDict(state),
    () => [{ weight: x(2, 3), bias: x(2) }],
  ],
  "nn.generate": [
    (start: g.Tensor, options: g.nn.GenerateOptions) => g.nn.generate((tokens) => model().call(tokens), start, options),
    () => [ints(1, 2), { maxNewTokens: 3, temperature: 0.7, topK: 2, topP: 0.9 }],
  ],
  "nn.samplingProbabilities": [g.nn.samplingProbabilities, () => [x(5), { temperature: 0.7, topK: 2, topP: 0.9 }]],
  "nn.utils.clipGradNorm": [
    (gradient: g.Tensor, most: number) => {
      const p = new g.nn.Parameter(x(2, 3));
      p.grad = gradient;
      return g.nn.utils.clipGradNorm([p], most);
    },
    () => [x(2, 3), 1],
  ],
  "nn.utils.clipGradValue": [
    (gradient: g.Tensor, most: number) => {
      const p = new g.nn.Parameter(x(2, 3));
      p.grad = gradient;
      return g.nn.utils.clipGradValue([p], most);
    },
    () => [x(2, 3), 1],
  ],
  "nn.utils.parametersToVector": [g.nn.utils.parametersToVector, () => [[x(2, 3), x(3)]]],
  "nn.utils.vectorToParameters": [g.nn.utils.vectorToParameters, () => [x(9), [x(2, 3), x(3)]]],
};

export const layerSamples = [...samplesOf(ofLayers), ...samplesOf(others)];
