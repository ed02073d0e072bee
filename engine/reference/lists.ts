// Lists of arrays (kernels/lists.ts) as plain code reads them.
import { i32 } from "../memory/heap.ts";

/**
 * For every number of every row of a list: its place in the heap, and those of its fellows in the row's other arrays, of
 * which there are `arrays`, at most five. `shift` is the exponent of a number's bytes.
 */
export function forEachPlace(
  list: number,
  rows: number,
  arrays: number,
  shift: 2 | 3,
  body: (a: number, b: number, c: number, d: number, e: number) => void,
): void {
  for (let row = 0; row < rows; row += 1) {
    const at = (list >>> 2) + row * (arrays + 1);
    const start = (k: number) => (k < arrays ? i32[at + k] >>> shift : 0);
    const [a, b, c, d, e] = [start(0), start(1), start(2), start(3), start(4)];
    const count = i32[at + arrays];
    for (let i = 0; i < count; i += 1) body(a + i, b + i, c + i, d + i, e + i);
  }
}
