// Random shapes, views and broadcasting patterns: float32, which runs on the fast kernels, against float64, which runs on
// the plain reference. A failure names the seed and the round.
import { expect, test } from "vitest";
import { autograd, nn, type Tensor, tensor } from "../../../engine/index.ts";
import { random } from "../random.ts";

const seed = Number(process.env["GRADBOOK_SEED"] ?? 20261123);
const next = random(seed);
const below = (n: number): number => Math.floor(next() * n);
const sizes = [1, 2, 3, 4, 5, 7, 8, 13, 16, 17, 33];
const size = (): number => sizes[below(sizes.length)]!;

/** A shape, and another one that broadcasts with it: axes left out in front, or of size 1, in either. */
function pairOfShapes(): readonly [number[], number[]] {
  const shape = Array.from({ length: 1 + below(4) }, size).map((n, axis) => (axis < 2 ? Math.min(n, 5) : n));
  const stretched = (): number[] =>
    shape.map((n) => (next() < 0.3 ? 1 : n)).slice(next() < 0.3 ? below(shape.length) : 0);
  return next() < 0.5 ? [shape, stretched()] : [stretched(), stretched()];
}

/** Values away from 0, as a view of some kind: itself, transposed, every second, or stretched. */
function values(
  shape: readonly number[],
  low = 0.3,
): { readonly data: Float32Array; readonly view: (x: Tensor) => Tensor } {
  const count = shape.reduce((a, b) => a * b, 1);
  const number = (): number => (next() < 0.5 ? -1 : 1) * (low + next());
  const kind = below(4);
  if (kind === 1 && shape.length > 1) {
    const turned = [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];
    return { data: Float32Array.from({ length: count }, number), view: (x) => x.reshape(turned).transpose() };
  }
  if (kind === 2) {
    const wide = [...shape.slice(0, -1), shape.at(-1)! * 2];
    const every = ["...", [undefined, undefined, 2]] as const;
    return { data: Float32Array.from({ length: count * 2 }, number), view: (x) => x.reshape(wide).at(...every) };
  }
  return { data: Float32Array.from({ length: count }, number), view: (x) => x.reshape(shape as number[]) };
}

type Drawn = ReturnType<typeof values>;

function expectAgreement(what: string, f: (...x: Tensor[]) => Tensor, drawn: readonly Drawn[]): void {
  const [fast, plain] = (["float32", "float64"] as const).map((dtype) => {
    const leaves = drawn.map(({ data }) => tensor(data, { dtype, requiresGrad: true }));
    const y = f(...leaves.map((leaf, i) => drawn[i]!.view(leaf)));
    const weights = tensor(
      Array.from({ length: y.numel() }, (_, i) => Math.cos(i)),
      { dtype },
    ).reshape(y.shape);
    return { y, grads: autograd.grad(y.mul(weights).sum(), leaves) };
  });
  const agree = (a: Tensor, b: Tensor, part: string): void => {
    expect(a.shape, `${what}, ${part}`).toEqual(b.shape);
    const scale = Math.max(1, ...b.data.map(Math.abs));
    a.data.forEach((value, i) => {
      const error = Math.abs(value - b.data[i]!) / scale;
      if (!(error < 1e-5)) expect.fail(`${what}, ${part}, number ${i}: ${value} is not ${b.data[i]}`);
    });
  };
  agree(fast!.y, plain!.y, "result");
  fast!.grads.forEach((grad, i) => agree(grad, plain!.grads[i]!, `gradient ${i}`));
}

test(`two operands, broadcast, in 300 rounds (seed ${seed})`, () => {
  const operations = ["add", "sub", "mul", "div", "maximum", "minimum", "hypot", "atan2", "logaddexp"] as const;
  for (let round = 0; round < 300; round += 1) {
    const name = operations[below(operations.length)]!;
    const shapes = pairOfShapes();
    const what = `seed ${seed}, round ${round}: ${name} of [${shapes.join("] and [")}]`;
    expectAgreement(what, (a, b) => a![name](b!), [values(shapes[0]), values(shapes[1])]);
  }
});

test(`one operand, along an axis where there is one, in 300 rounds (seed ${seed})`, () => {
  const maps = ["exp", "tanh", "sigmoid", "relu", "silu", "gelu", "erf", "square", "abs", "neg", "reciprocal"] as const;
  const along: Record<string, (x: Tensor, dim: number) => Tensor> = {
    sum: (x, dim) => x.sum({ dim }),
    mean: (x, dim) => x.mean({ dim, keepdim: true }),
    logsumexp: (x, dim) => x.logsumexp({ dim }),
    softmax: (x, dim) => x.softmax(dim),
    logSoftmax: (x, dim) => x.logSoftmax(dim),
    cumsum: (x, dim) => x.cumsum(dim),
    amax: (x, dim) => x.amax({ dim }),
    flip: (x, dim) => x.flip(dim),
    sort: (x, dim) => x.sort({ dim }).values,
  };
  const names = [...maps, ...Object.keys(along)];
  for (let round = 0; round < 300; round += 1) {
    const name = names[below(names.length)]!;
    const [shape] = pairOfShapes();
    const whole = shape.length > 0 ? shape : [3];
    const dim = below(whole.length);
    const f = along[name] ?? ((x: Tensor) => x[name as "exp"]());
    expectAgreement(`seed ${seed}, round ${round}: ${name} of [${whole}], axis ${dim}`, (x) => f(x!, dim), [
      values(whole),
    ]);
  }
});

test(`matrix products, layer norm and cross-entropy, in 150 rounds (seed ${seed})`, () => {
  for (let round = 0; round < 150; round += 1) {
    const [n, k, m, batch] = [size(), size(), size(), 1 + below(3)];
    const what = `seed ${seed}, round ${round}: [${batch}, ${n}, ${k}]`;
    const products = [values([batch, n, k]), values(next() < 0.5 ? [k, m] : [batch, k, m])];
    expectAgreement(`${what} · [${k}, ${m}]`, (a, b) => a!.matmul(b!), products);
    const parts = [values([batch, n, k]), values([k]), values([k])];
    if (k > 1) {
      expectAgreement(
        `layerNorm of ${what}`,
        (x, weight, bias) => nn.functional.layerNorm(x!, [k], { weight: weight!, bias: bias!, eps: 0.1 }),
        parts,
      );
    }
    const target = tensor(Array.from({ length: n }, () => (next() < 0.2 ? -100 : below(k)))).to("int32");
    target.data[0] = 0;
    const labelSmoothing = next() < 0.5 ? 0 : 0.1;
    const loss = (x?: Tensor): Tensor => nn.functional.crossEntropy(x!, target, { labelSmoothing });
    expectAgreement(`crossEntropy of ${what}`, loss, [values([n, k])]);
  }
});

test(`additive scores and rows times matrices, in 60 rounds (seed ${seed})`, () => {
  for (let round = 0; round < 60; round += 1) {
    const [queries, keys, width, batch] = [1 + below(3), size(), size(), 1 + below(3)];
    const what = `seed ${seed}, round ${round}: ${batch} × ${queries} × ${keys}, width ${width}`;
    const parts = [values([batch, queries, width]), values([batch, keys, width]), values([width])];
    expectAgreement(`scores of ${what}`, (q, k, v) => nn.functional.additiveScores(q!, k!, v!), parts);
    const rows = [values([batch, 1, keys]), values([batch, keys, width])];
    expectAgreement(`rows of ${what}`, (a, b) => a!.matmul(b!), rows);
    const turned = [values([batch, 1, width]), values([batch, keys, width])];
    expectAgreement(`turned ${what}`, (a, b) => a!.matmul(b!.transpose()), turned);
  }
});

test(`reductions with random axes and options, in 250 rounds (seed ${seed})`, () => {
  const names = ["sum", "mean", "var", "std", "norm", "amax", "amin", "prod", "logsumexp"] as const;
  for (let round = 0; round < 250; round += 1) {
    const name = names[below(names.length)]!;
    const [drawn] = pairOfShapes();
    // Two numbers at least, so that there is a variance.
    const shape = [...drawn, 2].slice(-4).map((n) => Math.min(n, name === "prod" ? 3 : 9));
    const axes = shape.map((_, axis) => axis).filter((axis) => axis === shape.length - 1 || next() < 0.5);
    const dim = next() < 0.2 ? undefined : axes.map((axis) => (next() < 0.5 ? axis : axis - shape.length));
    const options = {
      ...(dim && { dim }),
      keepdim: next() < 0.5,
      ...(/var|std/.test(name) && next() < 0.5 ? { correction: below(2) } : {}),
      ...(name === "norm" && next() < 0.6 ? { p: [1, 1.5, 3, Infinity][below(4)]! } : {}),
    };
    const what = `seed ${seed}, round ${round}: ${name} of [${shape}] ${JSON.stringify(options)}`;
    expectAgreement(what, (x) => x![name](options), [values(shape)]);
  }
});

test(`attention with random shapes, masks and options, in 100 rounds (seed ${seed})`, () => {
  for (let round = 0; round < 100; round += 1) {
    const lead = Array.from({ length: below(3) }, () => 1 + below(3));
    const [queries, keys, width, out] = [size(), size(), size(), size()];
    const seen = Array.from({ length: queries * keys }, (_, i) => i % keys === 0 || next() < 0.7);
    const kind = below(4);
    const mask = (dtype: Tensor["dtype"]): Tensor | undefined =>
      kind === 1
        ? tensor(seen).reshape([queries, keys])
        : kind === 2
          ? tensor(seen.map((flag, i) => (flag ? Math.sin(i) : -3))).reshape([queries, keys]).to(dtype) // prettier-ignore
          : undefined;
    const options = { isCausal: kind === 3, ...(next() < 0.3 && { scale: 0.2 + next() }) };
    const what = `seed ${seed}, round ${round}: attention [${[...lead, queries, keys, width, out]}], mask ${kind}`;
    expectAgreement(
      `${what} ${JSON.stringify(options)}`,
      (q, k, v) => {
        const given = mask(q!.dtype);
        return nn.functional.scaledDotProductAttention(q!, k!, v!, { ...options, ...(given && { mask: given }) });
      },
      [values([...lead, queries, width]), values([...lead, keys, width]), values([...lead, keys, out])],
    );
  }
});

test(`recurrent layers, fused and step by step, with random options, in 60 rounds (seed ${seed})`, () => {
  const kinds = [nn.RNN, nn.LSTM, nn.GRU] as unknown as (typeof nn.GRU)[];
  for (let round = 0; round < 60; round += 1) {
    const options = {
      numLayers: 1 + below(3),
      bidirectional: next() < 0.5,
      batchFirst: next() < 0.5,
      bias: next() < 0.7,
    };
    const [inputs, units, steps, batch] = [size(), size(), 1 + below(6), 1 + below(5)];
    const Kind = kinds[below(3)]!;
    const layer = new Kind(inputs, units, options);
    for (const parameter of layer.parameters()) {
      for (let i = 0; i < parameter.numel(); i += 1) parameter.data[i] = (next() - 0.5) / Math.sqrt(units);
    }
    const shape = options.batchFirst ? [batch, steps, inputs] : [steps, batch, inputs];
    const x = tensor(Float32Array.from({ length: steps * batch * inputs }, () => next() - 0.5)).reshape(shape);
    const [fused, plain] = [false, true].map((returnGates) => {
      const leaf = x.detach().requiresGrad_();
      const { output, hn } = layer.call(leaf, undefined, { returnGates });
      const loss = output.sin().sum().add(hn.square().sum());
      return [output, hn, ...autograd.grad(loss, [leaf, ...layer.parameters()])];
    });
    const what = `seed ${seed}, round ${round}: ${Kind.name} ${inputs} → ${units}, [${shape}] ${JSON.stringify(options)}`;
    fused!.forEach((part, i) => {
      const other = plain![i]!;
      expect(part.shape, what).toEqual(other.shape);
      const scale = Math.max(1, other.abs().amax().item());
      expect(part.sub(other).abs().amax().item() / scale, `${what}, part ${i}`).toBeLessThan(1e-5);
    });
  }
});

test(`losses with random shapes and options, in 200 rounds (seed ${seed})`, () => {
  const f = nn.functional;
  const reductions = ["mean", "sum", "none"] as const;
  for (let round = 0; round < 200; round += 1) {
    const [shape] = pairOfShapes();
    const reduction = reductions[below(3)]!;
    const [edge, flag] = [0.2 + next(), next() < 0.5];
    const losses: Record<string, (a: Tensor, b: Tensor) => Tensor> = {
      mseLoss: (a, b) => f.mseLoss(a, b, { reduction }),
      l1Loss: (a, b) => f.l1Loss(a, b, { reduction }),
      huberLoss: (a, b) => f.huberLoss(a, b, { reduction, delta: edge }),
      smoothL1Loss: (a, b) => f.smoothL1Loss(a, b, { reduction, beta: edge }),
      binaryCrossEntropyWithLogits: (a, b) => f.binaryCrossEntropyWithLogits(a, b.sigmoid(), { reduction }),
      binaryCrossEntropy: (a, b) => f.binaryCrossEntropy(a.sigmoid(), b.sigmoid().detach(), { reduction }),
      klDiv: (a, b) => f.klDiv(a, flag ? b : b.sigmoid(), { reduction, logTarget: flag }),
    };
    const names = Object.keys(losses);
    const name = names[below(names.length)]!;
    const loss = losses[name]!;
    const what = `seed ${seed}, round ${round}: ${name} of [${shape}], ${reduction}, ${edge}, ${flag}`;
    const [a, b] = [values(shape), values(shape)];
    expectAgreement(what, (x, y) => loss(x!, y!).add(y!.sum().mul(0)), [a, b]);
  }
});
