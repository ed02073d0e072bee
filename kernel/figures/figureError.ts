// What a figure's builder raises when it is given something it cannot draw.

export class FigureError extends Error {
  override readonly name = "FigureError";
}
