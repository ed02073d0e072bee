// The engine as a peer of its own benchmark: the workloads of peers/pytorch.py, line by line, through the public API.
//   --compiled   training steps go through compile()
//   --plain      without the flags that hosts set
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import v8 from "node:v8";
import { hostFlags } from "../../../engine/wasm/hostFlags.ts";
import { stateOfTheUnion } from "../../../notebooks/data/sotu.ts";
import { type Step, serve } from "../protocol.ts";
import { multiplyAdds } from "./peak.ts";

for (const flag of process.argv.includes("--plain") ? [] : hostFlags(process.versions.v8)) v8.setFlagsFromString(flag);

const { cat, compile, matmul, memory, nn, optim, randint, randn, setNumThreads, stack, text, threads } =
  await import("../../../engine/index.ts");
const { nodeCollector } = await import("../../../kernel/host/collector.ts");
const { nodeThreads } = await import("../../../kernel/host/threads.ts");
memory.installCollector(nodeCollector());
threads.installThreads(nodeThreads());
setNumThreads(Number(process.env.GRADBOOK_THREADS ?? 1));

type Tensor = ReturnType<typeof randn>;
const { additiveScores, crossEntropy } = nn.functional;

/** A step: forward, backward, Adam. */
function training(parameters: readonly Tensor[], loss: () => Tensor): Step {
  const optimizer = new optim.Adam(parameters, { lr: 1e-3 });
  const step = () => {
    optimizer.zeroGrad();
    loss().backward();
    optimizer.step();
  };
  return process.argv.includes("--compiled") ? compile(step) : step;
}

function add16(): Step {
  const [a, b] = [randn([16], { requiresGrad: true }), randn([16])];
  return () => void a.add(b);
}

function mlp(sizes: readonly number[], batch: number): Step {
  const layers = sizes.slice(1).flatMap((outputs, i) => {
    const layer = new nn.Linear(sizes[i]!, outputs);
    return i === 0 ? [layer] : [new nn.ReLU(), layer];
  });
  const model = new nn.Sequential(...layers);
  const [x, y] = [randn([batch, sizes[0]!]), randint(0, sizes.at(-1)!, [batch])];
  return training(model.parameters(), () => crossEntropy(model.call(x), y));
}

function recurrent(kind: "RNN" | "GRU" | "LSTM", batch: number, steps: number, units: number): Step {
  const kinds = { RNN: nn.RNN, GRU: nn.GRU, LSTM: nn.LSTM };
  const net = new kinds[kind](units, units, { batchFirst: true }) as InstanceType<typeof nn.GRU>;
  const head = new nn.Linear(units, 10);
  const [x, y] = [randn([batch, steps, units]), randint(0, 10, [batch])];
  return training([...net.parameters(), ...head.parameters()], () => {
    return crossEntropy(head.call(net.call(x).output.select(1, -1)), y);
  });
}

function bahdanau(batch = 32, steps = 20, units = 128, vocabulary = 40): Step {
  const embedding = new nn.Embedding(vocabulary, units);
  const [query, key, energy] = [new nn.Linear(units, units), new nn.Linear(units, units), new nn.Linear(units, 1)];
  const [cell, out] = [new nn.GRUCell(2 * units, units), new nn.Linear(units, vocabulary)];
  const [memories, start] = [randn([batch, steps, units]), randn([batch, units])];
  const [tokens, y] = [randint(0, vocabulary, [batch, steps]), randint(0, vocabulary, [batch * steps])];
  const parameters = [embedding, query, key, energy, cell, out].flatMap((module) => module.parameters());
  return training(parameters, () => {
    const keys = key.call(memories);
    const logits: Tensor[] = [];
    let h = start;
    for (let t = 0; t < steps; t += 1) {
      const scores = additiveScores(query.call(h).unsqueeze(1), keys, energy.weight).add(energy.bias!);
      const context = matmul(scores.softmax(-1), memories).squeeze(1);
      h = cell.call(cat([embedding.call(tokens.select(1, t)), context], -1), h);
      logits.push(out.call(h));
    }
    return crossEntropy(stack(logits, 1).flatten(0, 1), y);
  });
}

function transformer(batch = 16, steps = 64, width = 64, layers = 2): Step {
  const options = { dimFeedforward: 4 * width, dropout: 0, batchFirst: true };
  const model = new nn.TransformerEncoder(() => new nn.TransformerEncoderLayer(width, 4, options), layers);
  const [x, g] = [randn([batch, steps, width]), randn([batch, steps, width])];
  return training(model.parameters(), () => model.call(x).mul(g).mean());
}

function gpt(batch = 16, steps = 64, width = 48, layers = 2, vocabulary = 65): Step {
  const [token, place] = [new nn.Embedding(vocabulary, width), new nn.Embedding(steps, width)];
  const options = {
    dimFeedforward: 4 * width,
    dropout: 0,
    activation: "gelu",
    normFirst: true,
    batchFirst: true,
  } as const;
  const blocks = new nn.TransformerEncoder(() => new nn.TransformerEncoderLayer(width, 4, options), layers, {
    norm: new nn.LayerNorm(width),
  });
  const head = new nn.Linear(width, vocabulary, { bias: false });
  const [tokens, y] = [randint(0, vocabulary, [batch, steps]), randint(0, vocabulary, [batch * steps])];
  const parameters = [token, place, blocks, head].flatMap((module) => module.parameters());
  return training(parameters, () => {
    const x = token.call(tokens).add(place.weight);
    return crossEntropy(head.call(blocks.call(x, { isCausal: true })).flatten(0, 1), y);
  });
}

function adam(count = 40, size = 5000): Step {
  const parameters = Array.from({ length: count }, () => randn([size], { requiresGrad: true }));
  for (const parameter of parameters) parameter.grad = randn([size]);
  const optimizer = new optim.Adam(parameters, { lr: 1e-3 });
  return () => optimizer.step();
}

function product(m: number, n: number, k: number): Step {
  const [a, b] = [randn([m, k]), randn([k, n])];
  return () => void matmul(a, b);
}

/** Words that are the less frequent the higher their number; sentences of 20. */
function zipfSentences(words = 50_000, vocabulary = 5000): string[][] {
  let state = 1;
  const word = () => {
    state = (state * 16_807) % 2_147_483_647;
    return `w${Math.floor(vocabulary ** (state / 2_147_483_647))}`;
  };
  return Array.from({ length: words / 20 }, () => Array.from({ length: 20 }, word));
}

function word2vec(options: ConstructorParameters<typeof text.Word2Vec>[0]): Step {
  const sentences = zipfSentences();
  return () => void new text.Word2Vec({ minCount: 1, epochs: 1, ...options }).fit(sentences);
}

/** TF-IDF of all speeches with scikit-learn's formula, from text to matrix. */
function tfidf(): Step {
  const speeches = stateOfTheUnion().map((speech) => speech.text);
  const options = { idf: "smooth", norm: "l2" } as const;
  return () => void new text.TfidfVectorizer(options).fitTransform(speeches);
}

/** A fresh process, from before the engine is loaded to the first product. */
function startup(): Step {
  const script = join(import.meta.dirname, "startup.js");
  return () => Number(spawnSync(process.execPath, [script], { encoding: "utf8" }).stdout);
}

/** What is no training step. */
const others = {
  add16,
  adam,
  product: () => product(128, 512, 512),
  productSmall: () => product(32, 64, 64),
  peak: multiplyAdds,
  word2vec: () => word2vec({}),
  word2vecBag: () => word2vec({ sg: false }),
  word2vecTree: () => word2vec({ hs: true }),
  tfidf,
  startup,
};

serve(
  {
    ...(process.argv.includes("--compiled") ? {} : others),
    mlpSmall: () => mlp([64, 64, 64, 10], 32),
    mlpDigits: () => mlp([784, 128, 10], 64),
    rnn: () => recurrent("RNN", 32, 50, 64),
    gru: () => recurrent("GRU", 32, 50, 64),
    lstm32: () => recurrent("LSTM", 32, 50, 32),
    lstm64: () => recurrent("LSTM", 32, 50, 64),
    lstm256: () => recurrent("LSTM", 64, 100, 256),
    bahdanau,
    transformer,
    gpt,
  },
  (batch, steps, units) => recurrent("LSTM", batch, steps, units),
);
