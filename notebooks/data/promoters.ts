// Stretches of the genome of E. coli, half of them promoters: where the reading of a gene begins.
// Source: C. Harley, R. Reynolds, M. Noordewier: Molecular Biology (Promoter Gene Sequences), UCI Machine Learning
// Repository 1990, CC BY 4.0. sources/promoters.py made the file.
import { csvRows } from "./csv.ts";

export interface Stretch {
  readonly promoter: boolean;
  /** 57 letters a, c, g, t: 50 before the place where reading begins, and 7 from there on. */
  readonly sequence: string;
}

/** All 106 stretches: 53 promoters, then 53 others. */
export function promoters(): Stretch[] {
  return csvRows("promoters.csv").map(([kind, sequence]) => ({ promoter: kind === "+", sequence: sequence! }));
}
