// jax-js on its WebAssembly backend as a peer of the benchmark (test/bench/protocol.ts). A training step is one `jit` of
// gradient and Adam. It has no loops that it can differentiate (no `lax.scan`): recurrent steps are written out one by one.
// Runs beside its package, in a folder outside the project; so plain JavaScript.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(import.meta.dirname, "package.json"));
const jax = await import(pathToFileURL(join(require.resolve("@jax-js/jax"), "../index.js")).href);
const { defaultDevice, init, jit, nn, numpy: np, random, tree, valueAndGrad } = jax;
await init("wasm");
defaultDevice("wasm");

let seed = 0;
const randn = (shape) => random.normal(random.key((seed += 1)), shape);

/** Adam as a pure function; every argument is used up, as jax-js wants it. */
function adamStep(p, g, m, v) {
  const mean = m.mul(0.9).add(g.ref.mul(0.1));
  const square = v.mul(0.999).add(g.ref.mul(g).mul(0.001));
  const next = p.sub(mean.ref.mul(1e-2).div(np.sqrt(square.ref.mul(1000)).add(1e-8)));
  return [next, mean, square];
}

function training(params, loss) {
  const zeros = () => tree.map((p) => np.zeros(p.shape), params);
  let state = [params, zeros(), zeros()];
  const step = jit((p, m, v) => {
    const [value, g] = valueAndGrad(loss)(tree.ref(p));
    const results = p.map((each, i) => adamStep(each, g[i], m[i], v[i]));
    return [
      value,
      results.map(([next]) => next),
      results.map(([, mean]) => mean),
      results.map(([, , square]) => square),
    ];
  });
  return () => {
    const [value, ...next] = step(...state);
    state = next;
    value.dataSync();
  };
}

function crossEntropy(logits, wanted) {
  return nn
    .logSoftmax(logits, -1)
    .mul(wanted.ref)
    .sum()
    .mul(-1 / wanted.shape[0]);
}

const labels = (count, classes) =>
  nn.oneHot(np.array(Int32Array.from({ length: count }, (_, i) => i % classes)), classes);

function mlp(sizes, batch) {
  const params = sizes.slice(1).flatMap((size, i) => [randn([sizes[i], size]).mul(sizes[i] ** -0.5), np.zeros([size])]);
  const [x, y] = [randn([batch, sizes[0]]), labels(batch, sizes.at(-1))];
  return training(params, (p) => {
    let h = x.ref;
    for (let i = 0; i < p.length; i += 2) {
      h = np.matmul(h, p[i]).add(p[i + 1]);
      if (i + 2 < p.length) h = nn.relu(h);
    }
    return crossEntropy(h, y);
  });
}

function product(m, n, k) {
  const [a, b] = [randn([m, k]), randn([k, n])];
  return () => np.matmul(a.ref, b.ref).dataSync();
}

const dense = (inputs, outputs) => [randn([inputs, outputs]).mul(inputs ** -0.5), np.zeros([outputs])];
const affine = (x, [w, b]) => np.matmul(x, w.ref).add(b.ref);
const columnsOf = (x, i, size) => x.slice([], [i * size, (i + 1) * size]);

function recurrent(kind, batch, steps, units) {
  const gates = { rnn: 1, gru: 3, lstm: 4 }[kind];
  const params = [...dense(units, gates * units), ...dense(units, gates * units), ...dense(units, 10)];
  const xs = Array.from({ length: steps }, () => randn([batch, units]));
  const y = labels(batch, 10);
  return training(params, ([wx, bx, wh, bh, w, b]) => {
    let [h, c] = [np.zeros([batch, units]), np.zeros([batch, units])];
    for (const x of xs) {
      const [fromX, fromH] = [affine(x.ref, [wx, bx]), affine(h.ref, [wh, bh])];
      const gate = (i) => columnsOf(fromX.ref, i, units).add(columnsOf(fromH.ref, i, units));
      if (kind === "rnn") h = np.tanh(fromX.ref.add(fromH.ref));
      else if (kind === "gru") {
        const [r, z] = [nn.sigmoid(gate(0)), nn.sigmoid(gate(1))];
        const n = np.tanh(columnsOf(fromX.ref, 2, units).add(r.mul(columnsOf(fromH.ref, 2, units))));
        h = n.ref.add(z.mul(h.sub(n)));
      } else {
        const kept = nn.sigmoid(gate(1)).mul(c);
        c = kept.add(nn.sigmoid(gate(0)).mul(np.tanh(gate(2))));
        h = nn.sigmoid(gate(3)).mul(np.tanh(c.ref));
      }
    }
    return crossEntropy(affine(h, [w, b]), y);
  });
}

function bahdanau(batch = 32, steps = 20, units = 128, vocabulary = 40) {
  const sizes = [
    [units, units],
    [units, units],
    [units, 1],
    [2 * units, 3 * units],
    [units, 3 * units],
    [units, vocabulary],
  ];
  const params = [randn([vocabulary, units]), ...sizes.flatMap(([inputs, outputs]) => dense(inputs, outputs))];
  const [memories, y] = [randn([batch, steps, units]), labels(batch * steps, vocabulary)];
  const tokens = Array.from({ length: steps }, () => labels(batch, vocabulary));
  return training(params, ([embedding, ...p]) => {
    const [query, key, energy, fromX, fromH, out] = sizes.map((_, i) => [p[2 * i], p[2 * i + 1]]);
    const keys = affine(memories.ref, key);
    let h = np.zeros([batch, units]);
    const logits = tokens.map((token) => {
      const sums = np.tanh(affine(h.ref, query).reshape([batch, 1, units]).add(keys.ref));
      const scores = nn.softmax(affine(sums, energy).reshape([batch, 1, steps]), -1);
      const context = np.matmul(scores, memories.ref).reshape([batch, units]);
      const x = np.concatenate([np.matmul(token.ref, embedding.ref), context], 1);
      const [a, b] = [affine(x, fromX), affine(h.ref, fromH)];
      const gate = (i) => nn.sigmoid(columnsOf(a.ref, i, units).add(columnsOf(b.ref, i, units)));
      const n = np.tanh(columnsOf(a.ref, 2, units).add(gate(0).mul(columnsOf(b.ref, 2, units))));
      h = n.ref.add(gate(1).mul(h.sub(n)));
      return affine(h.ref, out);
    });
    return crossEntropy(np.stack(logits, 1).reshape([batch * steps, vocabulary]), y);
  });
}

/** Parameters of a transformer's layer: what `encode` takes off the list. */
const layerParams = (width) => [
  ...dense(width, 3 * width),
  ...dense(width, width),
  ...dense(width, 4 * width),
  ...dense(4 * width, width),
  ...[0, 1].flatMap(() => [np.ones([width]), np.zeros([width])]),
];

const layerNorm = (x, [w, b]) => nn.standardize(x, -1).mul(w.ref).add(b.ref);

/** x [batch, steps, width]: norm after the residual with ReLU, or before it with GELU and words that see the past. */
function encode(x, p, { normFirst = false, heads = 4 } = {}) {
  const [joint, back, wide, narrow, norm1, norm2] = [0, 2, 4, 6, 8, 10].map((i) => [p[i], p[i + 1]]);
  const [batch, steps, width] = x.shape;
  const attend = (words) => {
    const all = affine(words, joint);
    const [q, k, v] = [0, 1, 2].map((i) =>
      all.ref.slice([], [], [i * width, (i + 1) * width]).reshape([batch, steps, heads, width / heads]),
    );
    const seen = nn.dotProductAttention(q, k, v, { isCausal: normFirst });
    return affine(seen.reshape([batch, steps, width]), back);
  };
  const feed = (words) => {
    const hidden = affine(words, wide);
    return affine(normFirst ? nn.gelu(hidden, { approximate: false }) : nn.relu(hidden), narrow);
  };
  if (normFirst) {
    const attended = x.ref.add(attend(layerNorm(x, norm1)));
    return attended.ref.add(feed(layerNorm(attended, norm2)));
  }
  const attended = layerNorm(x.ref.add(attend(x)), norm1);
  return layerNorm(attended.ref.add(feed(attended)), norm2);
}

function transformer(batch = 16, steps = 64, width = 64) {
  const [x, g] = [randn([batch, steps, width]), randn([batch, steps, width])];
  return training([...layerParams(width), ...layerParams(width)], (p) => {
    const y = encode(encode(x.ref, p.slice(0, 12)), p.slice(12));
    return y.mul(g.ref).mean();
  });
}

function gpt(batch = 16, steps = 64, width = 48, vocabulary = 65) {
  const ends = [randn([vocabulary, width]), randn([steps, width]), np.ones([width]), np.zeros([width])];
  const head = randn([width, vocabulary]).mul(width ** -0.5);
  const count = batch * steps;
  const tokens = labels(count, vocabulary).reshape([batch, steps, vocabulary]);
  const y = labels(count, vocabulary);
  const params = [...ends, head, ...layerParams(width), ...layerParams(width)];
  return training(params, ([token, place, w, b, out, ...p]) => {
    const x = np.matmul(tokens.ref, token.ref).add(place.ref);
    const causal = { normFirst: true };
    const all = layerNorm(encode(encode(x, p.slice(0, 12), causal), p.slice(12), causal), [w, b]);
    return crossEntropy(np.matmul(all, out.ref).reshape([count, vocabulary]), y);
  });
}

const workloads = {
  add16: () => {
    const [a, b] = [randn([16]), randn([16])];
    return () => a.ref.add(b.ref).dataSync();
  },
  mlpSmall: () => mlp([64, 64, 64, 10], 32),
  mlpDigits: () => mlp([784, 128, 10], 64),
  rnn: () => recurrent("rnn", 32, 50, 64),
  gru: () => recurrent("gru", 32, 50, 64),
  lstm32: () => recurrent("lstm", 32, 50, 32),
  lstm64: () => recurrent("lstm", 32, 50, 64),
  lstm256: () => recurrent("lstm", 64, 100, 256),
  bahdanau,
  transformer,
  gpt,
  adam: () => {
    const make = () => Array.from({ length: 40 }, () => randn([5000]));
    let state = [make(), make(), make().map((v) => v.ref.mul(v))];
    const gradients = make();
    const step = jit((p, g, m, v) => {
      const results = p.map((each, i) => adamStep(each, g[i], m[i], v[i]));
      return [0, 1, 2].map((part) => results.map((result) => result[part]));
    });
    return () => {
      state = step(state[0], tree.ref(gradients), state[1], state[2]);
      state[0][0].ref.dataSync();
    };
  },
  product: () => product(128, 512, 512),
  productSmall: () => product(32, 64, 64),
};

const now = (clock) => {
  if (clock !== "cpu") return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

function measure(step, milliseconds, clock) {
  const times = [];
  const end = performance.now() + milliseconds;
  let count = 1;
  while (performance.now() < end || times.length < 1) {
    const start = now(clock);
    for (let i = 0; i < count; i += 1) step();
    const took = now(clock) - start;
    if (took < 1) count *= 2;
    else times.push((1000 * took) / count);
  }
  return times;
}

const steps = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { workload, milliseconds, clock } = JSON.parse(line);
  let answer = {};
  const sizes = /^lstm-(\d+)-(\d+)-(\d+)$/.exec(workload)?.slice(1).map(Number);
  if (sizes) workloads[workload] = () => recurrent("lstm", ...sizes);
  try {
    if (workloads[workload]) {
      if (!steps.has(workload)) {
        steps.set(workload, workloads[workload]());
        measure(steps.get(workload), 1000, clock);
      }
      answer = { times: measure(steps.get(workload), milliseconds, clock) };
    }
  } catch (error) {
    answer = { error: String(error.stack ?? error) };
  }
  console.log(JSON.stringify(answer));
}
