// A layer and its activation as one operation: the same numbers and gradients as by two, to the last bit; and where the
// layers of `nn` make one of two, nobody can tell but by the clock.
import { describe, expect, test } from "vitest";
import { autograd, compile, nn, noGrad, type Tensor } from "../../../engine/index.ts";
import { type LayerActivation, linearThen } from "../../../engine/ops/linearThen.ts";
import { features } from "../../../engine/wasm/features.ts";
import { expectClose, numbers } from "../nn/parity.ts";

const bits = (tensors: readonly (Tensor | undefined)[]) => tensors.map((each) => each && [each.shape, ...each.data]);

const { functional } = nn;
const functions: Record<LayerActivation, (x: Tensor) => Tensor> = {
  relu: functional.relu,
  tanh: (x) => x.tanh(),
  sigmoid: (x) => x.sigmoid(),
  silu: functional.silu,
  gelu: (x) => functional.gelu(x),
  geluTanh: (x) => functional.gelu(x, { approximate: "tanh" }),
};
const names = Object.keys(functions) as LayerActivation[];

const sizes: readonly [shape: readonly number[], outputs: number, bias: boolean][] = [
  [[5, 3], 4, true],
  [[5, 3], 4, false],
  [[3], 4, true],
  [[2, 70, 9], 33, true],
  [[300, 16], 300, true],
  [[0, 3], 4, true],
];

describe.each(names)("a layer and %s", (name) => {
  describe.each(sizes)("x %j to %i outputs, with a bias: %s", (shape, outputs, biased) => {
    const x = numbers(1, shape, 3).requiresGrad_();
    const weight = numbers(2, [outputs, shape.at(-1)!]).requiresGrad_();
    const bias = biased ? numbers(3, [outputs]).requiresGrad_() : undefined;
    const leaves = [x, weight, ...(bias ? [bias] : [])];
    const seed = numbers(4, [...shape.slice(0, -1), outputs]);
    const two = () => functions[name](functional.linear(x, weight, bias));
    const one = () => linearThen(name, x, weight, bias);

    test("give the same result and gradients", () => {
      const results = [one(), two()].map((y) => bits([y, ...autograd.grad(y.mul(seed).sum(), leaves)]));
      expect(results[0]).toEqual(results[1]);
      expect(bits([noGrad(one)])).toEqual(bits([noGrad(two)]));
    });

    test("have gradients of gradients", () => {
      const results = [one(), two()].map((y) => {
        const first = autograd.grad(y.mul(y).sum(), leaves, { createGraph: true });
        const total = first.map((g) => g.mul(g).sum()).reduce((a, b) => a.add(b));
        return autograd.grad(total, leaves, { allowUnused: true });
      });
      // Gradients meet in another order where the two operations are computed anew.
      results[0]!.forEach((each, i) => {
        const other = results[1]![i];
        expect(each?.shape).toEqual(other?.shape);
        if (each && other && each.numel() > 0) expectClose(each, [...other.data], `operand ${i}`);
      });
    });
  });

  test("take operands that do not lie in rows, and want the gradients of some only", () => {
    const [x, weight, bias] = [numbers(1, [3, 40]).T, numbers(2, [3, 7]).T, numbers(3, [7])];
    const seed = numbers(4, [7, 40]).T;
    for (const leaf of [x, weight, bias]) {
      const results = [linearThen(name, x, weight, bias), functions[name](functional.linear(x, weight, bias))];
      expect(bits(results.slice(0, 1))).toEqual(bits(results.slice(1)));
      leaf.requiresGrad_();
      const grads = [linearThen(name, x, weight, bias), functions[name](functional.linear(x, weight, bias))].map((y) =>
        bits(autograd.grad(y.mul(seed).sum(), [leaf])),
      );
      expect(grads[0]).toEqual(grads[1]);
      leaf.requiresGrad_(false);
    }
  });

  test("can go back twice while the graph is kept, and not once more", () => {
    const [x, weight] = [numbers(1, [5, 3]).requiresGrad_(), numbers(2, [4, 3]).requiresGrad_()];
    const loss = linearThen(name, x, weight).sum();
    loss.backward({ retainGraph: true });
    const once = bits([x.grad, weight.grad]);
    [x.grad, weight.grad] = [undefined, undefined];
    loss.backward();
    expect(bits([x.grad, weight.grad])).toEqual(once);
    expect(() => loss.backward()).toThrow(/second time/);
  });

  test("of float64 go the ordinary way, and sizes that do not fit are refused", () => {
    const [x, weight] = [numbers(1, [2, 3]).to("float64"), numbers(2, [4, 3]).to("float64")];
    expect(linearThen(name, x, weight).dtype).toBe("float64");
    expect(() => linearThen(name, numbers(1, [2, 5]), numbers(2, [4, 3]))).toThrow(/linear needs the last axis/);
  });
});

test("a result that the gradient needs and that was changed in place is an error", () => {
  const [x, weight] = [numbers(1, [5, 3]), numbers(2, [4, 3]).requiresGrad_()];
  const y = linearThen("tanh", x, weight);
  noGrad(() => y.add_(1));
  expect(() => y.sum().backward()).toThrow(/gradient of (linear\+)?tanh needs was changed in place/);
});

const layers: Record<LayerActivation, () => nn.Layer> = {
  relu: () => new nn.ReLU(),
  tanh: () => new nn.Tanh(),
  sigmoid: () => new nn.Sigmoid(),
  silu: () => new nn.SiLU(),
  gelu: () => new nn.GELU(),
  geluTanh: () => new nn.GELU({ approximate: "tanh" }),
};

describe.each(names)("Sequential with %s", (name) => {
  const first = new nn.Linear(6, 5);
  const [last, activation] = [new nn.Linear(5, 3), layers[name]()];
  const model = new nn.Sequential(first, activation, last, activation);
  const x = numbers(7, [4, 6]).requiresGrad_();
  const wanted = [x, ...model.parameters()];
  const apart = () => [first, activation, last, activation].reduce((value, layer) => layer.call(value), x as Tensor);
  const withGrads = (y: Tensor) => bits([y, ...autograd.grad(y.mul(y).sum(), wanted)]);

  test("gives what its layers give one by one, in one operation for two", () => {
    expect(withGrads(model.call(x))).toEqual(withGrads(apart()));
    expect(model.call(x).node!.name).toBe(features().simd ? `linear+${name}` : apart().node!.name);
  });

  test("shows hooks of the layer and of the activation what each gives", () => {
    for (const [watched, of] of [
      [first, () => first.forward(x)],
      [activation, () => activation.forward(first.forward(x))],
    ] as const) {
      const seen: Tensor[] = [];
      const hook = watched.registerForwardHook((_module, _inputs, output) => void seen.push(output as Tensor));
      expect(withGrads(model.call(x))).toEqual(withGrads(apart()));
      hook.remove();
      expect(bits(seen.slice(0, 1))).toEqual(bits([of()]));
    }
  });

  test("repeats itself compiled", () => {
    const step = compile(() => autograd.grad(model.call(x).square().sum(), wanted));
    const [eager, captured, repeated] = [step(), step(), step()].map(bits);
    expect(captured).toEqual(eager);
    expect(repeated).toEqual(eager);
  });
});

test("layers and activations with a forward of their own are asked for it", () => {
  const doubled = new nn.Linear(3, 2);
  const own = doubled.forward.bind(doubled) as (x: Tensor) => Tensor;
  Object.assign(doubled, { forward: (x: Tensor) => own(x).mul(2) });
  class Shifted extends nn.Tanh {
    override forward<S extends readonly number[]>(x: Tensor<S>): Tensor<S> {
      return super.forward(x).exp();
    }
  }
  const [shifted, x] = [new Shifted(), numbers(8, [4, 3])];
  const [plain, tanh] = [new nn.Linear(3, 2), new nn.Tanh()];
  expect(bits([new nn.Sequential(doubled, tanh).call(x)])).toEqual(bits([tanh.call(doubled.call(x))]));
  expect(bits([new nn.Sequential(plain, shifted).call(x)])).toEqual(bits([shifted.call(plain.call(x))]));
});

test("an error in a layer that is one with its activation names the layer", () => {
  const model = new nn.Sequential(new nn.Linear(3, 2), new nn.Tanh());
  expect(() => model.call(numbers(1, [4, 5]) as Tensor)).toThrow(/0: Linear\(3 → 2\)/);
});

test.each(["relu", "gelu"] as const)(
  "who looks at the layer inside a transformer sees what comes before the activation (%s)",
  (activation) => {
    const options = { dimFeedforward: 16, dropout: 0, batchFirst: true, activation };
    const layer = new nn.TransformerEncoderLayer(8, 2, options);
    const x = numbers(5, [2, 3, 8]);
    const unseen = layer.call(x).toArray();
    let least = 0;
    layer.linear1.registerForwardHook((_module, _inputs, output) => {
      least = Math.min(...(output as Tensor).data);
    });
    expect(layer.call(x).toArray()).toEqual(unseen);
    expect(least).toBeLessThan(-0.2);
  },
);
