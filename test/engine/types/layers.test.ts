// What the compiler knows of layers: what they take, what they give back, and that a model may also leave it open.
import { describe, expect, expectTypeOf, test } from "vitest";
import { nn, randint, randn, tensor, type Tensor, zeros } from "../../../engine/index.ts";
import { expectShape } from "./expectShape.ts";

const { functional: F } = nn;
const open = (size: number): number => size;
const unknown = zeros([32, 64]) as Tensor;

describe("affine layers and tables", () => {
  const layer = new nn.Linear(64, 10);

  test("Linear changes the last axis", () => {
    expectShape(layer.call(zeros([32, 64])), [32, 10]);
    expectShape(layer.forward(zeros([8, 20, 64])), [8, 20, 10]);
    expectShape(layer.call(zeros([open(3), 64])), [open(3), 10]);
    expectShape(layer.call(unknown), [32, 10] as number[]);
    expectShape(new nn.Linear(open(64), 10).call(zeros([32, 64])), [32, 10]);
    expectShape(layer.weight, [10, 64]);
    expectShape(layer.bias!, [10]);
    // @ts-expect-error 65 features
    expect(() => layer.call(zeros([32, 65]))).toThrow("65");
  });

  test("Embedding adds an axis", () => {
    const words = new nn.Embedding(1000, 50);
    expectShape(words.call(randint(0, 1000, [4, 7])), [4, 7, 50]);
    expectShape(words.weight, [1000, 50]);
    expectShape(nn.Embedding.fromPretrained(zeros([5, 3])).call(tensor([1], { dtype: "int32" })), [1, 3]);
  });
});

describe("layers one after the other", () => {
  test("Sequential follows the shape through", () => {
    const model = new nn.Sequential(new nn.Linear(64, 32), new nn.ReLU(), new nn.Dropout(0.1), new nn.Linear(32, 10));
    expectShape(model.call(zeros([5, 64])), [5, 10]);
    // @ts-expect-error 63 features
    expect(() => model.call(zeros([5, 63]))).toThrow("63");
    const wrong = new nn.Sequential(new nn.Linear(64, 32), new nn.Tanh(), new nn.Linear(31, 10));
    // @ts-expect-error 32 and 31
    expect(() => wrong.call(zeros([5, 64]))).toThrow("31");
    const normed = new nn.Sequential(new nn.Embedding(10, 8), new nn.LayerNorm(8), new nn.Linear(8, 2));
    expectShape(normed.call(randint(0, 10, [3, 4])), [3, 4, 2]);
  });

  test("layers of one's own leave it open", () => {
    class Own extends nn.Module {
      readonly inner = new nn.Linear(64, 10);
      override forward(x: Tensor): Tensor {
        return this.inner.call(x).relu();
      }
    }
    expectShape(new nn.Sequential(new Own(), new nn.Linear(10, 3)).call(zeros([2, 64])), [2, 3] as number[]);
    const layers: nn.Layer[] = [new Own(), new nn.Linear(10, 3), new nn.Tanh()];
    expectShape(new nn.Sequential(...layers).call(zeros([2, 64])), [2, 3] as number[]);
  });

  test("`call` has the type of `forward`", () => {
    class Scaled extends nn.Module {
      override forward(x: Tensor<[number, 3]>, factor: number): Tensor<[number, 3]> {
        return x.mul(factor);
      }
    }
    expectTypeOf(new Scaled().call).parameters.toEqualTypeOf<[Tensor<[number, 3]>, number]>();
    // @ts-expect-error the factor is missing
    expect(() => new Scaled().call(zeros([2, 3]))).toThrow();
  });
});

describe("recurrent layers", () => {
  test("give states of all steps, and the last ones", () => {
    const { output, hn, cn } = new nn.LSTM(10, 20).call(zeros([5, 3, 10]));
    expectShape(output, [5, 3, 20]);
    expectShape(hn, [1, 3, 20]);
    expectShape(cn, [1, 3, 20]);
  });

  test("in both directions, several layers, batch first", () => {
    const lstm = new nn.LSTM(10, 20, { numLayers: 2, bidirectional: true, batchFirst: true });
    const { output, hn } = lstm.call(zeros([3, 5, 10]), [zeros([4, 3, 20]), zeros([4, 3, 20])]);
    expectShape(output, [3, 5, 40]);
    expectShape(hn, [4, 3, 20]);
  });

  test("and without a batch", () => {
    const { output, hn } = new nn.GRU(10, 20, { numLayers: 3 }).call(zeros([5, 10]));
    expectShape(output, [5, 20]);
    expectShape(hn, [3, 20]);
    expectShape(new nn.RNN(10, 20, { nonlinearity: "relu" }).call(zeros([5, 3, 10])).output, [5, 3, 20]);
  });

  test("refuse other features and other states", () => {
    // @ts-expect-error 11 features
    expect(() => new nn.GRU(10, 20).call(zeros([5, 3, 11]))).toThrow("10 features");
    // @ts-expect-error a state for 4 sequences
    expect(() => new nn.GRU(10, 20).call(zeros([5, 3, 10]), zeros([1, 4, 20]))).toThrow("h0");
    // @ts-expect-error no such option
    expect(new nn.GRU(10, 20, { layers: 2 })).toBeDefined();
  });

  test("options that are known only at run time leave sizes open", () => {
    const { output } = new nn.LSTM(10, 20, { bidirectional: open(1) > 0 }).call(zeros([5, 3, 10]));
    expectShape(output, [5, 3, open(40)]);
  });

  test("cells take one step", () => {
    expectShape(new nn.GRUCell(10, 20).call(zeros([3, 10])), [3, 20]);
    const [h, c] = new nn.LSTMCell(10, 20).call(zeros([3, 10]), [zeros([3, 20]), zeros([3, 20])]);
    expectShape(h, [3, 20]);
    expectShape(c, [3, 20]);
    let state = zeros([3, 20]);
    for (let t = 0; t < 2; t += 1) state = new nn.RNNCell(10, 20).call(zeros([3, 10]), state);
    expectShape(state, [3, 20]);
  });
});

describe("attention and transformers", () => {
  const x = zeros([2, 7, 16]);

  test("keep the shape of the queries", () => {
    const attention = new nn.MultiheadAttention(16, 4, { batchFirst: true });
    expectShape(attention.call(x, zeros([2, 9, 16]), zeros([2, 9, 16])).output, [2, 7, 16]);
    const encoder = new nn.TransformerEncoder(
      () => new nn.TransformerEncoderLayer(16, 4, { dimFeedforward: 32, batchFirst: true }),
      2,
    );
    expectShape(encoder.call(x), [2, 7, 16]);
    expectShape(new nn.SinusoidalPositions().call(x), [2, 7, 16]);
    // @ts-expect-error 15 wide
    expect(() => attention.call(x, zeros([2, 9, 15]), zeros([2, 9, 16]))).toThrow("16");
    // @ts-expect-error 15 wide
    expect(() => encoder.call(zeros([2, 7, 15]))).toThrow();
  });
});

describe("losses", () => {
  const logits = randn([4, 3]);
  const classes = randint(0, 3, [4]);

  test("are one number, or one for each", () => {
    expectShape(F.mseLoss(logits, zeros([4, 3])), []);
    expectShape(F.mseLoss(logits, zeros([4, 3]), { reduction: "none" }), [4, 3]);
    expectShape(F.crossEntropy(logits, classes), []);
    expectShape(F.crossEntropy(logits, classes, { reduction: "none", labelSmoothing: 0.1 }), [4]);
    expectShape(F.crossEntropy(logits, randn([4, 3]).softmax()), []);
    expectShape(F.crossEntropy(logits as Tensor, classes), []);
    expectShape(F.crossEntropy(randn([2, 3, 5]), randint(0, 3, [2, 5]), { reduction: "none" }), [2, 5]);
    expectShape(new nn.CrossEntropyLoss().call(logits, classes), []);
    expectShape(new nn.MSELoss({ reduction: "none" }).call(logits, logits), [4, 3]);
  });

  test("need input and target that belong together", () => {
    // @ts-expect-error would broadcast
    expect(() => F.mseLoss(zeros([4, 1]), zeros([4]))).toThrow("one shape");
    // @ts-expect-error 4 and 5 examples
    expect(() => F.crossEntropy(logits, randint(0, 3, [5]))).toThrow("logits");
    // @ts-expect-error no such reduction
    expect(() => F.mseLoss(logits, logits, { reduction: "median" })).toThrow("median");
  });
});
