// What the further tensor functions refuse, and how they say so.
import { expect, test } from "vitest";
import {
  bincount,
  dot,
  histc,
  meshgrid,
  nn,
  oneHot,
  roll,
  searchsorted,
  tensor,
  unique,
  zeros,
} from "../../../engine/index.ts";

const m = zeros([2, 3] as number[]);
const whole = (...values: number[]) => tensor(values, { dtype: "int32" });

test.each<[string, () => unknown, RegExp]>([
  ["dot of matrices", () => dot(m, m), /dot needs two vectors/],
  ["outer of a matrix", () => m.outer(zeros([2])), /outer needs two vectors[^]*flatten/],
  ["trace of a vector", () => zeros([3] as number[]).trace(), /trace needs a matrix/],
  ["tril of a vector", () => zeros([3] as number[]).tril(), /tril needs a matrix/],
  ["diag of three axes", () => zeros([1, 2, 3] as number[]).diag(), /a vector or a matrix/],
  ["diagonal of one axis twice", () => m.diagonal({ dim1: 1, dim2: -1 }), /two different axes, not 1 and -1/],
  ["max of nothing", () => zeros([0, 2] as number[]).max({ dim: 0 }), /max of no numbers/],
  ["max along an axis that is not there", () => m.max({ dim: 2 }), /no axis 2/],
  ["median of nothing", () => zeros([0]).median(), /median of no numbers/],
  ["too few sizes to repeat", () => m.repeat([2]), /a whole number for each axis/],
  ["repeating -1 times", () => m.repeat([1, -1]), /a whole number for each axis/],
  ["uneven repeats", () => m.repeatInterleave(whole(1, 2), 1), /or 3 of them/],
  ["more shifts than axes", () => roll(m, [1, 2], [0]), /a shift for each axis, not 2 for 1/],
  ["flip along an axis twice", () => m.flip([0, 0]), /twice/],
  ["places for fewer axes", () => m.movedim([0, 1], [0]), /a new place for each axis/],
  ["a grid of matrices", () => meshgrid([m]), /meshgrid needs vectors/],
  ["an unknown grid", () => meshgrid([zeros([2])], { indexing: "yx" as "xy" }), /"ij" or "xy", not "yx"/],
  [
    "a scatter that goes too far",
    () => m.scatter(1, tensor([[3]]).to("int32"), 1),
    /Index 3 is outside an axis of size 3/,
  ],
  ["a source that does not fit", () => m.indexAdd(0, whole(0), zeros([2, 3])), /needs a source \[1, 3\]/],
  ["indexes with fewer axes", () => m.takeAlongDim(whole(0), 1), /as many axes/],
  ["a mask that does not broadcast", () => m.maskedSelect(tensor([true, false])), /maskedSelect needs shapes/],
  ["counting fractions", () => bincount(tensor([0.5])), /whole numbers, int32, not float32\. Try to\("int32"\)/],
  ["counting below 0", () => bincount(whole(-1)), /from 0, and one is -1/],
  ["counting a matrix", () => bincount(m.to("int32")), /bincount needs a vector/],
  ["more than an axis has", () => m.narrow(1, 2, 2), /narrow cannot take 2 from 2 on, on axis 1 of size 3/],
  [
    "fractions into whole numbers",
    () => whole(1, 2).add_(0.5),
    /add_ would cut off fractions: [^]* float32, and [^]* int32/,
  ],
  ["quotients into whole numbers", () => whole(1, 2).div_(2), /div_ would cut off fractions/],
  ["a difference of truth values", () => tensor([true]).sub(tensor([true])), /sub is for numbers[^]*logicalXor/],
  ["a negative truth value", () => tensor([true]).neg(), /neg is for numbers/],
  ["a mask of another shape", () => m.at(tensor([[true, false]])), /A mask must have the shape/],
  ["index tensors that do not broadcast", () => m.at(whole(0, 1), whole(0, 1, 2)), /at needs shapes that are equal/],
  ["a place outside, among several", () => m.at(whole(0, 1), whole(0, 3)), /Index 3 is outside an axis of size 3/],
  [
    "a source smaller than its indexes",
    () => m.scatter(1, whole(0, 1).reshape([1, 2]), zeros([1, 1])),
    /for each index/,
  ],
  ["fractions as classes", () => nn.functional.crossEntropy(m, tensor([0.5, 1])), /class numbers, and target 0 is 0.5/],
  ["a norm below 0", () => m.norm({ p: -1 }), /norm needs p ≥ 0 or -Infinity, not -1/],
  ["a one-hot place between two", () => oneHot(tensor([0.5]), 3), /index 0\.5 does not fit 3 classes/],
  ["no bins", () => histc(m, { bins: 0 }), /bins from 1, not 0/],
  ["a range backwards", () => histc(m, { min: 1, max: 0 }), /min ≤ max, not 1 and 0/],
  ["a range without end", () => histc(tensor([1, Infinity])), /a finite range, not 1 to Infinity/],
  ["rows for no values", () => searchsorted(m, zeros([3, 2])), /one for each row of values/],
  ["numbers that do not broadcast", () => m.remainder(zeros([2])), /remainder needs shapes/],
  ["text as operand", () => m.lerp(m, "x" as unknown as number), /a tensor or a number, not string/],
])("%s is refused with the reason", (_, act, message) => expect(act).toThrow(message));

test("a disposed tensor is refused by every kind of function", () => {
  const x = zeros([2, 2] as number[]);
  x.dispose();
  for (const use of [
    () => x.tan(),
    () => x.prod(),
    () => x.flip(),
    () => x.tril(),
    () => x.nonzero(),
    () => unique(x),
    () => x.max({ dim: 0 }),
  ]) {
    expect(use).toThrow(/dispose/);
  }
});

test("empty tensors have empty results", () => {
  const none = zeros([0, 3] as number[]);
  expect(none.flip().shape).toEqual([0, 3]);
  expect(none.prod().item()).toBe(1);
  expect(none.prod({ dim: 0 }).toArray()).toEqual([1, 1, 1]);
  expect(none.cumprod(1).shape).toEqual([0, 3]);
  expect(none.nonzero().shape).toEqual([0, 2]);
  expect(unique(none).shape).toEqual([0]);
  expect(none.repeat([2, 1]).shape).toEqual([0, 3]);
  expect(none.unbind()).toEqual([]);
});
