// The Debug Adapter Protocol (https://microsoft.github.io/debug-adapter-protocol/specification), as far as Jupyter
// front-ends speak it, with Jupyter's own requests. All lines and columns count from 1.

export type Arguments = Readonly<Record<string, unknown>>;

export interface DebugRequest {
  readonly type: "request";
  readonly seq: number;
  readonly command: string;
  readonly arguments?: Arguments;
}

export interface DebugResponse {
  readonly type: "response";
  readonly seq: number;
  readonly request_seq: number;
  readonly success: boolean;
  readonly command: string;
  readonly message?: string;
  readonly body?: object;
}

export interface DebugEvent {
  readonly type: "event";
  readonly seq: number;
  readonly event: "initialized" | "stopped" | "continued" | "terminated";
  readonly body: object;
}

/** A breakpoint as the front-end wants it. */
export interface SourceBreakpoint {
  readonly line: number;
  /** TypeScript; the breakpoint stops only where it is true. */
  readonly condition?: string;
  /** Which of the times that it is reached in one run of the cell: `5`, `>= 5`, `% 5`. */
  readonly hitCondition?: string;
  /** Printed instead of stopping; expressions in braces are replaced by their values. */
  readonly logMessage?: string;
}

/** A breakpoint as it could be set. */
export interface Breakpoint {
  readonly id: number;
  readonly verified: boolean;
  readonly line: number;
  readonly message?: string;
  readonly source: Source;
}

export interface Source {
  readonly name: string;
  readonly path: string;
}

export interface StackFrame {
  readonly id: number;
  readonly name: string;
  readonly source: Source;
  readonly line: number;
  readonly column: number;
  readonly presentationHint?: "label";
}

export interface Scope {
  readonly name: string;
  readonly variablesReference: number;
  readonly expensive: boolean;
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly type?: string;
  /** 0 when there is nothing inside. */
  readonly variablesReference: number;
  readonly indexedVariables?: number;
  readonly evaluateName?: string;
}

/** A request that cannot be fulfilled: the reason is shown to the user. */
export class DebugError extends Error {
  override readonly name = "DebugError";
}
