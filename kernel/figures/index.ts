// `figures`: pictures of tensors and of recorded numbers, as notebooks build them.
import { onCellEnd } from "../display/cellEnd.ts";
import type { RecorderLike } from "./curves.ts";
import { type LiveFigure, type LiveOptions, startLive } from "./live.ts";

export { attention, type AttentionFigureOptions } from "./attention.ts";
export { chart, type ChartFigure, type ChartOptions, type ChartSpec } from "./chart.ts";
export { curves, type CurvesByName, type CurvesOptions, type RecorderLike } from "./curves.ts";
export { embedding, type EmbeddingMethod, type EmbeddingOptions, type EmbeddingVectors } from "./embedding.ts";
export { Figure } from "./figure.ts";
export { FigureError } from "./figureError.ts";
export { type LiveFigure, type LiveOptions } from "./live.ts";
export { module, type ModuleFigureOptions } from "./module.ts";
export { surface, type SurfaceHeights, type SurfaceOptions, type SurfacePathOptions } from "./surface.ts";
export { tensor, type TensorFigureOptions, type TensorLike } from "./tensor.ts";

/**
 * Shows a recorder's curves below the cell and keeps them up to date while it records; when the
 * training goes on in a later cell, the same figure goes on.
 * @example
 * const run = train.recorder();
 * figures.live(run, { total: 500 });
 * for (let step = 0; step < 500; step += 1) run.log(step, { loss: trainStep() });
 */
export function live(recorder: RecorderLike, options: LiveOptions = {}): LiveFigure {
  return startLive(recorder, options, { now: () => performance.now(), onCellEnd });
}
