// Modules: parameters by name, saving and loading, hooks; and a whole training equal to PyTorch's.
import { describe, expect, test } from "vitest";
import { manualSeed, nn, ones, optim, randn, type Tensor, tensor, zeros } from "../../../engine/index.ts";
import fixture from "../../fixtures/nn/classifier.json" with { type: "json" };

const classifier = () => new nn.Sequential(new nn.Linear(4, 8), new nn.Tanh(), new nn.Linear(8, 3));
const stateOf = (saved: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(saved).map(([name, value]) => [name, tensor(value as number[][])]));

function expectClose(actual: ArrayLike<number>, expected: unknown, tolerance: number): void {
  const flat = (expected as number[][]).flat();
  expect(actual.length).toBe(flat.length);
  flat.forEach((value, i) => expect(Math.abs(actual[i]! - value)).toBeLessThan(tolerance));
}

test("a classifier learns exactly as in PyTorch: first gradients, 30 losses, final weights", () => {
  const model = classifier();
  model.loadStateDict(stateOf(fixture.start));
  const [x, y] = [tensor(fixture.x), tensor(fixture.y, { dtype: "int32" })];
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.05 });
  fixture.losses.forEach((wanted, step) => {
    const loss = nn.functional.crossEntropy(model.call(x), y);
    optimizer.zeroGrad();
    loss.backward();
    if (step === 0) {
      for (const [name, parameter] of model.namedParameters()) {
        expectClose(parameter.grad!.data, fixture.firstGradient[name as "0.bias"], 1e-6);
      }
    }
    optimizer.step();
    expect(Math.abs(loss.item() - wanted)).toBeLessThan(1e-5);
  });
  for (const [name, value] of Object.entries(model.stateDict()))
    expectClose(value.data, fixture.end[name as "0.bias"], 1e-4);
});

describe("a module", () => {
  test("names its parameters as PyTorch does, counts and prints them", () => {
    const model = classifier();
    expect(model.namedParameters().map(([name]) => name)).toEqual(["0.weight", "0.bias", "2.weight", "2.bias"]);
    expect(model.parameterCount).toBe(4 * 8 + 8 + 8 * 3 + 3);
    expect(String(model)).toMatchInlineSnapshot(`
      "Sequential(
        (0): Linear(4 → 8)
        (1): Tanh()
        (2): Linear(8 → 3)
      )"
    `);
  });

  test("starts as PyTorch's: uniform in ± 1/√in", () => {
    manualSeed(1);
    const { weight, bias } = new nn.Linear(400, 50);
    expect(Math.abs(weight.amax().item())).toBeLessThanOrEqual(1 / 20);
    expect(weight.std().item()).toBeCloseTo(1 / 20 / Math.sqrt(3), 3);
    expect(bias!.amax().item()).toBeLessThanOrEqual(1 / 20);
  });

  test("loads only what fits, and says what does not", () => {
    const model = classifier();
    const before = model.stateDict()["0.bias"]!.toArray();
    const state = { ...stateOf(fixture.start), "0.weight": zeros([8, 5]), extra: zeros([1]) };
    delete (state as Record<string, unknown>)["2.bias"];
    expect(() => model.loadStateDict(state)).toThrowErrorMatchingInlineSnapshot(`
      [StateDictError: The state does not fit this Sequential:
          missing: 2.bias [3]
          not in the model: extra
          0.weight is [8, 4] here and [8, 5] in the state
          try  a module made with the sizes that the state was saved from]
    `);
    expect(model.stateDict()["0.bias"]!.toArray()).toEqual(before);
  });

  test("runs hooks after forward", () => {
    const layer = new nn.Linear(2, 2);
    const shapes: unknown[] = [];
    const hook = layer.registerForwardHook((_module, _inputs, output) => {
      shapes.push((output as typeof layer.weight).shape);
    });
    layer.call(randn([3, 2]));
    hook.remove();
    layer.call(randn([3, 2]));
    expect(shapes).toEqual([[3, 2]]);
  });

  test("is switched between training and use with everything below", () => {
    const model = classifier();
    model.eval();
    expect(model.modules().map((each) => each.training)).toEqual([false, false, false, false]);
  });
});

describe("losses refuse", () => {
  test.each<[string, () => unknown, RegExp]>([
    [
      "a class that does not exist",
      () => nn.functional.crossEntropy(zeros([2, 3]), tensor([0, 3], { dtype: "int32" })),
      /Target 1 is class 3, and there are 3 classes/,
    ],
    [
      "batches of different size",
      () => nn.functional.crossEntropy(zeros([2, 3]), tensor([0] as number[], { dtype: "int32" })),
      /\[N, C\]/,
    ],
    ["shapes that would broadcast", () => nn.functional.mseLoss(zeros([4, 1]), zeros([4] as number[])), /one shape/],
  ])("%s", (_, act, message) => expect(act).toThrow(message));
});

describe("ModuleDict, ParameterList and ParameterDict", () => {
  test("hold what a module finds, under PyTorch's names", () => {
    class Net extends nn.Module {
      readonly heads = new nn.ModuleDict({ left: new nn.Linear(2, 1), right: new nn.Linear(2, 1, { bias: false }) });
      readonly scales = new nn.ParameterList<nn.Parameter>([new nn.Parameter(ones([1])), new nn.Parameter(ones([2]))]);
      readonly named = new nn.ParameterDict({ shift: new nn.Parameter(ones([3])) });
      override forward(x: Tensor): Tensor {
        return this.heads.get("left")!.call(x).mul(this.scales.at(0)).add(this.named.get("shift")!);
      }
    }
    const net = new Net();
    const names = ["heads.left.weight", "heads.left.bias", "heads.right.weight", "scales.0", "scales.1", "named.shift"];
    expect(Object.keys(net.stateDict())).toEqual(names);
    net
      .call(ones([1, 2]))
      .sum()
      .backward();
    expect(net.named.get("shift")!.grad?.toArray()).toEqual([1, 1, 1]);
    expect([...net.heads].map(([name]) => name)).toEqual(["left", "right"]);
    expect([net.heads.size, net.scales.length, net.named.size]).toEqual([2, 2, 1]);
    expect(net.heads.delete("right") && !net.heads.has("right") && !net.heads.delete("right")).toBe(true);
    expect(net.scales.at(-1).shape).toEqual([2]);
  });

  test("another module takes the place of one; names that mean something else are refused", () => {
    const heads = new nn.ModuleDict<nn.Linear>({ a: new nn.Linear(1, 1) });
    const other = new nn.Linear(1, 2);
    expect(heads.set("a", other).get("a")).toBe(other);
    for (const name of ["forward", "training", "a.b", ""]) {
      expect(() => heads.set(name, other)).toThrow(/cannot be a name here/);
    }
    expect(() => new nn.ParameterDict({ parameters: new nn.Parameter(ones([1])) })).toThrow(/cannot be a name/);
    expect(() => heads.call()).toThrow(/only holds modules/);
  });
});
