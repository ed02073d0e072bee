// What a figure asks of the page it stands in, and what the page gets back. JupyterLab, exported pages and the test
// page are such hosts.

import type { ChartLibrary } from "../chart/library.ts";
import { english, type Translator } from "../draw/words.ts";

export { english, type Translator };

export interface FigureHost {
  /** Loads the chart library, which only charts need; without it charts are not drawn. */
  readonly charts?: () => Promise<ChartLibrary>;
  readonly trans?: Translator;
  /** Hands a file to the reader; by default the browser downloads it. */
  readonly save?: (name: string, content: Blob) => void;
}

export interface FigureHandle {
  /** Draws new data in place, keeping what the reader has chosen. */
  update(payload: unknown): void;
  dispose(): void;
}

/** A kind of figure in the page: takes over an empty element. */
export type MountFigure = (element: HTMLElement, payload: unknown, host: Required<FigureHost>) => FigureHandle;

export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  // Revoking at once would cancel the download in some browsers.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** For hosts without the chart library. */
export const noCharts = (): Promise<never> => Promise.reject(new Error("this page has no chart library"));
