// Opens `.safetensors`, `.npy` and `.npz` by double click: a list of what is inside, and each array as a figure. Of files of
// gigabytes only what is looked at is read.
import type { JupyterFrontEnd } from "@jupyterlab/application";
import { ABCWidgetFactory, Base64ModelFactory, type Context, DocumentWidget } from "@jupyterlab/docregistry";
import { Widget } from "@lumino/widgets";
import { make } from "../../figures/view/dom.ts";
import { mimeOf } from "../../figures/payload/mime.ts";
import { FigureWidget } from "../figureWidget.ts";
import { panelIcon } from "../icons.ts";
import { bytesText } from "../panel/rows.ts";
import { ensurePanelStyles } from "../panel/styles.ts";
import { preferences } from "../preferences.ts";
import { type ArrayFile, arrayPayload, type FileArray, openArrayFile } from "./arrayFile.ts";
import { byteSource, TooLarge } from "./byteSource.ts";

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
  const options = { name: factoryName, modelName, fileTypes, defaultFor: fileTypes, readOnly: true };
  app.docRegistry.addModelFactory(new Unread());
  app.docRegistry.addWidgetFactory(new Factory(options, app));
}

const modelName = "gradbook-unread";

/** A document without a content: JupyterLab would read all of it before it shows anything. */
class Unread extends Base64ModelFactory {
  override get name(): string {
    return modelName;
  }
  override get fileFormat(): null {
    return null;
  }
}

class Factory extends ABCWidgetFactory<DocumentWidget> {
  readonly #app: JupyterFrontEnd;

  constructor(options: object, app: JupyterFrontEnd) {
    super(options);
    this.#app = app;
  }

  protected createNewWidget(context: Context): DocumentWidget {
    const open = async (most: number): Promise<ArrayFile> => {
      const { contents, serverSettings } = this.#app.serviceManager;
      const source = await byteSource(await contents.getDownloadUrl(context.path), serverSettings.token, most);
      return openArrayFile(context.path, source, most);
    };
    return new DocumentWidget({ content: new ArrayFileView(context, open), context });
  }
}

class ArrayFileView extends Widget {
  readonly #open: (most: number) => Promise<ArrayFile>;
  #figure: FigureWidget | undefined;
  /** The newest wish; what an older one has read is thrown away. */
  #reading = 0;

  constructor(context: Context, open: (most: number) => Promise<ArrayFile>) {
    super();
    this.#open = open;
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

  async #read(): Promise<void> {
    const reading = (this.#reading += 1);
    try {
      const file = await this.#open(mostBytes());
      if (!this.isDisposed && reading === this.#reading) this.#list(file);
    } catch (error) {
      if (!this.isDisposed && reading === this.#reading) this.node.replaceChildren(problem(error));
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
        make("small", "", { textContent: bytesText(array.bytes) }),
      ]);
      button.addEventListener("click", () => {
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
        void this.#draw(view, name, array);
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

  async #draw(view: HTMLElement, name: string, array: FileArray): Promise<void> {
    const reading = (this.#reading += 1);
    this.#figure?.dispose();
    this.#figure = undefined;
    const waiting = make("p", "gb-shelf-memory", { textContent: preferences.trans.__("Reading %1 …", name) });
    waiting.setAttribute("role", "status");
    view.replaceChildren(waiting);
    try {
      const payload = arrayPayload(name, await array.read(), preferences.tensorCells);
      if (this.isDisposed || reading !== this.#reading) return;
      this.#figure = new FigureWidget(mimeOf("tensor"));
      view.replaceChildren(this.#figure.node);
      this.#figure.display(payload);
    } catch (error) {
      if (reading === this.#reading) view.replaceChildren(problem(error));
    }
  }
}

const mostBytes = (): number => preferences.fileLimit * 1e6;

function problem(error: unknown): HTMLElement {
  const { trans } = preferences;
  const message =
    error instanceof TooLarge
      ? trans.__(
          "This would read %1; up to %2 are read here (see the settings of gradbook). A cell reads it all: io.loadSafetensors(readFileSync(…)).",
          bytesText(error.size),
          bytesText(mostBytes()),
        )
      : (error as Error).message;
  const made = make("p", "gb-file-error", { textContent: message });
  made.setAttribute("role", "alert");
  return made;
}
