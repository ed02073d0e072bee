// The extension's commands: for the palette, menus, shortcuts and the launcher (schema/plugin.json says where).
import type { JupyterFrontEnd } from "@jupyterlab/application";
import { Notification } from "@jupyterlab/apputils";
import type { INotebookTracker } from "@jupyterlab/notebook";
import { download } from "../figures/view/host.ts";
import { type FigureFiles, filesOf } from "../figures/view/shell.ts";
import { openChapter, openCourse } from "./course.ts";
import { courseIcon } from "./icons.ts";
import { canExport, exportPage } from "./pageExport.ts";
import type { ActiveKernel } from "./panel/activeKernel.ts";
import type { ShelfPanel } from "./panel/shelfPanel.ts";
import { preferences } from "./preferences.ts";

export const commandIds = {
  panel: "gradbook:open-panel",
  figure: "gradbook:open-figure",
  png: "gradbook:copy-png",
  svg: "gradbook:copy-svg",
  savePng: "gradbook:save-png",
  saveSvg: "gradbook:save-svg",
  saveCsv: "gradbook:save-csv",
  course: "gradbook:open-course",
  chapter: "gradbook:open-chapter",
  exportPage: "gradbook:export-page",
  exportHints: "gradbook:export-hints",
} as const;

export interface CommandParts {
  readonly panel: ShelfPanel;
  readonly kernel: ActiveKernel;
  readonly notebooks: INotebookTracker | null;
}

const noArguments = { args: { type: "object", properties: {} } };

export function addCommands(app: JupyterFrontEnd, { panel, notebooks }: CommandParts): void {
  const { trans } = preferences;
  const add = (id: string, label: string, caption: string, execute: () => unknown, icon?: unknown) =>
    app.commands.addCommand(id, { label, caption, describedBy: noArguments, execute, ...(icon ? { icon } : {}) });
  let last: Element | undefined;
  for (const event of ["pointerdown", "focusin"] as const) {
    document.addEventListener(event, ({ target }) => {
      last = (target instanceof Element && target.closest(".gb-figure")) || last;
    });
  }
  const figure = () =>
    last?.isConnected ? last : document.querySelector(".jp-mod-active .gb-figure, .gb-tab .gb-figure");

  add(commandIds.panel, trans.__("Tensors & Runs"), trans.__("Show what the running kernel holds"), () =>
    app.shell.activateById(panel.id),
  );
  add(
    commandIds.figure,
    trans.__("Open Selected Value as Figure"),
    trans.__("Open the variable at the cursor as a figure in its own tab"),
    () => {
      const name = selectedName(notebooks);
      if (name) return panel.open(name.split("."));
      return Notification.info(trans.__("Select a variable, or put the cursor on it."), { autoClose: 4000 });
    },
  );
  add(commandIds.png, trans.__("Copy Figure as PNG"), trans.__("Copy the figure used last as a picture"), () =>
    copy(figure(), async (one) => ({ "image/png": await one.png() })),
  );
  add(commandIds.svg, trans.__("Copy Figure as SVG"), trans.__("Copy the figure used last as a drawing"), () =>
    copy(figure(), async (one) => ({ "text/plain": new Blob([await one.svg()], { type: "text/plain" }) })),
  );
  const save = (ending: "png" | "svg" | "csv") => () =>
    withFiles(figure(), async (one) => download(`${one.name()}.${ending}`, await one[ending]()));
  add(
    commandIds.savePng,
    trans.__("Save Figure as PNG"),
    trans.__("Save the figure used last as a picture"),
    save("png"),
  );
  add(
    commandIds.saveSvg,
    trans.__("Save Figure as SVG"),
    trans.__("Save the figure used last as a drawing"),
    save("svg"),
  );
  add(
    commandIds.saveCsv,
    trans.__("Save Figure's Data as CSV"),
    trans.__("Save the numbers of the figure used last"),
    save("csv"),
  );
  const open = (task: (app: JupyterFrontEnd) => Promise<void>) => () => task(app);
  add(commandIds.course, trans.__("Course"), trans.__("The chapters of the course"), open(openCourse), courseIcon);
  add(
    commandIds.chapter,
    trans.__("Open Course Chapter…"),
    trans.__("Choose a chapter and open it"),
    open(openChapter),
  );
  app.commands.addCommand(commandIds.exportPage, {
    label: trans.__("HTML with Living Figures"),
    caption: trans.__("Save this notebook as one page that works without a network"),
    describedBy: noArguments,
    isEnabled: () => canExport(notebooks?.currentWidget),
    execute: () => exportPage(app, notebooks?.currentWidget),
  });
  add(commandIds.exportHints, trans.__("How to Export This Notebook"), trans.__("Pages, site, PDF, Markdown"), () =>
    Notification.info(
      trans.__(
        "As one page: File, Save and Export Notebook As, HTML with Living Figures. All kinds in a terminal: gradbook export notebook.ipynb --to html (or site, pdf, md, script).",
      ),
      { autoClose: false },
    ),
  );
}

const copy = (
  root: Element | null | undefined,
  make: (files: FigureFiles) => Promise<Record<string, Blob>>,
): Promise<void> =>
  withFiles(root, async (files) => {
    await navigator.clipboard.write([new ClipboardItem(await make(files))]);
    Notification.info(preferences.trans.__("The figure is in the clipboard."), { autoClose: 3000 });
  });

async function withFiles(root: Element | null | undefined, task: (files: FigureFiles) => Promise<void>): Promise<void> {
  const { trans } = preferences;
  const files = root && filesOf(root);
  try {
    if (!files) throw new Error(trans.__("Click on a figure first."));
    await task(files);
  } catch (error) {
    Notification.error((error as Error).message, { autoClose: 6000 });
  }
}

/** The selection, or the word at the cursor: a name, or names with dots between. */
function selectedName(notebooks: INotebookTracker | null): string | undefined {
  const editor = notebooks?.currentWidget?.content.activeCell?.editor;
  if (!editor) return undefined;
  const source = editor.model.sharedModel.getSource();
  const { start, end } = editor.getSelection();
  const [from, to] = [editor.getOffsetAt(start), editor.getOffsetAt(end)];
  const before = /[\p{ID_Continue}$.]*$/u.exec(source.slice(0, from))![0];
  const after = /^[\p{ID_Continue}$]*/u.exec(source.slice(to))![0];
  const name = from === to ? before + after : source.slice(from, to).trim();
  return /^[\p{ID_Start}$_][\p{ID_Continue}$.]*$/u.test(name) ? name : undefined;
}
