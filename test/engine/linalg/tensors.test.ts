// `linalg` as users have it: tensors in, tensors out.
import { describe, expect, test } from "vitest";
import { linalg, manualSeed, matmul, randn, type Tensor, tensor, zeros } from "../../../engine/index.ts";

const double = { dtype: "float64" } as const;
const distance = (a: Tensor, b: Tensor) => a.sub(b).abs().amax().item();

test("svd, qr and solve undo themselves, in the operand's dtype", () => {
  manualSeed(1);
  const x = randn([6, 4], double);
  const { u, s, vh } = linalg.svd(x);
  expect([u.shape, s.shape, vh.shape, u.dtype]).toEqual([[6, 4], [4], [4, 4], "float64"]);
  expect(distance(matmul(u.mul(s), vh), x)).toBeLessThan(1e-12);
  const { q, r } = linalg.qr(x.to("float32"));
  expect(q.dtype).toBe("float32");
  expect(distance(matmul(q, r), x.to("float32"))).toBeLessThan(1e-5);
  const square = randn([5, 5], double);
  const b = randn([5, 2], double);
  expect(distance(matmul(square, linalg.solve(square, b)), b)).toBeLessThan(1e-10);
  expect(distance(matmul(square, linalg.inv(square)), tensor([1]).mul(0).add(eye(5)))).toBeLessThan(1e-10);
});

const eye = (n: number) =>
  tensor(
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => Number(i === j))),
    double,
  );

test("a system with one right side, and one whose first pivot is zero", () => {
  // numpy.linalg.solve([[0, 2, 1], [1, -2, -3], [-1, 1, 2]], [-8, 0, 3]) = [-4, -5, 2]
  const a = tensor([
    [0, 2, 1],
    [1, -2, -3],
    [-1, 1, 2],
  ]);
  expect(linalg.solve(a, tensor([-8, 0, 3])).toArray()).toEqual([-4, -5, 2]);
  expect(linalg.det(a).item()).toBeCloseTo(1, 6);
  expect(
    linalg
      .det(
        tensor([
          [1, 2],
          [2, 4],
        ]),
      )
      .item(),
  ).toBeCloseTo(0, 12);
});

test("svdLowrank finds what svd finds first", () => {
  manualSeed(2);
  const x = matmul(randn([50, 4], double), randn([4, 40], double)).add(randn([50, 40], double).mul(1e-4));
  const few = linalg.svdLowrank(x, 4);
  const all = linalg.svd(x);
  expect(distance(few.s, all.s.narrow(0, 0, 4))).toBeLessThan(1e-8);
  expect(distance(few.vh, all.vh.narrow(0, 0, 4))).toBeLessThan(1e-5);
});

describe("norms are torch.linalg's", () => {
  const x = tensor(
    [
      [3, -4],
      [0, 0],
    ],
    double,
  );
  test.each([
    [2, 5],
    ["fro", 5],
    [1, 7],
    [Infinity, 4],
    [-Infinity, 0],
    [0, 2],
    ["nuc", 5],
    ["spectral", 5],
    [3, 91 ** (1 / 3)],
  ] as const)("%s: %f", (ord, expected) => expect(linalg.norm(x, ord).item()).toBeCloseTo(expected, 12));

  test("neither overflow nor vanish", () => {
    expect(linalg.norm(tensor([3e200, 4e200], double)).item()).toBeCloseTo(5e200, -190);
    expect(linalg.norm(tensor([3e-200, 4e-200], double)).item() / 5e-200).toBeCloseTo(1, 12);
    expect(linalg.norm(zeros([3])).item()).toBe(0);
  });
});

test.each<[string, () => unknown, RegExp]>([
  ["svd of a vector", () => linalg.svd(zeros([3])), /svd needs a matrix[^]*\[3\][^]*unsqueeze\(1\)/],
  ["qr of nothing", () => linalg.qr(zeros([0, 2])), /that is not empty/],
  [
    "svd of NaN",
    () =>
      linalg.svd(
        tensor([
          [1, 2],
          [NaN, 4],
        ]),
      ),
    /svd needs finite numbers: there is NaN at \[1, 0\]/,
  ],
  ["svd of truth values", () => linalg.svd(tensor([[true]])), /takes numbers, not bool/],
  ["svd of an array", () => linalg.svd([[1]] as never), /svd takes a tensor, not object/],
  ["more values than there are", () => linalg.svdLowrank(zeros([3, 2]), 3), /from 1 to 2.*not 3/],
  [
    "a singular system",
    () =>
      linalg.solve(
        tensor([
          [1, 2],
          [2, 4],
        ]),
        zeros([2]),
      ),
    /singular: elimination step 2 of 2/,
  ],
  ["an oblong system", () => linalg.solve(zeros([2, 3]), zeros([2])), /solve needs a square matrix/],
  ["a right side of another length", () => linalg.solve(zeros([2, 2]), zeros([3])), /b needs 2 rows/],
  ["the inverse of zeros", () => linalg.inv(zeros([2, 2])), /singular: elimination step 1/],
  ["another norm", () => linalg.norm(zeros([2]), "max" as never), /ord is a number from 0.*not "max"/],
  [
    "a disposed tensor",
    () => {
      const x = zeros([2, 2]);
      x.dispose();
      return linalg.svd(x);
    },
    /freed|disposed/,
  ],
])("%s: refused with the reason", (_, act, message) => expect(act).toThrow(message));
