// Opens `.safetensors`, `.npy` and `.npz` by double click: a list of what is inside, and each array as a figure.
import type { JupyterFrontEnd } from "@jupyterlab/application";
import { ABCWidgetFactory, type Context, DocumentWidget } from "@jupyterlab/docregistry";
import { Widget } from "@lumino/widgets";
import { make } from "../../figures/view/dom.ts";
import { mimeOf } from "../../figures/payload/mime.ts";
import { FigureWidget } from "../figureWidget.ts";
import { panelIcon } from "../icons.ts";
import { bytesText } from "../panel/rows.ts";
import { ensurePanelStyles } from "../panel/styles.ts";
import { preferences } from "../preferences.ts";
import { type ArrayFile, arrayPayload, readArrayFile } from "./arrayFile.ts";

const formats = ["safetensors", "npy", "npz"];
const factoryName = "Tensors";

export function addFileViewer(app: JupyterFrontEnd): void {
  const fileTypes = formats.map((format) => `gradbook-${format}`);
  for (const format of formats) {
    app.docRegistry.addFileType({
      name: `gradbook-${format}`,
      displayName: `${format} arrays`,
      extensions: [`.${format}`],
      mimeTypes: ["application/octet-stream"],
      contentType: "file",
      fileFormat: "base64",
      icon: panelIcon,
    });
  }
  const options = { name: factoryName, modelName: "base64", fileTypes, defaultFor: fileTypes, readOnly: true };
  app.docRegistry.addWidgetFactory(new Factory(options));
}

class Factory extends ABCWidgetFactory<DocumentWidget> {
  protected createNewWidget(context: Context): DocumentWidget {
    return new DocumentWidget({ content: new ArrayFileView(context), context });
  }
}

class ArrayFileView extends Widget {
  readonly #context: Context;
  #figure: FigureWidget | undefined;

  constructor(context: Context) {
    super();
    this.#context = context;
    this.addClass("gb-file");
    void context.ready.then(() => this.#read());
    context.fileChanged.connect(() => this.#read());
  }

  protected override onAfterAttach(): void {
    ensurePanelStyles(this.node.ownerDocument);
  }

  override dispose(): void {
    this.#figure?.dispose();
    super.dispose();
  }

  #read(): void {
    if (this.isDisposed) return;
    try {
      this.#list(readArrayFile(this.#context.path, decode(this.#context.model.toString())));
    } catch (error) {
      this.#fail((error as Error).message);
    }
  }

  #list({ arrays, metadata }: ArrayFile): void {
    const { trans } = preferences;
    const rows = make("ul", "gb-shelf-rows");
    const view = make("div", "gb-file-view");
    const buttons: HTMLButtonElement[] = [];
    for (const [name, array] of arrays) {
      const button = make("button", "gb-shelf-row", { type: "button" }, [
        make("b", "", { textContent: name }),
        make("span", "", { textContent: `[${array.shape.join(", ")}] ${array.dtype}` }),
        make("small", "", { textContent: bytesText(array.data.byteLength) }),
      ]);
      button.addEventListener("click", () => {
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
        this.#draw(view, name, array);
      });
      buttons.push(button);
      rows.append(make("li", "", {}, [button]));
    }
    const count = make("p", "gb-shelf-memory", { textContent: trans.__("%1 arrays", String(arrays.size)) });
    const notes = Object.entries(metadata).map(([key, text]) =>
      make("p", "gb-shelf-memory", { textContent: `${key}: ${text.slice(0, 300)}` }),
    );
    const list = make("div", "gb-file-list", {}, [count, ...notes, rows]);
    list.setAttribute("role", "region");
    list.setAttribute("aria-label", trans.__("Arrays in the file"));
    this.node.replaceChildren(list, view);
    buttons[0]?.click();
  }

  #draw(view: HTMLElement, name: string, array: Parameters<typeof arrayPayload>[1]): void {
    this.#figure?.dispose();
    view.replaceChildren();
    try {
      const payload = arrayPayload(name, array, preferences.tensorCells);
      this.#figure = new FigureWidget(mimeOf("tensor"));
      Widget.attach(this.#figure, view);
      this.#figure.display(payload);
    } catch (error) {
      view.replaceChildren(problem((error as Error).message));
    }
  }

  #fail(message: string): void {
    this.node.replaceChildren(problem(message));
  }
}

function problem(message: string): HTMLElement {
  const made = make("p", "gb-file-error", { textContent: message });
  made.setAttribute("role", "alert");
  return made;
}

/** @throws Error when the file is larger than the reader allows */
function decode(base64: string): Uint8Array {
  const { trans, fileLimit } = preferences;
  const size = (base64.length * 3) / 4;
  if (size > fileLimit * 1e6) {
    const text =
      "This file has %1; files of up to %2 are opened here (see the settings of gradbook). A cell reads it all: io.loadSafetensors(readFileSync(…)).";
    throw new Error(trans.__(text, bytesText(size), bytesText(fileLimit * 1e6)));
  }
  const binary = atob(base64.replace(/\s/g, ""));
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
