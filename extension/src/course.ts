// The course in the file browser: its index, and its chapters by name. `npm start` opens JupyterLab on the course's
// folder; in another folder it is looked for in `notebooks`.
import type { JupyterFrontEnd } from "@jupyterlab/application";
import { InputDialog, Notification } from "@jupyterlab/apputils";
import { preferences } from "./preferences.ts";

interface Course {
  readonly folder: string;
  readonly chapters: readonly string[];
}

export async function openCourse(app: JupyterFrontEnd): Promise<void> {
  const course = await find(app);
  if (!course) return missing();
  await app.commands.execute("docmanager:open", { path: `${course.folder}index.md`, factory: "Markdown Preview" });
}

export async function openChapter(app: JupyterFrontEnd): Promise<void> {
  const { trans } = preferences;
  const course = await find(app);
  if (!course) return missing();
  const { value } = await InputDialog.getItem({ title: trans.__("Course chapter"), items: [...course.chapters] });
  if (value) await app.commands.execute("docmanager:open", { path: course.folder + value });
}

async function find(app: JupyterFrontEnd): Promise<Course | undefined> {
  for (const folder of ["", "notebooks/"]) {
    const listed = await app.serviceManager.contents.get(folder, { content: true }).catch(() => undefined);
    const names = ((listed?.content ?? []) as { name: string }[]).map(({ name }) => name);
    const chapters = names.filter((name) => /^\d\d-.*\.ipynb$/.test(name)).toSorted();
    if (names.includes("index.md") && chapters.length > 0) return { folder, chapters };
  }
  return undefined;
}

function missing(): void {
  const { trans } = preferences;
  const text = trans.__("The course is not in this folder: start JupyterLab with gradbook lab on its notebooks.");
  Notification.info(text, { autoClose: 8000 });
}
