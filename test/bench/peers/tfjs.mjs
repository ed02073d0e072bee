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
function training(logits, count, classes) {
  const optimizer = tf.train.adam(1e-3);
  const y = tf.oneHot(tf.tensor1d(labels(count, classes), "int32"), classes);
  return () => {
    const loss = optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, logits()), true);
    loss.dataSync();
    loss.dispose();
  };
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
        measure(steps.get(workload), milliseconds, clock);
      }
      answer = { times: measure(steps.get(workload), milliseconds, clock) };
    }
  } catch (error) {
    answer = { error: String(error.stack ?? error) };
  }
  console.log(JSON.stringify(answer));
}
