// jax-js on its WebAssembly backend as a peer of the benchmark (test/bench/protocol.ts). A training step is one `jit` of
// gradient and Adam. It has no recurrent or attention layers: what would have to be written for it first is left out.
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

const workloads = {
  add16: () => {
    const [a, b] = [randn([16]), randn([16])];
    return () => a.ref.add(b.ref).dataSync();
  },
  mlpSmall: () => mlp([64, 64, 64, 10], 32),
  mlpDigits: () => mlp([784, 128, 10], 64),
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
