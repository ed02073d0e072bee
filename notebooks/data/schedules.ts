// PyTorch's learning rates, to compare with. `pytorch-schedules.py` made the file and says with which settings.
import { readFileSync } from "node:fs";

/** The rates of steps 0 to 199 of one of PyTorch's schedulers. @throws Error when it is none of those in the file */
export function pytorchRates(scheduler: string): readonly number[] {
  const file = new URL("pytorch-schedules.csv", import.meta.url);
  const [names = [], ...rows] = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const column = names.indexOf(scheduler);
  if (column >= 0) return rows.map((row) => Number(row[column]));
  throw new Error(`There are no rates of "${scheduler}"; there are those of ${names.join(", ")}.`);
}
