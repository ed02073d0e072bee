// Lists of arrays (kernels/lists.ts) as plain code reads them.
import { i32 } from "../memory/heap.ts";

/**
 * For every number of every row, the places of its fellows in the heap, one for each of the row's arrays. `shift` is the
 * exponent of a number's bytes.
 */
export function* placesIn(list: number, rows: number, arrays: number, shift: 2 | 3): Generator<number[]> {
  for (let row = 0; row < rows; row += 1) {
    const at = (list >>> 2) + row * (arrays + 1);
    const starts = Array.from(i32.subarray(at, at + arrays), (address) => address >>> shift);
    for (let i = 0; i < i32[at + arrays]; i += 1) yield starts.map((start) => start + i);
  }
}
