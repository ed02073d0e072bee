// Notebooks written down in a line, for JupyterLab to open.

/** The text of a notebook with these code cells. */
export const notebookOf = (...sources: string[]): string => written(sources.map((source) => ({ source, outputs: [] })));

/** The text of a notebook that has been run: a cell for each output. */
export const notebookWith = (...outputs: { readonly data: object; readonly metadata: object }[]): string =>
  written(outputs.map((output) => ({ source: "", outputs: [{ output_type: "display_data", ...output }] })));

function written(contents: { readonly source: string; readonly outputs: readonly object[] }[]): string {
  const cells = contents.map((content, i) => ({
    cell_type: "code",
    id: `cell-${i}`,
    metadata: {},
    execution_count: null,
    ...content,
  }));
  const kernelspec = { name: "gradbook", display_name: "TypeScript (gradbook)", language: "typescript" };
  return JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 });
}
