// A cell that cannot be compiled: where in the user's text, and why.

export class CellSyntaxError extends Error {
  override readonly name = "SyntaxError";
  /** UTF-16 index into the cell. */
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.start = start;
    this.end = end;
  }
}
