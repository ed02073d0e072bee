// Every error the engine throws, one class a kind, one layout for all: what was expected, what was given, where, what to try.
// Knows no tensors: callers hand over operands as words and shapes. The `nn` layer tells `describePlaceWith` how to
// name the layer that is running, so that a wrong shape deep inside a model names the layer it belongs to.

/** One operand of a failed operation, shown on a line of its own with the offending axis pointed at. */
export interface Operand {
  /** Its part in the operation: "left", "weight", "index 2". */
  readonly role: string;
  /** The name the user gave it, if any. */
  readonly name?: string | undefined;
  readonly shape?: readonly number[];
  /** What else is worth knowing: its dtype, its value. */
  readonly note?: string | undefined;
  /** The axis to point at, with the remark to write beside the mark. */
  readonly mark?: { readonly axis: number; readonly remark: string } | undefined;
}

export interface Report {
  /** What was expected, and what was given: one sentence. */
  readonly problem: string;
  readonly operands?: readonly Operand[];
  /** What to try instead. */
  readonly attempt?: string | undefined;
}

/** What every error of the engine is; catch this one to catch all. */
export class EngineError extends Error {
  readonly operands: readonly Operand[];
  readonly attempt: string | undefined;

  constructor(report: Report | string) {
    const full = typeof report === "string" ? { problem: report } : report;
    super(layout(full));
    this.name = new.target.name;
    this.operands = full.operands ?? [];
    this.attempt = full.attempt;
  }
}

/** Shapes that do not go together. */
export class ShapeError extends EngineError {}

/** A dtype that the operation does not take. */
export class DTypeError extends EngineError {}

/** A value outside what the operation takes. */
export class ArgumentError extends EngineError {}

/** An axis or an index outside its range. */
export class IndexError extends EngineError {}

/** A tensor whose memory was given back was used. */
export class TensorDisposedError extends EngineError {}

/** The engine's memory is exhausted by tensors that are still in use. */
export class OutOfMemoryError extends EngineError {}

/** Gradients were asked for where there are none, twice, or after a value they need was changed. */
export class GradientError extends EngineError {}

/** A step that `compile` cannot capture. */
export class CaptureError extends EngineError {}

/** A state dict that does not fit the module it is loaded into. */
export class StateDictError extends EngineError {}

/** Emitted code or the machine's WebAssembly is not as the engine needs it. */
export class WasmError extends EngineError {}

let currentPlace: () => string | undefined = () => undefined;

/** Installs what names the place an error happened in, as in "encoder.lstm (LSTM 512 → 256)". */
export function describePlaceWith(describe: () => string | undefined): void {
  currentPlace = describe;
}

function layout({ problem, operands = [], attempt }: Report): string {
  const place = currentPlace();
  const lines = [problem, ...operandLines(operands)];
  if (place) lines.push(`    in  ${place}`);
  if (attempt) lines.push(`    try  ${attempt}`);
  return lines.join("\n");
}

function operandLines(operands: readonly Operand[]): string[] {
  const roleWidth = Math.max(0, ...operands.map(({ role }) => role.length));
  const nameWidth = Math.max(0, ...operands.map(({ name }) => name?.length ?? 0));
  return operands.flatMap(({ role, name = "", shape, note = "", mark }) => {
    const lead = `    ${role.padEnd(roleWidth)}  ${nameWidth ? `${name.padEnd(nameWidth)}  ` : ""}`;
    const line = `${lead}${shape ? `[${shape.join(", ")}]  ` : ""}${note}`.trimEnd();
    if (!shape || !mark) return [line];
    const before = shape.slice(0, mark.axis).reduce((width, size) => width + `${size}, `.length, lead.length + 1);
    const under = "^".repeat(String(shape[mark.axis]).length);
    return [line, `${" ".repeat(before)}${under} ${mark.remark}`.trimEnd()];
  });
}
