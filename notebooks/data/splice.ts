// Stretches of the genomes of primates, around a place where a gene may be cut: splice junctions.
// Source: G. Towell, M. Noordewier, J. Shavlik: Molecular Biology (Splice-junction Gene Sequences), UCI Machine Learning
// Repository 1991, CC BY 4.0; without the four that have unclear bases. sources/splice.py made the file.
import { csvRows } from "./csv.ts";

export interface Junction {
  /** In the middle an exon (kept) goes over into an intron (cut out), `"ei"`; or back, `"ie"`; or neither, `"n"`. */
  readonly kind: "ei" | "ie" | "n";
  /** 60 letters a, c, g, t. */
  readonly sequence: string;
}

/** All 3,186 stretches. */
export function junctions(): Junction[] {
  return csvRows("splice.csv").map(([kind, sequence]) => ({ kind: kind as Junction["kind"], sequence: sequence! }));
}
