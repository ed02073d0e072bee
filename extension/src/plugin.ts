// What the extension adds to JupyterLab and Notebook 7 around the figures. Every service is optional: an application
// without a launcher or a palette gets the rest.
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette } from "@jupyterlab/apputils";
import { IConsoleTracker } from "@jupyterlab/console";
import { ILauncher } from "@jupyterlab/launcher";
import { INotebookTracker } from "@jupyterlab/notebook";
import { ISettingRegistry } from "@jupyterlab/settingregistry";
import { ITranslator } from "@jupyterlab/translation";
import { addCommands, commandIds } from "./commands.ts";
import { addFileViewer } from "./files/viewer.ts";
import { courseIcon } from "./icons.ts";
import { setKernelSpecs } from "./ourKernels.ts";
import { ActiveKernel } from "./panel/activeKernel.ts";
import { ShelfPanel } from "./panel/shelfPanel.ts";
import { domain, preferences, setPreferences } from "./preferences.ts";

const id = "@gradbook/jupyterlab:plugin";

const plugin: JupyterFrontEndPlugin<void> = {
  id,
  description: "Tensors and runs of the running kernel, array files, and the course.",
  autoStart: true,
  optional: [ISettingRegistry, ITranslator, INotebookTracker, IConsoleTracker, ICommandPalette, ILauncher],
  activate(
    app: JupyterFrontEnd,
    settings: ISettingRegistry | null,
    translator: ITranslator | null,
    notebooks: INotebookTracker | null,
    consoles: IConsoleTracker | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
  ) {
    if (translator) preferences.trans = translator.load(domain);
    if (settings) void follow(settings);
    setKernelSpecs(app.serviceManager.kernelspecs);
    const kernel = new ActiveKernel(notebooks, consoles);
    const panel = new ShelfPanel(app, kernel);
    app.shell.add(panel, "right", { rank: 900, type: "Tensors & runs" });
    addCommands(app, { panel, kernel, notebooks });
    addFileViewer(app);
    const { trans } = preferences;
    for (const command of Object.values(commandIds)) palette?.addItem({ command, category: trans.__("gradbook") });
    launcher?.add({ command: commandIds.course, category: trans.__("Other"), rank: 0, args: { icon: courseIcon } });
  },
};

async function follow(registry: ISettingRegistry): Promise<void> {
  const settings = await registry.load(id).catch(() => undefined);
  if (!settings) return;
  setPreferences(settings.composite);
  settings.changed.connect(() => setPreferences(settings.composite));
}

// JupyterLab's loader takes the default export.
// oxlint-disable-next-line import/no-default-export
export default plugin;
