// The one error of this folder: a file that is not a readable notebook, or cannot be written.

/** Says which file, where in it, what is wrong and what to try. */
export class NotebookError extends Error {
  override readonly name = "NotebookError";
}
