// Optimizers against PyTorch's, step by step (fixtures/optim/optim.py), and against what misuse they should notice.
import { describe, expect, test } from "vitest";
import { nn, optim, tensor, type Tensor, zeros } from "../../../engine/index.ts";
import fixture from "../../fixtures/optim/optim.json" with { type: "json" };

const camel = (options: object) =>
  Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key.replace(/_(.)/g, (_, c) => c.toUpperCase()), value]),
  );

const slopes = [1, 0.1, 2, 5, 0.5, 1];
const gradient = (p: ArrayLike<number>, t: number) =>
  slopes.map((slope, i) => p[i]! * slope + 0.1 * Math.sin(12.9898 * (t * 6 + i)));

const kinds = { SGD: optim.SGD, Adam: optim.Adam, AdamW: optim.AdamW, RMSprop: optim.RMSprop, Adagrad: optim.Adagrad };

describe.each(["float32", "float64"] as const)("in %s", (dtype) => {
  test.each(
    fixture.optimizers.map((each) => [each.name, JSON.stringify(each.options), each.options, each[dtype]] as const),
  )("%s %s walks as PyTorch's over 100 steps", (name, _, options, after) => {
    const p = tensor(fixture.start, { dtype, requiresGrad: true });
    const Kind = kinds[name as keyof typeof kinds] as typeof optim.SGD;
    const optimizer = new Kind([p], camel(options));
    for (let t = 1; t <= 100; t += 1) {
      p.grad = tensor(gradient(p.data, t), { dtype });
      optimizer.step();
      const wanted = (after as unknown as Record<string, number[]>)[t];
      // Rounding is the same on both sides but for the order of a few operations.
      const tolerance = dtype === "float32" ? 1e-6 : 1e-12;
      wanted?.forEach((value, i) =>
        expect(Math.abs(p.data[i]! - value)).toBeLessThan(tolerance * Math.max(1, Math.abs(value))),
      );
    }
  });
});

test("every optimizer is compared, and with every option that it has", () => {
  const made = Object.entries(kinds).map(([name, Kind]) => {
    const {
      params: _,
      form,
      ...settings
    } = new (Kind as typeof optim.SGD)([tensor([1], { requiresGrad: true })]).paramGroups[0]!;
    // "classic" is the lecture's, not PyTorch's: the next test compares it.
    if (form) expect(form).toBe("torch");
    return [name, Object.keys(settings).toSorted()];
  });
  const compared = Object.keys(kinds).map((name) => {
    const options = fixture.optimizers.filter((each) => each.name === name).map((each) => camel(each.options));
    return [name, [...new Set(options.flatMap((each) => Object.keys(each)))].toSorted()];
  });
  expect(compared).toEqual(made);
  const others = Object.keys(optim)
    .filter((name) => !(name in kinds))
    .toSorted();
  expect(others).toEqual(["Optimizer", "lrScheduler"]);
});

test("momentum: both forms walk the same way until the learning rate changes", () => {
  const walk = (form: "torch" | "classic", nesterov: boolean) => {
    const p = tensor([1, -2], { requiresGrad: true });
    const optimizer = new optim.SGD([p], { lr: 0.1, momentum: 0.9, form, nesterov });
    const path: number[] = [];
    for (let t = 0; t < 12; t += 1) {
      if (t === 8) optimizer.paramGroups[0]!.lr = 0.01;
      p.grad = tensor(Array.from(p.data, (x) => 2 * x));
      optimizer.step();
      path.push(p.data[0]!);
    }
    return path;
  };
  for (const nesterov of [false, true]) {
    const [torch, classic] = [walk("torch", nesterov), walk("classic", nesterov)];
    torch.slice(0, 8).forEach((x, t) => expect(classic[t]).toBeCloseTo(x, 6));
    expect(Math.abs(classic[9]! - torch[9]!)).toBeGreaterThan(1e-3);
  }
});

test("read literally, the slide's Adam freezes: without 1-β as exponents of t the step dies", () => {
  // The slide divides by 1-β instead of 1-βᵗ, and multiplies what it kept: steps of a constant gradient shrink to nothing.
  let [m, v, literal] = [0, 0, 0];
  for (let t = 1; t <= 10; t += 1) {
    m = (0.9 * m + 0.1) / (1 - 0.9 ** t);
    v = (0.999 * v + 0.001) / (1 - 0.999 ** t);
    literal = (0.001 * m) / (Math.sqrt(v) + 1e-8);
  }
  const p = tensor([0], { requiresGrad: true });
  const adam = new optim.Adam([p]);
  let before = 0;
  for (let t = 1; t <= 10; t += 1) {
    before = p.item();
    p.grad = tensor([1]);
    adam.step();
  }
  expect(literal).toBeLessThan(1e-7);
  expect(Math.abs(p.item() - before)).toBeCloseTo(1e-3, 6);
});

test("groups learn at their own rates", () => {
  const [a, b] = [tensor([1], { requiresGrad: true }), tensor([1], { requiresGrad: true })];
  const optimizer = new optim.SGD([{ params: [a] }, { params: [b], lr: 0.5 }], { lr: 0.1 });
  for (const p of [a, b]) p.grad = tensor([1]);
  optimizer.step();
  expect([a.item(), b.item()]).toEqual([expect.closeTo(0.9, 6), 0.5]);
});

test("a saved optimizer goes on as if it had not stopped", () => {
  const run = (stops: boolean) => {
    const p = tensor(fixture.start, { requiresGrad: true });
    let optimizer = new optim.Adam([p], { lr: 0.1 });
    for (let t = 1; t <= 20; t += 1) {
      if (stops && t === 11) {
        const saved = optimizer.stateDict();
        optimizer = new optim.Adam([p], { lr: 9 });
        optimizer.loadStateDict(saved);
      }
      p.grad = tensor(gradient(p.data, t));
      optimizer.step();
    }
    return p.toArray();
  };
  expect(run(true)).toEqual(run(false));
});

test("parameters without a gradient stay as they are; zeroGrad forgets", () => {
  const [a, b] = [tensor([1], { requiresGrad: true }), tensor([1], { requiresGrad: true })];
  const optimizer = new optim.SGD([a, b], { lr: 1 });
  a.grad = tensor([0.25]);
  optimizer.step();
  optimizer.zeroGrad();
  expect([a.item(), b.item(), a.grad]).toEqual([0.75, 1, undefined]);
});

test.each<[string, () => unknown, RegExp]>([
  ["no parameters", () => new optim.SGD([]), /got no parameters\. Try model\.parameters\(\)/],
  ["a tensor that needs no gradient", () => new optim.Adam([zeros([2])]), /without gradients\. Try/],
  ["a computed tensor", () => new optim.Adam([tensor([1], { requiresGrad: true }).mul(2)]), /leaves/],
  [
    "a negative rate",
    () => new optim.SGD(new nn.Linear(1, 1).parameters(), { lr: -1 }),
    /lr is a number from 0, not -1/,
  ],
  ["a beta of 1", () => new optim.Adam(new nn.Linear(1, 1).parameters(), { betas: [0.9, 1] }), /betas\[1\] .* not 1/],
  ["Nesterov without momentum", () => new optim.SGD(new nn.Linear(1, 1).parameters(), { nesterov: true }), /momentum/],
  ["a gradient of another shape", () => stepWith(tensor([1, 2, 3])), /gradient \[3\] float32 does not fit .* \[2\]/],
])("%s is refused with the reason", (_, act, message) => {
  expect(act).toThrow(message);
});

function stepWith(grad: Tensor): void {
  const p = zeros([2], { requiresGrad: true });
  p.grad = grad;
  new optim.SGD([p]).step();
}
