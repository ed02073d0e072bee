import { describe, expect, test } from "vitest";
import { leadingColumns, type Matrix, matrix, multiply, transpose } from "../../../engine/linalg/matrix.ts";
import { householderQr } from "../../../engine/linalg/qr.ts";
import { randomizedSvd } from "../../../engine/linalg/randomizedSvd.ts";
import { jacobiSvd } from "../../../engine/linalg/svd.ts";
import { random } from "../random.ts";

const shapes: [number, number][] = [
  [1, 1],
  [5, 5],
  [9, 4],
  [4, 9],
  [40, 17],
  [1, 6],
];

function uniform(rows: number, columns: number, next: () => number): Matrix {
  return matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => next() * 2 - 1),
  );
}

function distance(a: Matrix, b: Matrix): number {
  expect([a.rows, a.columns]).toEqual([b.rows, b.columns]);
  return Math.max(0, ...a.data.map((value, i) => Math.abs(value - b.data[i]!)));
}

const gram = (a: Matrix) => multiply(transpose(a), a);
const eye = (n: number) =>
  matrix(
    n,
    n,
    Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
  );
const scaled = (u: Matrix, s: Float64Array) => ({ ...u, data: u.data.map((value, i) => value * s[i % u.columns]!) });

describe("qr", () => {
  test.each(shapes)("of a [%i, %i]: orthonormal q, triangular r, and their product is the matrix", (m, n) => {
    const a = uniform(m, n, random(m * 100 + n));
    const { q, r } = householderQr(a);
    expect(distance(multiply(q, r), a)).toBeLessThan(1e-13);
    expect(distance(gram(q), eye(q.columns))).toBeLessThan(1e-13);
    for (let i = 0; i < r.rows; i++) for (let j = 0; j < i; j++) expect(r.data[i * n + j]).toBe(0);
  });

  test("gives NumPy's values, signs included", () => {
    // numpy.linalg.qr([[1, 2], [3, 4], [5, 6]])
    const { q, r } = householderQr(matrix(3, 2, Float64Array.of(1, 2, 3, 4, 5, 6)));
    expect(
      distance(r, matrix(2, 2, Float64Array.of(-5.916079783099616, -7.437357441610946, 0, 0.828078671210825))),
    ).toBeLessThan(1e-12);
    expect(q.data[0]).toBeCloseTo(-0.1690308509457033, 12);
  });
});

describe("svd", () => {
  test.each(shapes)("of a [%i, %i]: orthonormal factors, sorted values, and their product is the matrix", (m, n) => {
    const a = uniform(m, n, random(m * 100 + n));
    const { u, s, vt } = jacobiSvd(a);
    expect(distance(multiply(scaled(u, s), vt), a)).toBeLessThan(1e-12);
    expect(distance(gram(u), eye(u.columns))).toBeLessThan(1e-12);
    expect(distance(gram(transpose(vt)), eye(vt.rows))).toBeLessThan(1e-12);
    expect([...s]).toEqual([...s].toSorted((x, y) => y - x));
  });

  test("of a matrix of rank 2 has two values, zeros after them, and still orthonormal factors", () => {
    const next = random(3);
    const a = multiply(uniform(8, 2, next), uniform(2, 6, next));
    const { u, s, vt } = jacobiSvd(a);
    expect(s[1]).toBeGreaterThan(0.01);
    expect(Math.max(...s.subarray(2))).toBeLessThan(1e-14);
    expect(distance(gram(u), eye(6))).toBeLessThan(1e-12);
    expect(distance(multiply(scaled(u, s), vt), a)).toBeLessThan(1e-13);
  });

  test("of zeros is zeros with orthonormal factors", () => {
    const { u, s } = jacobiSvd(matrix(4, 3));
    expect([...s]).toEqual([0, 0, 0]);
    expect(distance(gram(u), eye(3))).toBeLessThan(1e-12);
  });

  test("keeps tiny singular values accurate", () => {
    // diag(1, 1e-10) turned by known rotations: bidiagonalising methods lose digits of the small value here.
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    const a = multiply(matrix(2, 2, Float64Array.of(c, -s, s, c)), matrix(2, 2, Float64Array.of(1, 0, 0, 1e-10)));
    expect(jacobiSvd(a).s[1]! / 1e-10).toBeCloseTo(1, 12);
  });
});

test("the randomized svd finds the leading triplets that the exact one finds", () => {
  const next = random(8);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const left = householderQr(uniform(60, 30, next)).q;
  const right = householderQr(uniform(45, 30, next)).q;
  const spectrum = Float64Array.from({ length: 30 }, (_, i) => 0.8 ** i);
  const a = multiply(scaled(left, spectrum), transpose(right));
  const map = {
    rows: 60,
    columns: 45,
    apply: (x: Matrix) => multiply(a, x),
    applyTransposed: (y: Matrix) => multiply(transpose(a), y),
  };
  const { u, s, vt } = randomizedSvd(map, 8, { normal });
  for (let i = 0; i < 8; i++) expect(s[i]).toBeCloseTo(spectrum[i]!, 6);
  const exact = jacobiSvd(a);
  expect(distance(u, leadingColumns(exact.u, 8))).toBeLessThan(1e-3);
  expect([vt.rows, vt.columns]).toEqual([8, 45]);
});
