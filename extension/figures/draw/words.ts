// The words that figures are drawn and described with, in the reader's language. Painters and sentences get it from here,
// as colours come from the palette: kernels and exported pages speak English, JupyterLab hands over its translator.

/** Translates a sentence; %1, %2 … stand for the arguments (JupyterLab's translation bundles fit as they are). */
export interface Translator {
  __(text: string, ...args: string[]): string;
}

export const english: Translator = {
  __: (text, ...args) => text.replace(/%(\d)/g, (whole, n: string) => args[Number(n) - 1] ?? whole),
};

let chosen: Translator = english;

export function setTranslator(translator: Translator): void {
  chosen = translator;
}

/** Named as JupyterLab's is, so that its tools find every text where it stands. */
export const trans: Translator = { __: (text, ...args) => chosen.__(text, ...args) };
