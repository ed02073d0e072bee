// Lists of arrays (kernels/lists.ts) as plain code reads them.
import { i32 } from "../memory/heap.ts";

interface Row {
  /** Where each of the row's arrays starts in the heap. */
  readonly starts: readonly number[];
  readonly count: number;
}

/** The rows of a list with so many arrays each. `shift` is the exponent of a number's bytes. */
export function* rowsOf(list: number, rows: number, arrays: number, shift: 2 | 3): Generator<Row> {
  for (let row = 0; row < rows; row += 1) {
    const at = (list >>> 2) + row * (arrays + 1);
    yield {
      starts: Array.from(i32.subarray(at, at + arrays), (address) => address >>> shift),
      count: i32[at + arrays],
    };
  }
}

/** For every number of every row, its place in the heap and those of its fellows in the row's other arrays. */
export function* placesIn(list: number, rows: number, arrays: number, shift: 2 | 3): Generator<number[]> {
  for (const { starts, count } of rowsOf(list, rows, arrays, shift)) {
    for (let i = 0; i < count; i += 1) yield starts.map((start) => start + i);
  }
}
