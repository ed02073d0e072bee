// Memory needs nothing from the user: a plain synchronous loop runs in bounded memory.
import { execFileSync } from "node:child_process";
import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../house/sources.ts";

// As a script of a user's would, in a process of its own.
const script = `
import { memory, nn, optim, randn, tensor } from "${join(root, "kernel/api.ts")}";
const model = new nn.Sequential(new nn.Linear(32, 64), new nn.ReLU(), new nn.Linear(64, 4));
const optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
const x = randn([256, 32]);
const y = tensor(Array.from({ length: 256 }, (_, i) => i % 4), { dtype: "int32" });
const kept = [];
let peak = 0;
for (let step = 0; step < 6000; step += 1) {
  const loss = nn.functional.crossEntropy(model.call(x), y);
  if (process.argv.includes("--keep")) kept.push(loss);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (step % 50 === 0) peak = Math.max(peak, memory.usage().peak);
}
console.log(JSON.stringify({ peak }));
`;

test.each([
  ["6,000 training steps that make 2 GB of tensors stay below 256 MB", []],
  ["the same when every loss is kept: after backward() it does not hold on to what it was computed from", ["--keep"]],
])(
  "%s",
  (_, options) => {
    const folder = mkdtempSync(join(tmpdir(), "gradbook-"));
    try {
      const file = join(folder, "loop.mts");
      writeFileSync(file, script);
      const out = execFileSync(process.execPath, ["--experimental-strip-types", "--no-warnings", file, ...options], {
        encoding: "utf8",
      });
      expect(JSON.parse(out).peak).toBeLessThan(256 * 2 ** 20);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);
