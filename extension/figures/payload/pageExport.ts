// What JupyterLab and a kernel say to each other when a notebook is saved as a page: JupyterLab opens a comm with the
// notebook's name, the kernel answers with the page in pieces, or with what is wrong.

/** The name of the comm. */
export const pageTarget = "gradbook.page";

/** The data of the comm_open message. */
export interface PageRequest {
  /** File name of the notebook, which lies in the kernel's folder. */
  readonly notebook: string;
}

export type PageAnswer = PagePiece | { readonly type: "problem"; readonly message: string };

/** The message's buffer is a part of the page, all parts together are gzip. */
export interface PagePiece {
  readonly type: "piece";
  /** File name for the page. */
  readonly name: string;
  /** From 0, in order. */
  readonly index: number;
  readonly count: number;
  /** What could not come along, a sentence each. */
  readonly warnings: readonly string[];
}
