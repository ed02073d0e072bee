// The user's thread as the debugger drives it: when it stops and why, what it stands in, and how it goes on.
// V8 also stops where a user has nothing to see (code of the compiler, exceptions that are caught): it is sent on at once.
import type { CellFiles } from "./cellFiles.ts";
import { stopsFor } from "./exceptions.ts";
import type { Inspector, Paused, RemoteObject } from "./inspector.ts";
import { DebugError } from "./protocol.ts";
import { type Frame, framesOf, passedOver } from "./stack.ts";

export type StopReason = "breakpoint" | "step" | "exception" | "pause";
export type Motion = "resume" | "stepOver" | "stepInto" | "stepOut";

export interface ThreadListener {
  readonly onStop: (reason: StopReason, text: string | undefined) => void;
  readonly onContinue: () => void;
}

export class Thread {
  readonly #inspector: Inspector;
  readonly #files: CellFiles;
  readonly #listener: ThreadListener;
  #frames: readonly Frame[] | undefined;
  /** V8 holds the thread, whether anybody was told or not. */
  #held = false;
  #motion: Motion | "pause" = "resume";
  #filters: ReadonlySet<string> = new Set();
  /** Where the last step began. */
  #from: Frame | undefined;

  constructor(inspector: Inspector, files: CellFiles, listener: ThreadListener) {
    this.#inspector = inspector;
    this.#files = files;
    this.#listener = listener;
    inspector.on<Paused>("Debugger.paused", (paused) => this.#paused(paused));
    inspector.on("Debugger.resumed", () => this.#resumed());
  }

  /** The user's frames while the thread is stopped, innermost first. */
  get frames(): readonly Frame[] | undefined {
    return this.#frames;
  }

  /** @throws DebugError when the thread runs */
  stopped(): readonly Frame[] {
    if (!this.#frames) throw new DebugError("The thread is running: stop it first.");
    return this.#frames;
  }

  /** @throws DebugError when the thread runs or has no such frame */
  frame(id: unknown): Frame {
    const found = this.stopped().find((frame) => frame.id === id);
    if (!found) throw new DebugError(`There is no frame ${String(id)} (any more).`);
    return found;
  }

  /** From now on the thread stops at breakpoints. */
  async watch(): Promise<void> {
    await this.#inspector.post("Debugger.enable");
    await this.#inspector.post("Debugger.setBlackboxPatterns", { patterns: passedOver, skipAnonymous: true });
    await this.#inspector.post("Debugger.setAsyncCallStackDepth", { maxDepth: 8 });
  }

  /** The thread goes on, and does not stop any more. */
  async unwatch(): Promise<void> {
    this.#filters = new Set();
    await this.#inspector.post("Debugger.disable");
    this.#resumed();
  }

  async stopForExceptions(filters: readonly string[]): Promise<void> {
    this.#filters = new Set(filters);
    await this.#inspector.post("Debugger.setPauseOnExceptions", { state: filters.length > 0 ? "all" : "none" });
  }

  async go(motion: Motion): Promise<void> {
    this.stopped();
    await this.#move(motion);
  }

  /** Stops at the next line of the user's code. */
  async pause(): Promise<void> {
    if (this.#frames) return;
    this.#motion = "pause";
    await this.#inspector.post("Debugger.pause");
  }

  /** Ends what the paused thread was running; nothing when it is not paused. */
  async terminate(): Promise<void> {
    if (!this.#held) return;
    this.#motion = "resume";
    await this.#inspector.post("Debugger.resume", { terminateOnResume: true });
  }

  /** Sets a variable of a scope. @returns whether the object is a scope of the stopped thread */
  async setInScope(objectId: string, variableName: string, newValue: RemoteObject): Promise<boolean> {
    for (const { call } of this.#frames ?? []) {
      const scopeNumber = call?.scopeChain.findIndex(({ object }) => object.objectId === objectId) ?? -1;
      if (scopeNumber < 0) continue;
      const { objectId: id, value, unserializableValue } = newValue;
      await this.#inspector.post("Debugger.setVariableValue", {
        scopeNumber,
        variableName,
        newValue: id ? { objectId: id } : unserializableValue ? { unserializableValue } : { value },
        callFrameId: call!.callFrameId,
      });
      return true;
    }
    return false;
  }

  async #move(motion: Motion): Promise<void> {
    this.#motion = motion;
    this.#from = this.#frames?.[0];
    await this.#inspector.post(`Debugger.${motion}`);
  }

  #paused(paused: Paused): void {
    this.#held = true;
    const frames = framesOf(paused, this.#files, (script) => this.#inspector.urlOf(script));
    const top = frames[0];
    const isException = paused.reason === "exception" || paused.reason === "promiseRejection";
    const atBreakpoint = (paused.hitBreakpoints?.length ?? 0) > 0;
    if (isException) {
      if (top && stopsFor(this.#filters, frames)) return this.#stop("exception", frames, exceptionText(paused));
      return this.#sendOn(this.#motion === "pause" ? "stepInto" : this.#motion);
    }
    // Not in the user's code, or in code that the compiler added to it.
    if (!top?.call) return this.#sendOn(this.#motion === "pause" ? "stepInto" : "resume");
    if (top.call !== paused.callFrames[0] || top.line === 0) {
      return this.#sendOn(this.#motion === "stepInto" || this.#motion === "pause" ? "stepInto" : "stepOver");
    }
    // V8 steps by expressions, people by lines.
    if (!atBreakpoint && this.#isStep && isSameLine(top, this.#from)) return this.#sendOn(this.#motion as Motion);
    const reason =
      atBreakpoint || this.#motion === "resume" ? "breakpoint" : this.#motion === "pause" ? "pause" : "step";
    this.#stop(reason, frames);
  }

  get #isStep(): boolean {
    return this.#motion === "stepOver" || this.#motion === "stepInto";
  }

  #stop(reason: StopReason, frames: readonly Frame[], text?: string): void {
    this.#frames = frames;
    this.#listener.onStop(reason, text);
  }

  #sendOn(motion: Motion): void {
    void this.#inspector.post(`Debugger.${motion}`).catch(() => {});
  }

  #resumed(): void {
    this.#held = false;
    if (!this.#frames) return;
    this.#frames = undefined;
    this.#listener.onContinue();
  }
}

/** Of the same function; a call of itself on that line is stepped through too. */
function isSameLine({ call, line }: Frame, from: Frame | undefined): boolean {
  const [a, b] = [call?.functionLocation, from?.call?.functionLocation];
  const sameFunction =
    a?.scriptId === b?.scriptId && a?.lineNumber === b?.lineNumber && a?.columnNumber === b?.columnNumber;
  return from !== undefined && line === from.line && sameFunction;
}

function exceptionText({ data }: Paused): string | undefined {
  const { description, value } = (data ?? {}) as { description?: string; value?: unknown };
  return description?.split("\n    at ")[0] ?? (value === undefined ? undefined : String(value));
}
