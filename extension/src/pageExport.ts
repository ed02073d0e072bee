// The menu's "Save and Export Notebook As → HTML with Living Figures": the notebook's own kernel makes the page, which
// comes here and is offered for download. No server extension is needed, and the kernel may be busy.
import type { JupyterFrontEnd } from "@jupyterlab/application";
import { Notification } from "@jupyterlab/apputils";
import type { NotebookPanel } from "@jupyterlab/notebook";
import { type PageAnswer, type PagePiece, pageTarget } from "../figures/payload/pageExport.ts";
import { download } from "../figures/view/host.ts";
import { isOurs } from "./ourKernels.ts";
import { preferences } from "./preferences.ts";

/** Whether the notebook has a kernel that can do it. */
export const canExport = (panel: NotebookPanel | null | undefined): boolean => isOurs(kernelOf(panel)?.name);

/** Saves the notebook, then downloads its page. Says what cannot come along, or what is wrong. */
export async function exportPage(app: JupyterFrontEnd, panel: NotebookPanel | null | undefined): Promise<void> {
  const { trans } = preferences;
  const kernel = kernelOf(panel);
  if (!panel || !kernel || !isOurs(kernel.name)) {
    Notification.info(trans.__("Open a notebook with a gradbook kernel first."), { autoClose: 4000 });
    return;
  }
  try {
    await app.commands.execute("docmanager:save");
    const pieces: BlobPart[] = [];
    const first = await new Promise<PagePiece>((resolve, reject) => {
      const comm = kernel.createComm(pageTarget);
      let head: PagePiece | undefined;
      comm.onMsg = ({ content, buffers = [] }) => {
        const answer = content.data as PageAnswer;
        if (answer.type === "problem") return reject(new Error(answer.message));
        head ??= answer;
        pieces.push(...(buffers as BlobPart[]));
        if (answer.index === answer.count - 1) resolve(head);
      };
      comm.onClose = () => reject(new Error(trans.__("The page did not come whole.")));
      panel.sessionContext.kernelChanged.connect(() => reject(new Error(trans.__("The kernel has gone."))));
      comm.open({ notebook: panel.context.path.split("/").at(-1)! });
    });
    const unzipped = new Blob(pieces).stream().pipeThrough(new DecompressionStream("gzip"));
    const page = await new Response(unzipped).blob();
    download(first.name, new Blob([page], { type: "text/html" }));
    for (const warning of first.warnings) Notification.info(warning, { autoClose: 8000 });
  } catch (error) {
    Notification.error(`${trans.__("No page was made.")} ${(error as Error).message}`, { autoClose: false });
  }
}

const kernelOf = (panel: NotebookPanel | null | undefined) => panel?.sessionContext.session?.kernel;
