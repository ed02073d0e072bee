// Training steps of the course's models, small: what the tests of `compile` repeat. Each makes a model of its own from a
// seed, so that the same step can be had twice.
import { cat, manualSeed, matmul, nn, optim, randint, randn, stack, type Tensor } from "../../../engine/index.ts";

const { crossEntropy } = nn.functional;

export interface Model {
  readonly parameters: readonly Tensor[];
  readonly optimizer: optim.Adam;
  readonly step: (x: Tensor, y: Tensor) => Tensor;
  /** Batches, the same for every model of this kind. */
  readonly batches: readonly (readonly [x: Tensor, y: Tensor])[];
}

const batch = 3;
const steps = 5;
const units = 6;
const classes = 7;

function model(
  modules: readonly nn.Module[],
  loss: (x: Tensor, y: Tensor) => Tensor,
  makeX: () => Tensor,
  targets: readonly number[],
): Model {
  const parameters = modules.flatMap((module) => module.parameters());
  const optimizer = new optim.Adam(parameters, { lr: 1e-2 });
  const step = (x: Tensor, y: Tensor): Tensor => {
    optimizer.zeroGrad();
    const value = loss(x, y);
    value.backward();
    nn.utils.clipGradNorm(parameters, 0.5);
    optimizer.step();
    return value;
  };
  const batches = Array.from({ length: 6 }, () => [makeX(), randint(0, classes, targets)] as const);
  return { parameters, optimizer, step, batches };
}

function recurrent(net: nn.RNN | nn.LSTM | nn.GRU): Model {
  const head = new nn.Linear(units, classes);
  const loss = (x: Tensor, y: Tensor) => crossEntropy(head.call((net as nn.GRU).call(x).output.select(1, -1)), y);
  return model([net, head], loss, () => randn([batch, steps, units]), [batch]);
}

function bahdanau(): Model {
  const embedding = new nn.Embedding(classes, units);
  const [query, key, energy] = [new nn.Linear(units, units), new nn.Linear(units, units), new nn.Linear(units, 1)];
  const [cell, out] = [new nn.GRUCell(2 * units, units), new nn.Linear(units, classes)];
  const [memories, start] = [randn([batch, steps, units]), randn([batch, units])];
  const loss = (tokens: Tensor, y: Tensor) => {
    const keys = key.call(memories);
    const logits: Tensor[] = [];
    let h = start;
    for (let t = 0; t < steps; t += 1) {
      const scores = energy.call(query.call(h).unsqueeze(1).add(keys).tanh()).squeeze(-1);
      const context = matmul(scores.softmax(-1).unsqueeze(1), memories).squeeze(1);
      h = cell.call(cat([embedding.call(tokens.select(1, t)), context], -1), h);
      logits.push(out.call(h));
    }
    return crossEntropy(stack(logits, 1).flatten(0, 1), y);
  };
  const modules = [embedding, query, key, energy, cell, out];
  return model(modules, loss, () => randint(0, classes, [batch, steps]), [batch * steps]);
}

function gpt(): Model {
  const [token, place] = [new nn.Embedding(classes, 8), new nn.Embedding(steps, 8)];
  const options = { dimFeedforward: 16, dropout: 0.1, activation: "gelu", normFirst: true, batchFirst: true } as const;
  const blocks = new nn.TransformerEncoder(() => new nn.TransformerEncoderLayer(8, 2, options), 2, {
    norm: new nn.LayerNorm(8),
  });
  const head = new nn.Linear(8, classes, { bias: false });
  const loss = (tokens: Tensor, y: Tensor) => {
    const x = token.call(tokens).add(place.weight);
    return crossEntropy(head.call(blocks.call(x, { isCausal: true })).flatten(0, 1), y);
  };
  return model([token, place, blocks, head], loss, () => randint(0, classes, [batch, steps]), [batch * steps]);
}

function mlp(): Model {
  const net = new nn.Sequential(
    new nn.Linear(units, 8),
    new nn.BatchNorm1d(8),
    new nn.GELU(),
    new nn.Dropout(0.2),
    new nn.Linear(8, classes),
  );
  return model(
    [net],
    (x, y) => crossEntropy(net.call(x), y),
    () => randn([batch, units]),
    [batch],
  );
}

/** Losses written out of elementwise operations: chains. */
function chains(): Model {
  const net = new nn.Linear(units, classes);
  const loss = (x: Tensor, y: Tensor) => {
    const z = net.call(x);
    const gated = z.tanh().mul(z.sigmoid()).add(1).exp().sub(z.mul(z).mul(0.5));
    return gated.div(z.abs().add(1)).mean().add(crossEntropy(z, y));
  };
  return model([net], loss, () => randn([batch, units]), [batch]);
}

const makers: Readonly<Record<string, () => Model>> = {
  MLP: mlp,
  RNN: () => recurrent(new nn.RNN(units, units, { batchFirst: true })),
  LSTM: () => recurrent(new nn.LSTM(units, units, { batchFirst: true })),
  GRU: () => recurrent(new nn.GRU(units, units, { batchFirst: true, numLayers: 2, dropout: 0.3 })),
  "attention decoder": bahdanau,
  GPT: gpt,
  "elementwise chains": chains,
};

export const kinds: readonly string[] = Object.keys(makers);

/** A model of the kind, the same each time. */
export function make(kind: string): Model {
  manualSeed(17);
  return makers[kind]!();
}
