// The door into the drawing core: puts the figure for a MIME type into an element of any page. Damaged data, hostile
// or from a newer version, becomes a message in place of the figure.
import { mountAttention } from "../attention/view.ts";
import { mountChart } from "../chart/view.ts";
import { mountCurves } from "../curves/view.ts";
import { mountEmbedding } from "../embedding/view.ts";
import { mountModule } from "../module/view.ts";
import { PayloadError } from "../payload/errors.ts";
import { type FigureKind, figureKinds, mimeOf } from "../payload/mime.ts";
import { mountSurface } from "../surface/view.ts";
import { mountTensor } from "../tensor/view.ts";
import { make } from "./dom.ts";
import { download, english, type FigureHandle, type FigureHost, type MountFigure, noCharts } from "./host.ts";
import { ensureStyles } from "./styles.ts";
import { setTranslator, trans } from "../draw/words.ts";

const figures: Record<FigureKind, MountFigure> = {
  tensor: mountTensor,
  curves: mountCurves,
  attention: mountAttention,
  embedding: mountEmbedding,
  surface: mountSurface,
  module: mountModule,
  chart: mountChart,
};

/** The MIME types that `mountFigure` draws. */
export const figureMimeTypes: readonly string[] = figureKinds.map(mimeOf);

/**
 * Draws a figure into an element and keeps it interactive.
 * @param mime one of `figureMimeTypes`
 * @param payload the bundle's data for it, as parsed JSON
 */
export function mountFigure(
  element: HTMLElement,
  mime: string,
  payload: unknown,
  options: FigureHost = {},
): FigureHandle {
  const host = {
    trans: options.trans ?? english,
    save: options.save ?? download,
    charts: options.charts ?? noCharts,
  };
  setTranslator(host.trans);
  const kind = figureKinds.find((name) => mimeOf(name) === mime);
  let inner: FigureHandle | undefined;

  const show = (next: unknown) => {
    try {
      if (!kind) throw new PayloadError("its type", `one of ${figureMimeTypes.join(", ")}`, mime);
      if (inner) inner.update(next);
      else inner = figures[kind](element, next, host);
    } catch (error) {
      inner?.dispose();
      inner = undefined;
      showError(element, error);
    }
  };
  show(payload);
  return {
    update: show,
    dispose() {
      inner?.dispose();
      element.replaceChildren();
    },
  };
}

function showError(element: HTMLElement, error: unknown): void {
  ensureStyles(element.ownerDocument);
  const message =
    error instanceof PayloadError
      ? error.message
      : trans.__("This figure could not be drawn: %1", String((error as Error)?.message));
  const box = make("p", "gb-error", { textContent: message });
  box.setAttribute("role", "alert");
  element.replaceChildren(make("figure", "gb-figure", {}, [box]));
}
