// Backward passes that are remembered, for gradients of gradients, through operations with kernels of their own: where one
// operand was computed from another, each still gets its own part, once.
import { expect, test } from "vitest";
import { autograd, nn, randn, type Tensor, zeros } from "../../../engine/index.ts";

const batch = 2;
const width = 3;

/** A loop over a cell whose weights, and here inputs too, every state was computed from. */
function loop(cell: nn.RNNCell | nn.GRUCell | nn.LSTMCell): (x: Tensor) => Tensor {
  return (x) => {
    let h: Tensor = zeros([batch, width], { dtype: x.dtype });
    let c: Tensor = h;
    for (let t = 0; t < 3; t += 1) {
      if (cell instanceof nn.LSTMCell) [h, c] = cell.call(x, [h, c]);
      else h = cell.call(x, h) as Tensor;
    }
    return h;
  };
}

/** The same layer twice: what it reads the second time depends on its weight. */
function twice(): { readonly module: nn.Module; readonly call: (x: Tensor) => Tensor } {
  const layer = new nn.Linear(width, width);
  const module = new nn.Sequential(layer, new nn.Tanh());
  return { module, call: (x) => module.call(module.call(x as never) as never) as Tensor };
}

const cells = [new nn.RNNCell(width, width), new nn.GRUCell(width, width), new nn.LSTMCell(width, width)];
const models = [...cells.map((module) => ({ module, call: loop(module) })), twice()];

test.each(models)("$module.title: a remembered pass gives the gradients of a plain one", ({ module, call }) => {
  const x = randn([batch, width], { requiresGrad: true });
  const inputs = [x, ...module.parameters()];
  const plain = autograd.grad(call(x).square().sum(), inputs);
  const remembered = autograd.grad(call(x).square().sum(), inputs, { createGraph: true });
  for (const [i, each] of remembered.entries()) {
    expect(each.sub(plain[i]!).abs().max().item(), `input ${i}`).toBeLessThan(1e-5);
  }
});

test.each(models)("$module.title: gradients of gradients are those of plain operations in float64", ({ call }) => {
  const ofGradient = (x: Tensor): Tensor => {
    const [g] = autograd.grad(call(x).square().sum(), [x], { createGraph: true });
    return autograd.grad(g!.square().sum(), [x])[0]!;
  };
  const x = randn([batch, width], { dtype: "float64", requiresGrad: true });
  const exact = ofGradient(x);
  const fused = ofGradient(x.detach().to("float32").requiresGrad_());
  expect(fused.to("float64").sub(exact).abs().max().item()).toBeLessThan(1e-4);
});
