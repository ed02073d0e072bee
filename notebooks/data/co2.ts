// Carbon dioxide in the air on Mauna Loa, Hawaii, month by month: a sequence that is not made of letters.
// Source: Scripps CO2 Program, primary Mauna Loa record, in the form of npm's vega-datasets 3.2.1; CC BY 4.0. The file
// keeps two of its columns.
import { csvRows } from "./csv.ts";

export interface Month {
  /** Such as `"1958-03"`. Five months before 1965 are missing. */
  readonly month: string;
  /** Parts of carbon dioxide in a million parts of dry air. */
  readonly ppm: number;
}

/** All 741 months from March 1958 to April 2020. */
export function co2(): Month[] {
  return csvRows("co2.csv").map(([month, ppm]) => ({ month: month!, ppm: Number(ppm) }));
}
