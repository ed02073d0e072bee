// TensorFlow.js on its WebAssembly backend as a peer of the benchmark (test/bench/protocol.ts), one thread.
// Runs beside its packages, in a folder outside the project; so plain JavaScript.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join } from "node:path";

const require = createRequire(join(import.meta.dirname, "package.json"));
const tf = require("@tensorflow/tfjs-core");
const layers = require("@tensorflow/tfjs-layers");
const { setThreadsCount, setWasmPaths } = require("@tensorflow/tfjs-backend-wasm");
require("@tensorflow/tfjs-backend-cpu");

setThreadsCount(1);
setWasmPaths(`${join(import.meta.dirname, "node_modules/@tensorflow/tfjs-backend-wasm/dist")}/`);
await tf.setBackend("wasm");
await tf.ready();

const labels = (count, classes) => Array.from({ length: count }, () => Math.floor(Math.random() * classes));

/** A step: forward, backward, Adam. The loss is read, which is what makes the backend finish. */
function minimizing(loss) {
  const optimizer = tf.train.adam(1e-3);
  return () => {
    const value = optimizer.minimize(loss, true);
    value.dataSync();
    value.dispose();
  };
}

function training(logits, count, classes) {
  const y = oneHot(count, classes);
  return minimizing(() => tf.losses.softmaxCrossEntropy(y, logits()));
}

const oneHot = (count, classes) => tf.oneHot(tf.tensor1d(labels(count, classes), "int32"), classes);
const weight = (rows, columns) => tf.variable(tf.randomNormal([rows, columns], 0, rows ** -0.5));

/** x W + b for x [rows, inputs]. */
function dense(inputs, outputs, biased = true) {
  const w = weight(inputs, outputs);
  const b = biased && tf.variable(tf.zeros([outputs]));
  return (x) => (b ? tf.add(tf.matMul(x, w), b) : tf.matMul(x, w));
}

function mlp(sizes, batch) {
  const parts = sizes.slice(1).map((size, i) => ({
    w: tf.variable(tf.randomNormal([sizes[i], size], 0, sizes[i] ** -0.5)),
    b: tf.variable(tf.zeros([size])),
  }));
  const x = tf.randomNormal([batch, sizes[0]]);
  const logits = () =>
    parts.reduce((h, { w, b }, i) => {
      const sum = tf.add(tf.matMul(h, w), b);
      return i < parts.length - 1 ? tf.relu(sum) : sum;
    }, x);
  return training(logits, batch, sizes.at(-1));
}

function recurrent(kind, batch, steps, units) {
  const net = layers.layers[kind]({ units, recurrentInitializer: "glorotNormal" });
  const head = layers.layers.dense({ units: 10 });
  const x = tf.randomNormal([batch, steps, units]);
  const logits = () => head.apply(net.apply(x));
  // Layers make their variables when first applied; made inside the step, they would be thrown away with it.
  logits().dispose();
  return training(logits, batch, 10);
}

/** The decoder of peers/pytorch.py. Embeddings are products: the backend has no gradient for taking rows. */
function bahdanau(batch = 32, steps = 20, units = 128, vocabulary = 40) {
  const embedding = weight(vocabulary, units);
  const [query, key, energy] = [dense(units, units), dense(units, units), dense(units, 1)];
  const [fromX, fromH, out] = [dense(2 * units, 3 * units), dense(units, 3 * units), dense(units, vocabulary)];
  const [memories, start] = [tf.randomNormal([batch, steps, units]), tf.zeros([batch, units])];
  const rows = tf.reshape(memories, [batch * steps, units]);
  const tokens = Array.from({ length: steps }, () => tf.cast(oneHot(batch, vocabulary), "float32"));
  const cell = (x, h) => {
    const [a, b] = [tf.split(fromX(x), 3, 1), tf.split(fromH(h), 3, 1)];
    const [r, z] = [tf.sigmoid(tf.add(a[0], b[0])), tf.sigmoid(tf.add(a[1], b[1]))];
    const n = tf.tanh(tf.add(a[2], tf.mul(r, b[2])));
    return tf.add(n, tf.mul(z, tf.sub(h, n)));
  };
  const logits = () => {
    const keys = tf.reshape(key(rows), [batch, steps, units]);
    const all = [];
    let h = start;
    for (const token of tokens) {
      const sums = tf.reshape(tf.tanh(tf.add(tf.expandDims(query(h), 1), keys)), [batch * steps, units]);
      const scores = tf.softmax(tf.reshape(energy(sums), [batch, steps]));
      const context = tf.reshape(tf.matMul(tf.expandDims(scores, 1), memories), [batch, units]);
      h = cell(tf.concat([tf.matMul(token, embedding), context], 1), h);
      all.push(out(h));
    }
    return tf.reshape(tf.stack(all, 1), [batch * steps, vocabulary]);
  };
  return training(logits, batch * steps, vocabulary);
}

function layerNorm(width) {
  const [w, b] = [tf.variable(tf.ones([width])), tf.variable(tf.zeros([width]))];
  return (x) => {
    const { mean, variance } = tf.moments(x, 1, true);
    return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), w), b);
  };
}

/** A transformer's layer for x [batch · steps, width]: norm after the residual with ReLU, or before it with GELU. */
function transformerLayer(batch, steps, width, { normFirst = false, heads = 4 } = {}) {
  const projections = [0, 1, 2, 3].map(() => dense(width, width));
  const [wide, narrow, norm1, norm2] = [
    dense(width, 4 * width),
    dense(4 * width, width),
    layerNorm(width),
    layerNorm(width),
  ];
  const hidden =
    normFirst && tf.tidy(() => tf.mul(tf.sub(1, tf.linalg.bandPart(tf.ones([steps, steps]), -1, 0)), -1e9));
  const split = (x) => tf.transpose(tf.reshape(x, [batch, steps, heads, width / heads]), [0, 2, 1, 3]);
  const attend = (x) => {
    const [q, k, v] = projections.slice(0, 3).map((project) => split(project(x)));
    const scores = tf.mul(tf.matMul(q, k, false, true), (width / heads) ** -0.5);
    const weights = tf.softmax(hidden ? tf.add(scores, hidden) : scores);
    return projections[3](tf.reshape(tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]), [batch * steps, width]));
  };
  const gelu = (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
  const feed = (x) => narrow(normFirst ? gelu(wide(x)) : tf.relu(wide(x)));
  if (normFirst) {
    return (x) => {
      const attended = tf.add(x, attend(norm1(x)));
      return tf.add(attended, feed(norm2(attended)));
    };
  }
  return (x) => {
    const attended = norm1(tf.add(x, attend(x)));
    return norm2(tf.add(attended, feed(attended)));
  };
}

function transformer(batch = 16, steps = 64, width = 64) {
  const blocks = [0, 1].map(() => transformerLayer(batch, steps, width));
  const [x, g] = [tf.randomNormal([batch * steps, width]), tf.randomNormal([batch * steps, width])];
  return minimizing(() => tf.mean(tf.mul(blocks[1](blocks[0](x)), g)));
}

function gpt(batch = 16, steps = 64, width = 48, vocabulary = 65) {
  const [token, place] = [weight(vocabulary, width), weight(steps, width)];
  const blocks = [0, 1].map(() => transformerLayer(batch, steps, width, { normFirst: true }));
  const [norm, head] = [layerNorm(width), dense(width, vocabulary, false)];
  const tokens = tf.cast(oneHot(batch * steps, vocabulary), "float32");
  const logits = () => {
    const words = tf.reshape(tf.matMul(tokens, token), [batch, steps, width]);
    const x = tf.reshape(tf.add(words, place), [batch * steps, width]);
    return head(norm(blocks[1](blocks[0](x))));
  };
  return training(logits, batch * steps, vocabulary);
}

const workloads = {
  add16: () => {
    const [a, b] = [tf.variable(tf.randomNormal([16])), tf.randomNormal([16])];
    return () => tf.add(a, b).dispose();
  },
  mlpSmall: () => mlp([64, 64, 64, 10], 32),
  mlpDigits: () => mlp([784, 128, 10], 64),
  rnn: () => recurrent("simpleRNN", 32, 50, 64),
  gru: () => recurrent("gru", 32, 50, 64),
  lstm32: () => recurrent("lstm", 32, 50, 32),
  lstm64: () => recurrent("lstm", 32, 50, 64),
  lstm256: () => recurrent("lstm", 64, 100, 256),
  bahdanau,
  transformer,
  gpt,
  adam: () => {
    const optimizer = tf.train.adam(1e-3);
    const variables = Array.from({ length: 40 }, () => tf.variable(tf.randomNormal([5000])));
    const grads = Object.fromEntries(variables.map((variable) => [variable.name, tf.randomNormal([5000])]));
    return () => optimizer.applyGradients(grads);
  },
  product: () => product(128, 512, 512),
  productSmall: () => product(32, 64, 64),
};

function product(m, n, k) {
  const [a, b] = [tf.randomNormal([m, k]), tf.randomNormal([k, n])];
  return () => tf.matMul(a, b).dispose();
}

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
