// Lists of arrays in memory, for kernels that go through many arrays in one call. A row of a list holds the addresses of
// arrays that belong together, as a parameter, its gradient and what its optimizer keeps, and then how many numbers each
// of them has. Knows nothing of what is done with them.
import { i32 as words } from "../memory/heap.ts";
import { growingScratch } from "../memory/scratch.ts";
import type { Code, Variable } from "../wasm/code.ts";
import { i32 } from "../wasm/values.ts";

const room = growingScratch("lists of arrays");
const wordBytes = 4;

/**
 * Writes a list and gives its address; it holds until the next one is written. `address(row, k)` is that of the row's k-th
 * array of `arrays`, `count(row)` the numbers in each. Both allocate nothing: memory that is known only by an address in
 * the list could be collected.
 */
export function writeList(
  rows: number,
  arrays: number,
  address: (row: number, k: number) => number,
  count: (row: number) => number,
): number {
  const list = room(Math.max(1, rows) * (arrays + 1) * wordBytes);
  let word = list >>> 2;
  for (let row = 0; row < rows; row += 1) {
    for (let k = 0; k < arrays; k += 1, word += 1) words[word] = address(row, k);
    words[word] = count(row);
    word += 1;
  }
  return list;
}

/** In a kernel: runs the body for each row of a list, with its addresses in variables that may be moved on, and its count. */
export function forEachRow<Name extends string>(
  code: Code,
  list: Variable<"i32">,
  rows: Variable<"i32">,
  arrays: readonly Name[],
  body: (pointers: Readonly<Record<Name, Variable<"i32">>>, count: Variable<"i32">) => void,
): void {
  code.repeat(rows, () => {
    const pointers = arrays.map((each, k) => [each, code.let(i32.load(list, k * wordBytes))] as const);
    const count = code.let(i32.load(list, arrays.length * wordBytes));
    code.add(list, (arrays.length + 1) * wordBytes);
    body(Object.fromEntries(pointers) as Record<Name, Variable<"i32">>, count);
  });
}
