// Surface figures: what they say, what they refuse, and the lines of equal height.
import { expect, test } from "vitest";
import { contour } from "../../extension/figures/surface/contours.ts";
import { heightAt } from "../../extension/figures/surface/heights.ts";
import { readSurface } from "../../extension/figures/payload/surface.ts";
import { figures, tensor } from "../../kernel/api.ts";

const bowl = (x: number, y: number) => x * x + y * y;

test("a function is evaluated over the ranges, and the sentence names lowest place and ends of paths", () => {
  const figure = figures.surface({
    x: [-2, 2],
    y: [-2, 2],
    z: bowl,
    title: "Bowl",
    paths: { sgd: [[-2, 1], [-1, 0.5], [0, 0]] }, // prettier-ignore
  });
  expect(figure.payload.alt).toBe(
    "Bowl. Surface: 81 × 81 heights from 0 to 8, lowest at (0, 0). sgd ends at 0 after 2 steps.",
  );
  const data = readSurface(JSON.parse(JSON.stringify(figure.payload)));
  expect(data.z[40 * 81 + 40]).toBeCloseTo(0, 6);
  expect(Array.from(data.paths[0]!.heights)).toEqual([5, 1.25, 0].map((h) => expect.closeTo(h, 2)));
});

test("a tensor of heights keeps its rows and columns", () => {
  const z = tensor([
    [0, 1, 2],
    [10, 11, 12],
  ]);
  const data = readSurface(figures.surface({ x: [0, 1, 2], y: [0, 1], z }).payload);
  expect(heightAt(data, 2, 1)).toBe(12);
  expect(heightAt(data, 0.5, 0.5)).toBe(5.5);
  expect(heightAt(data, 3, 0)).toBeUndefined();
});

test("contour lines of a bowl lie on a circle", () => {
  const size = 41;
  const z = Array.from({ length: size * size }, (_, i) => bowl((i % size) - 20, Math.floor(i / size) - 20));
  const pieces = contour(z, size, size, 100);
  expect(pieces.length).toBeGreaterThan(100);
  for (let i = 0; i < pieces.length; i += 2) {
    expect(Math.hypot(pieces[i]! - 20, pieces[i + 1]! - 20)).toBeCloseTo(10, 0);
  }
});

test("a saddle's lines do not cross", () => {
  // Two opposite corners high: the middle decides what they are joined to.
  expect(contour([1, 0, 0, 1], 2, 2, 0.4)).toEqual([0.6, 0, 1, 0.4, 0.4, 1, 0, 0.6].map((v) => expect.closeTo(v, 6)));
  expect(contour([1, 0, 0, 1], 2, 2, 0.6)).toEqual([0, 0.4, 0.4, 0, 1, 0.6, 0.6, 1].map((v) => expect.closeTo(v, 6)));
});

test.each([
  ["falling places", { x: [1, 0, 2], y: [0, 1], z: bowl }, /x needs two or more rising numbers; number 1 is 0/],
  ["sizes that do not fit", { x: [0, 1, 2], y: [0, 1], z: [[1, 2]] }, /z is \[1, 2\], but y has 2 places and x 3/],
  [
    "paths with other than two numbers",
    { x: [0, 1], y: [0, 1], z: bowl, paths: { a: [[1, 2, 3]] } },
    /path a is \[steps, 2\]/,
  ],
  ["too many heights", { x: [0, 1], y: Array.from({ length: 900 }, (_, i) => i), z: bowl }, /too many to draw/],
])("refuses %s", (_, options, message) => {
  expect(() => figures.surface(options)).toThrow(message);
});

test("heights that are all the same, or not finite, are still drawn", () => {
  for (const value of [3, NaN, Infinity]) {
    const png = figures.surface({ x: [0, 1], y: [0, 1], z: () => value, scale: "log" }).toPng();
    expect(png.length).toBeGreaterThan(1000);
  }
});

test("both views are drawn as pictures of at most 60 KB", () => {
  for (const mode of ["contour", "3d"] as const) {
    const figure = figures.surface({ x: [-2, 2], y: [-1, 1], z: bowl, mode, paths: { walk: [[-2, 1], [0, 0]] } }); // prettier-ignore
    expect(figure.toPng().length).toBeLessThan(60_000);
    expect(figure.toSvg()).toContain("<svg");
  }
});

test("a steep landscape starts with logarithmic heights, a gentle one and one with negative heights do not", () => {
  const scale = (z: (x: number, y: number) => number) =>
    readSurface(figures.surface({ x: [-2, 2], y: [-1, 3], z }).payload).view.scale;
  const rosenbrock = (x: number, y: number) => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
  expect(scale(rosenbrock)).toBe("log");
  expect(scale((x, y) => x * x + y * y)).toBe("linear");
  expect(scale((x, y) => rosenbrock(x, y) - 1)).toBe("linear");
  const asked = figures.surface({ x: [-2, 2], y: [-1, 3], z: rosenbrock, scale: "linear" }).payload;
  expect(readSurface(asked).view.scale).toBe("linear");
});
