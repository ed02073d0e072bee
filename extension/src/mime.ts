// JupyterLab's side of the figures: a mime renderer for each kind, so that outputs with our MIME types are drawn by the
// drawing core. Safe in untrusted notebooks: a payload is only ever read as numbers and text.
import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { figureMimeTypes } from "../figures/view/mount.ts";
import { FigureWidget } from "./figureWidget.ts";

class FigureRenderer extends FigureWidget implements IRenderMime.IRenderer {
  /** Called again for every update of a live figure: the same figure goes on. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.display(model.data[this.mime]);
  }
}

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
