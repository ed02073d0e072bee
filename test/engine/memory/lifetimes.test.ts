// Kernels see addresses only: what they read on the way back must live as long as the graph does, although nothing but
// an address mentions it. A collection between forward and backward, and new tensors in the room it made, must not show.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../house/sources.ts";

// In a process of its own: the collector is the kernel's.
const script = `
import { collect, installCollector } from "${join(root, "engine/memory/index.ts")}";
import { nodeCollector } from "${join(root, "kernel/host/collector.ts")}";
import { autograd, full, manualSeed, nn, randn } from "${join(root, "engine/index.ts")}";
installCollector(nodeCollector());
manualSeed(1);
const options = { batchFirst: true };
const [rnn, lstm, gru] = [new nn.RNN(8, 16, options), new nn.LSTM(8, 16, options), new nn.GRU(8, 16, options)];
const attention = new nn.MultiheadAttention(8, 2, { ...options, dropout: 0.2 });
const losses = {
  RNN: (x) => rnn.call(x).output,
  LSTM: (x) => lstm.call(x).output,
  GRU: (x) => gru.call(x, undefined, { lengths: Array.from({ length: 32 }, (_, b) => 1 + (b % 20)) }).output,
  MultiheadAttention: (x) => attention.call(x, x, x).output,
  LayerNorm: (x) => nn.functional.layerNorm(x.transpose(1, 2), 20).sin(),
  Linear: (x) => nn.functional.linear(x.transpose(1, 2).transpose(1, 2), lstm.parameters()[0]).tanh(),
  softmax: (x) => x.softmax(1).logSoftmax(),
};
const gradient = (output, x, disturb) => {
  manualSeed(2);
  const loss = output(x).square().sum();
  const others = [];
  if (disturb) {
    collect();
    for (const size of [8, 16, 24, 40, 64, 100, 200]) for (let i = 0; i < 100; i += 1) others.push(full([size, size], 7));
  }
  return Array.from(autograd.grad(loss, [x])[0].data);
};
const worst = {};
for (const [name, output] of Object.entries(losses)) {
  const x = randn([32, 20, 8]).requiresGrad_();
  const calm = gradient(output, x, false);
  const disturbed = gradient(output, x, true);
  worst[name] = calm.every((value, i) => value === disturbed[i]);
}
console.log(JSON.stringify(worst));
`;

test("gradients are the same when garbage is collected between forward and backward", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-"));
  try {
    const file = join(folder, "lifetimes.mts");
    writeFileSync(file, script);
    const out = execFileSync(process.execPath, ["--experimental-strip-types", "--no-warnings", file], {
      encoding: "utf8",
    });
    const same = JSON.parse(out) as Record<string, boolean>;
    expect(Object.entries(same).filter(([, equal]) => !equal)).toEqual([]);
    expect(Object.keys(same)).toHaveLength(7);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
