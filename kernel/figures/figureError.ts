// What a figure's builder raises when it is given something it cannot draw.

/** What was given cannot be drawn: says what was expected instead. */
export class FigureError extends Error {
  override readonly name = "FigureError";
}
