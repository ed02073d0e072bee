// Vectors in any of the forms that people have them in, as rows of numbers that are all there and all finite.
import type { EmbeddingVectors } from "./embedding.ts";
import { FigureError } from "./figureError.ts";

export interface Rows {
  readonly rows: number;
  readonly columns: number;
  at(row: number, column: number): number;
}

/** @throws FigureError when a vector is missing, shorter than the first, or holds what is not finite */
export function rowsOf(vectors: EmbeddingVectors): Rows {
  const table = "words" in vectors ? vectors.vectors : vectors;
  const checked = (rows: number, columns: number, at: Rows["at"]): Rows => {
    if (rows === 0 || columns === 0) throw new FigureError("figures.embedding: there are no vectors to draw.");
    for (let i = 0; i < rows * columns; i++) {
      const value = at(Math.floor(i / columns), i % columns);
      if (Number.isFinite(value)) continue;
      throw new FigureError(
        `figures.embedding: number ${i % columns} of vector ${Math.floor(i / columns)} is ${value}.`,
      );
    }
    return { rows, columns, at };
  };
  if (!("shape" in table)) {
    const columns = table[0]?.length ?? 0;
    const odd = table.findIndex((row) => row?.length !== columns);
    if (odd >= 0 && typeof table[odd]?.length !== "number") {
      throw new FigureError(`figures.embedding: vector ${odd} is ${typeof table[odd]}; is its word missing?`);
    }
    if (odd >= 0) {
      throw new FigureError(
        `figures.embedding: vector ${odd} has ${table[odd]!.length} numbers, the first one ${columns}.`,
      );
    }
    return checked(table.length, columns, (row, column) => table[row]![column]!);
  }
  if (table.shape.length !== 2) {
    throw new FigureError(`figures.embedding: vectors are [points, width], not [${table.shape.join(", ")}].`);
  }
  const [rows, columns] = table.shape as readonly [number, number];
  const { data } = table;
  return checked(rows, columns, (row, column) => Number(data[row * columns + column]));
}
