// Stretches of the genomes of primates, around a place where a gene may be cut: splice junctions.
// Source: G. Towell, M. Noordewier, J. Shavlik: Molecular Biology (Splice-junction Gene Sequences), UCI Machine Learning
// Repository 1991, CC BY 4.0; without the four that have unclear bases. sources/splice.py made the file.
import { readFileSync } from "node:fs";

export interface Junction {
  /** In the middle an exon (kept) goes over into an intron (cut out), `"ei"`; or back, `"ie"`; or neither, `"n"`. */
  readonly kind: "ei" | "ie" | "n";
  /** 60 letters a, c, g, t. */
  readonly sequence: string;
}

/** All 3,186 stretches. */
export function junctions(): Junction[] {
  const [, ...rows] = readFileSync(new URL("splice.csv", import.meta.url), "utf8")
    .trim()
    .split("\n");
  return rows.map((row) => {
    const [kind, sequence] = row.split(",") as [Junction["kind"], string];
    return { kind, sequence };
  });
}
