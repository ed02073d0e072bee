// A plain training loop in one cell, without a word about memory: the process does not grow. `npm run prove` runs the
// hundred thousand steps; the tests a twentieth of them.
import { expect, test } from "vitest";
import { useKernel } from "./session.ts";

const { run } = useKernel();
const long = process.env.GRADBOOK_LONG === "1";
const steps = long ? 100_000 : 5_000;

test(`${steps} steps in one cell take no more memory than 1,000`, { timeout: 600_000 }, async () => {
  const cell = `
    const model = new nn.Sequential(new nn.Linear(32, 64), new nn.Tanh(), new nn.Linear(64, 8));
    const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
    const [x, y] = [randn([32, 32]), randint(0, 8, [32])];
    const megabytes = (): number => process.memoryUsage().rss / 2 ** 20;
    let early = 0;
    for (let step = 1; step <= ${steps}; step += 1) {
      const loss = nn.functional.crossEntropy(model.call(x), y);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      if (step === 1000) early = megabytes();
    }
    JSON.stringify([early, megabytes()])`;
  const { result, error } = await run(cell);
  expect(error).toBeUndefined();
  const [early, late] = JSON.parse(result!.slice(1, -1)) as [number, number];
  console.log(`resident after step 1,000: ${early.toFixed(0)} MB, after step ${steps}: ${late.toFixed(0)} MB`);
  expect(late / early).toBeLessThan(1.1);
});
