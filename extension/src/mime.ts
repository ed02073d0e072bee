// JupyterLab's side of the figures: a mime renderer for each kind, so that outputs with our MIME types are drawn by the
// drawing core. Safe in untrusted notebooks: a payload is only ever read as numbers and text.
import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import type { ShelfLive } from "../figures/payload/shelf.ts";
import { figureMimeTypes } from "../figures/view/mount.ts";
import { FigureWidget } from "./figureWidget.ts";
import { liveMark } from "./liveStates.ts";

class FigureRenderer extends FigureWidget implements IRenderMime.IRenderer {
  #model: IRenderMime.IMimeModel | undefined;

  /** Called again for every output that a live figure replaces: the same figure goes on. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.#model = model;
    this.display(model.data[this.mime]);
  }

  /**
   * The last state is to be saved. Who has seen the training from its start had it as an output before; in a page that was
   * loaded meanwhile JupyterLab does not know what the output belongs to.
   */
  protected override hear(state: ShelfLive): void {
    super.hear(state);
    const { data, metadata } = state;
    if (!liveMark(data[this.mime])) this.#model?.setData({ data, metadata } as never);
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
