// What a module figure carries: a model as a tree written line by line (a child stands below its parent, one deeper), with
// the statistics of every parameter and of its gradient.
import { PayloadError } from "./errors.ts";
import { boolean, integer, list, maybeNumber, object, oneOf, optional, text, withDefault } from "./fields.ts";
import { limits } from "./limits.ts";

/** The numbers of a parameter, or of its gradient, without the numbers themselves. */
export interface ModuleStats {
  /** Root of the sum of squares. */
  readonly norm: number | null;
  readonly mean: number | null;
  readonly std: number | null;
  /** How many are NaN or infinite. */
  readonly broken: number;
  /** Ends of the histogram: the smallest and the largest finite number. */
  readonly min: number | null;
  readonly max: number | null;
  /** Equal bins from `min` to `max`. */
  readonly histogram: readonly number[];
}

export interface ModuleRowPayload {
  readonly kind: "module" | "parameter" | "buffer";
  /** 0 for the model itself. */
  readonly depth: number;
  /** Its name in its parent. */
  readonly name: string;
  /** A module's kind and sizes, "Linear(64 → 10)"; a parameter's dtype. */
  readonly type: string;
  /** Of a parameter or buffer. */
  readonly shape?: readonly number[];
  /** Numbers in it: of a module those of all parameters below, each counted once. */
  readonly count: number;
  /** Parameters only: whether training changes it. */
  readonly trainable?: boolean;
  /** Where the same parameter stood first, if it is shared. */
  readonly sameAs?: string;
  readonly values?: ModuleStats;
  readonly gradient?: ModuleStats;
}

/** The payload as JSON. */
export interface ModulePayload {
  readonly v: 1;
  readonly title: string;
  readonly alt: string;
  /** Bytes of all parameters and buffers, each counted once. */
  readonly bytes: number;
  /** Learned numbers, and those of them that training changes. */
  readonly count: number;
  readonly trainable: number;
  readonly training: boolean;
  /** Rows that were left out because the model has too many. */
  readonly omitted: number;
  readonly rows: readonly ModuleRowPayload[];
}

const count = integer(0, Number.MAX_SAFE_INTEGER);
const label = text(limits.label);
const stats = object({
  norm: maybeNumber,
  mean: maybeNumber,
  std: maybeNumber,
  broken: count,
  min: maybeNumber,
  max: maybeNumber,
  histogram: list(count, 256),
});

const fields = object({
  v: oneOf(1),
  title: withDefault(label, ""),
  alt: withDefault(text(limits.alt), ""),
  bytes: count,
  count,
  trainable: count,
  training: boolean,
  omitted: withDefault(count, 0),
  rows: list(
    object({
      kind: oneOf("module", "parameter", "buffer"),
      depth: integer(0, limits.depth),
      name: label,
      type: label,
      shape: optional(list(count, limits.rank)),
      count,
      trainable: optional(boolean),
      sameAs: optional(label),
      values: optional(stats),
      gradient: optional(stats),
    }),
    limits.rows,
  ),
});

/** A checked payload. */
export type ModuleData = ReturnType<typeof readModule>;
export type ModuleRow = ModuleData["rows"][number];

/**
 * Reads a module payload.
 * @throws PayloadError with the path of the first field that is wrong
 */
export function readModule(payload: unknown) {
  const data = fields(payload, "module");
  if (data.rows.length === 0) throw new PayloadError("module.rows", "a list with the model in it", data.rows);
  data.rows.forEach(({ depth }, i) => {
    const deepest = i === 0 ? 0 : data.rows[i - 1]!.depth + 1;
    const least = i === 0 ? 0 : 1;
    if (depth < least || depth > deepest) {
      throw new PayloadError(`module.rows[${i}].depth`, `from ${least} to ${deepest}`, depth);
    }
  });
  return data;
}
