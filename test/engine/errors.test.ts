// Errors that teach: the operands with names and shapes, a mark under the size that is wrong, the layer it happened in, and
// what to try. Written out in full, since the layout is what is tested.
import { describe, expect, test } from "vitest";
import { cat, nn, randn, stack, tensor, type Tensor, zeros } from "../../engine/index.ts";

/** A tensor with a name, whose shape the compiler does not look at: these mistakes are to happen. */
const named = (name: string, ...shape: number[]): Tensor => Object.assign(zeros(shape), { name });
const ints = (...numbers: number[]): Tensor => tensor(Int32Array.from(numbers));

describe("operations show their operands, and the sizes that do not fit", () => {
  test("products", () => {
    expect(() => named("x", 32, 10, 768).matmul(named("W", 512, 1024))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: matmul needs the last axis of the left to equal the second-to-last of the right.
          left   x  [32, 10, 768]
                             ^^^
          right  W  [512, 1024]
                     ^^^ 768 ≠ 512
          try  a right operand with 768 rows, or mul() for the product number by number]
    `);
    expect(() => named("x", 32, 768).matmul(named("W", 512, 768))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: matmul needs the last axis of the left to equal the second-to-last of the right.
          left   x  [32, 768]
                         ^^^
          right  W  [512, 768]
                     ^^^ 768 ≠ 512
          try  x.matmul(W.T)]
    `);
  });

  test("broadcasting", () => {
    expect(() => named("scores", 32, 10).add(named("bias", 32))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: add needs shapes that are equal, or 1, on every axis counted from the last.
          left   scores  [32, 10]
                              ^^
          right  bias    [32]
                          ^^ 10 ≠ 32
          try  unsqueeze(-1) on the right]
    `);
    expect(() => named("x", 4, 3).mul_(named("y", 2, 4, 3))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: mul_ cannot put the larger shape into the smaller one.
          tensor  x  [4, 3]
          values     [2, 4, 3]
          try  mul() without the underscore makes a new tensor of the larger shape]
    `);
  });

  test("other layouts and parts", () => {
    expect(() => named("x", 4, 3).reshape([5, -1])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: reshape cannot lay out 12 numbers as [5, -1].
          tensor  x  [4, 3]  12 numbers
          try  a shape whose sizes multiply to that count; one of them may be -1 and is then worked out]
    `);
    expect(() => named("x", 4, 3).at(0, 7)).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: There is no index 7 on axis 0 of size 3.
          tensor  [3]
                   ^ indexes -3 to 2]
    `);
    expect(() => named("x", 4, 3).at(0, 1, 2)).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: at(…) got 3 indexes for a tensor with 2 axes.
          tensor  x  [4, 3]
          try  null where a new axis belongs; a list of places is a tensor of dtype int32]
    `);
    expect(() => named("x", 4, 3).indexSelect(0, ints(1, 4))).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: Index 4 is outside an axis of size 4.
          tensor  x  [4, 3]
                      ^ indexes -4 to 3]
    `);
  });

  test("joining", () => {
    expect(() => cat([named("a", 2, 3), named("b", 2, 3), named("c", 4, 5)])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: cat needs tensors that differ only on axis 0.
          tensor 0  a  [2, 3]
                           ^
          tensor 2  c  [4, 5]
                           ^ 3 ≠ 5]
    `);
    expect(() => cat([named("a", 2, 3), named("b", 3)])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: cat needs tensors that differ only on axis 0.
          tensor 0  a  [2, 3]
          tensor 1  b  [3]
          try  unsqueeze() to give tensor 1 the axis it lacks, or reshape()]
    `);
    expect(() => stack([named("a", 2, 3), named("b", 2, 4)])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: stack needs tensors of one shape.
          tensor 0  a  [2, 3]
                           ^
          tensor 1  b  [2, 4]
                           ^ 3 ≠ 4]
    `);
  });

  test("losses", () => {
    const { functional: F } = nn;
    expect(() => F.mseLoss(named("y", 4, 1), named("target", 4))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: mseLoss needs input and target of one shape.
          input   y       [4, 1]
          target  target  [4]
          try  reshape() or squeeze() one of them: broadcasting a loss is nearly always a mistake]
    `);
    expect(() => F.crossEntropy(named("logits", 4, 3), ints(0, 1, 2))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: crossEntropy needs logits [N, C] and class numbers [N], or probabilities of the logits' shape; further axes follow both.
          logits  logits  [4, 3]  float32
          target          [3]  int32]
    `);
    expect(() => F.crossEntropy(named("logits", 2, 3), ints(0, 3))).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: Target 1 is class 3, and there are 3 classes.
          try  class numbers from 0 to 2, or { ignoreIndex: 3 }]
    `);
  });
});

describe("layers say where in the model they are", () => {
  const encoder = () => new nn.TransformerEncoderLayer(8, 2, { dimFeedforward: 16 });

  class Model extends nn.Module {
    readonly words = new nn.Embedding(100, 8);
    readonly encoder = new nn.TransformerEncoder(encoder, 2);
    readonly head = new nn.Sequential(new nn.Tanh(), new nn.Linear(9, 4));
    override forward(x: Tensor): Tensor {
      return this.head.call(this.encoder.call(this.words.call(x)));
    }
  }

  test("by the way that leads there", () => {
    expect(() => new Model().call(tensor([[1, 2, 3]], { dtype: "int32" }))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: linear needs the last axis of its input to equal the weight's number of inputs, its last axis.
          input   [1, 3, 8]
                         ^
          weight  [4, 9]
                      ^ 8 ≠ 9
          in  head.1: Linear(9 → 4)
          try  new nn.Linear(8, 4) for this input, or an input of 9 features]
    `);
    const model = new Model();
    Object.assign(model.encoder.layers.at(1).linear1, { weight: new nn.Parameter(zeros([16, 7])) });
    expect(() => model.call(tensor([[1, 2, 3]], { dtype: "int32" }))).toThrow(
      "in  encoder.layers.1.linear1: Linear(8 → 16)\n",
    );
  });

  test("words that the table does not have, with the place where they stand", () => {
    const words = Object.assign(
      tensor(
        [
          [1, 2, 3],
          [4, 100, 6],
        ],
        { dtype: "int32" },
      ),
      { name: "words" },
    );
    expect(() => new Model().call(words)).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: embedding has no row 100: the table has 100. The index stands at [1, 1].
          indexes  words  [2, 3]  int32
          weight          [100, 8]
                           ^^^ rows
          in  words: Embedding(100 × 8)
          try  indexes from 0 to 99; a vocabulary that knows the word]
    `);
    expect(() => new nn.Embedding(10, 4).call(randn([2]))).toThrowErrorMatchingInlineSnapshot(`
      [DTypeError: embedding needs whole numbers as indexes, int32, not float32.
          in  Embedding(10 × 4)
          try  indexes.to("int32"), or tensor([…], { dtype: "int32" })]
    `);
  });

  test("sequences", () => {
    expect(() => new nn.LSTM(10, 20).call(named("x", 5, 3, 11))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: LSTM needs an input of 10 features: [time, batch, 10], or [time, 10] for one sequence.
          input  x  [5, 3, 11]
                           ^^ 11 ≠ 10
          in  LSTM(10 → 20)
          try  new nn.LSTM(11, 20) for this input]
    `);
    expect(() => new nn.GRU(10, 20).call(zeros([5, 3, 10]), named("h0", 1, 4, 20))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: GRU needs h0 of shape [1, 3, 20]: directions · layers, batch, hiddenSize.
          h0     h0  [1, 4, 20]
          input      [5, 3, 10]
          in  GRU(10 → 20)]
    `);
    expect(() => new nn.GRUCell(10, 20).call(named("x", 5, 3, 10))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: GRUCell needs an input [batch, 10], or [10] for one example.
          input  x  [5, 3, 10]
          in  GRUCell(10 → 20)
          try  x.select(0, t) for step t, or nn.GRU, which reads all steps]
    `);
  });

  test("attention", () => {
    const attention = new nn.MultiheadAttention(16, 4);
    const x = randn([5, 16]);
    expect(() => attention.call(x, named("keys", 5, 15), x)).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: MultiheadAttention was made for a width of 16.
          input  keys  [5, 15]
                           ^^ 15 ≠ 16
          in  MultiheadAttention(16, 4 heads)]
    `);
    const { scaledDotProductAttention } = nn.functional;
    expect(() => scaledDotProductAttention(x, named("keys", 7, 16), named("values", 6, 16)))
      .toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: attention needs one value for each key.
          q          [5, 16]
          k  keys    [7, 16]
          v  values  [6, 16]
                      ^ 7 ≠ 6]
    `);
  });

  test("and after an error, or outside of layers, no place is named", () => {
    expect(() => new nn.Linear(3, 4).call(named("x", 2, 5))).toThrow("in  Linear(3 → 4)");
    expect(() => named("x", 2, 3).matmul(named("y", 5, 5))).not.toThrow("in  Linear");
  });
});

test("a state that does not fit is told by name, with what would help", () => {
  const model = new nn.Sequential(new nn.Linear(2, 3));
  const wrapped = Object.fromEntries(Object.entries(model.stateDict()).map(([name, each]) => [`model.${name}`, each]));
  expect(() => model.loadStateDict(wrapped)).toThrowErrorMatchingInlineSnapshot(`
    [StateDictError: The state does not fit this Sequential:
        missing: 0.weight [3, 2]
        missing: 0.bias [3]
        not in the model: model.0.weight
        not in the model: model.0.bias
        try  taking "model." off the front of the names: they belong to a module around this one]
  `);
  expect(() => new nn.Linear(2, 4).loadStateDict(new nn.Linear(2, 3).stateDict())).toThrowErrorMatchingInlineSnapshot(`
    [StateDictError: The state does not fit this Linear(2 → 4):
        weight is [4, 2] here and [3, 2] in the state
        bias is [4] here and [3] in the state
        try  a module made with the sizes that the state was saved from]
  `);
});
