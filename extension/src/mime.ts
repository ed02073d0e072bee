// JupyterLab's side of the figures: a mime renderer for each kind, so that outputs with our MIME types are drawn by the
// drawing core. Safe in untrusted notebooks: a payload is only ever read as numbers and text.
import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { Widget } from "@lumino/widgets";
import { type FigureHandle } from "../figures/view/host.ts";
import { figureMimeTypes, mountFigure } from "../figures/view/mount.ts";

class FigureRenderer extends Widget implements IRenderMime.IRenderer {
  readonly #mime: string;
  #handle: FigureHandle | undefined;

  constructor(mime: string) {
    super();
    this.#mime = mime;
    this.addClass("gb-output-area");
  }

  /** Called again for every update of a live figure: the same figure goes on. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const payload: unknown = model.data[this.#mime];
    if (this.#handle) this.#handle.update(payload);
    else this.#handle = mountFigure(this.node, this.#mime, payload, { charts });
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.#handle?.dispose();
    super.dispose();
  }
}

/** Vega comes in a file of its own, when the first chart is shown. */
const charts = async () => (await import("../figures/chart/vega.ts")).chartLibrary;

/** Before pictures and HTML (50 and up), after nothing: whoever has the extension sees the figure. */
const rank = 40;

const extensions: IRenderMime.IExtension[] = figureMimeTypes.map((mime) => ({
  id: `@gradbook/jupyterlab:${mime.split(".")[2]!}`,
  dataType: "json",
  rank,
  rendererFactory: {
    safe: true,
    mimeTypes: [mime],
    createRenderer: ({ mimeType }) => new FigureRenderer(mimeType),
  },
}));

// JupyterLab's loader takes the default export.
// oxlint-disable-next-line import/no-default-export
export default extensions;
