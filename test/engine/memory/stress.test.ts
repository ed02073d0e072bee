// Kernels see addresses only. Here garbage is collected at every allocation, so an operation that keeps an address
// without keeping its tensor reads numbers of another one, and its result changes.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../house/sources.ts";

// Tensors of 64 KiB and more have pages of their own, which die with them. The arena's thresholds are set to zero.
const script = `
import { registerHooks } from "node:module";
const greedy = process.argv.includes("--greedy");
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!greedy || !url.endsWith("/engine/memory/arena.ts")) return loaded;
    const source = String(loaded.source)
      .replace(/const sweepEvery = [^;]+;/, "const sweepEvery = 0;")
      .replace(/const checkpointEvery = [^;]+;/, "const checkpointEvery = 0;")
      .replace("Math.max(sweepEvery, survivedSweep)", "sweepEvery")
      .replace("const enough = madeSinceSweep / 2;", "const enough = Infinity;");
    if (!source.includes("enough = Infinity")) throw new Error("the arena changed: mend this test");
    return { ...loaded, source };
  },
});
const { autograd, cat, einsum, manualSeed, nn, optim, randint, randn, sort, stack, topk, where } =
  await import("${join(root, "kernel/api.ts")}");
manualSeed(1);
const n = 160;
const [column, row, square] = [() => randn([n, 1]), () => randn([1, n]), () => randn([n, n])];
const batch = () => randn([4, n, n]);
const some = () => randint(0, n, [n]);
const layer = new nn.TransformerEncoderLayer(32, 4, { dimFeedforward: 64, dropout: 0, batchFirst: true });
const lstm = new nn.LSTM(32, 32, { batchFirst: true });
const gru = new nn.GRU(32, 32, { batchFirst: true, bidirectional: true });
const norm = new nn.LayerNorm(n);
const operations = {
  outerProduct: (x) => x.mul(column().mul(row())),
  outerSum: (x) => x.add(row().add(column())),
  broadcastMiddle: () => randn([4, 1, n]).mul(randn([n, 1])).sub(randn([4, n, 1])),
  transposedSum: (x) => x.T.add(square().T).mul(x),
  power: (x) => x.abs().add(0.1).pow(square().sigmoid()),
  where: (x) => where(x.gt(column()), x.T, row()),
  matmul: (x) => x.matmul(square().T).matmul(x.T),
  batched: (x) => batch().matmul(x).matmul(batch().transpose(1, 2)),
  einsum: (x) => einsum("bij,jk->bik", batch(), x),
  softmax: (x) => x.T.softmax().mul(x.logSoftmax(0)),
  layerNorm: (x) => norm.call(x.T.add(0)).mul(x),
  layerNormOfViews: (x) => nn.functional.layerNorm(x.T, n, { weight: x.at(0), bias: x.T.at(1) }),
  crossEntropy: (x) => nn.functional.crossEntropy(x.T, some()),
  embedding: (x) => nn.functional.embedding(some(), x).mul(x),
  indexing: (x) => x.at(some()).add(x.at("...", some())),
  join: (x) => cat([x.T, square()], 1).matmul(stack([x, x.T]).flatten(0, 1)),
  reductions: (x) => x.T.sum({ dim: 0 }).add(x.amax({ dim: 1 })).add(x.std({ dim: 0 })),
  order: (x) => sort(x.T).values.add(topk(x, n).values),
  attention: (x) => layer.call(x.reshape([-1, 50, 32])).sum({ dim: 1 }),
  lstm: (x) => lstm.call(x.reshape([-1, 50, 32])).output,
  gru: (x) => gru.call(x.reshape([-1, 50, 32])).output,
};
const results = {};
for (const [name, operation] of Object.entries(operations)) {
  manualSeed(2);
  const x = square().requiresGrad_();
  const out = operation(x);
  const gradients = x.requiresGrad && out.requiresGrad ? autograd.grad(out.square().mean(), [x], { allowUnused: true }) : [];
  results[name] = [out, ...gradients].map((t) => (t ? Array.from(t.data).reduce((sum, v, i) => sum + v * Math.sin(i), 0) : null));
}
console.log(JSON.stringify(results));
`;

test("collecting garbage at every allocation changes no result and no gradient", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-"));
  try {
    const file = join(folder, "stress.mts");
    writeFileSync(file, script);
    const run = (...options: string[]): Record<string, readonly number[]> => {
      const node = ["--experimental-strip-types", "--no-warnings", file, ...options];
      return JSON.parse(execFileSync(process.execPath, node, { encoding: "utf8" })) as Record<string, number[]>;
    };
    const [calm, greedy] = [run(), run("--greedy")];
    expect(greedy).toEqual(calm);
    expect(Object.keys(calm)).toHaveLength(21);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
