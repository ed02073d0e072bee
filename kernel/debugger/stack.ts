// Where the thread stands when it is paused: the user's frames, in the user's lines. Frames of the kernel, of Node and
// of gradbook itself are left out; callers that wait for a promise are shown below, by name.
import type { Runtime } from "node:inspector";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../commands/package.ts";
import type { CellFiles, CellScript } from "./cellFiles.ts";
import type { CallFrame, Paused } from "./inspector.ts";
import type { Source, StackFrame } from "./protocol.ts";
import type { Part } from "./variables.ts";

export interface Frame extends StackFrame {
  /** Missing for a caller that waits: V8 keeps no variables of it. */
  readonly call?: CallFrame;
  readonly script: CellScript | undefined;
  /** Whether this is the cell itself and no function in it. */
  readonly top: boolean;
}

const dist = join(packageRoot, "dist");

/** Regular expressions for the scripts that stepping passes over. */
export const passedOver = [
  "^node:",
  "^gradbook:",
  "^evalmachine",
  String.raw`^In\[[\d.]+\]\.`,
  `^(file://)?${dist.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}`,
];

let nextId = 1;

/** Frames of a pause, innermost first. */
export function framesOf(
  { callFrames, asyncStackTrace }: Paused,
  files: CellFiles,
  urlOf: (scriptId: string) => string,
): Frame[] {
  const frames = callFrames.flatMap((call) => {
    const { scriptId, lineNumber, columnNumber = 0 } = call.location;
    const name = isCell(call) ? "" : call.functionName || "(anonymous)";
    return frame(files, { url: urlOf(scriptId), name, lineNumber, columnNumber, call });
  });
  const waiting: Frame[] = [];
  for (let trace = asyncStackTrace; trace; trace = trace.parent) {
    for (const each of trace.callFrames)
      waiting.push(...frame(files, { ...each, url: urlOf(each.scriptId), name: each.functionName }));
  }
  return [...frames, ...waiting];
}

/** What can be seen from a frame: its own names, those of the functions around it. */
export function scopesOf({ call, script, top }: Frame): { readonly locals: Part[]; readonly closure: Part[] } {
  const locals: Part[] = [];
  const closure: Part[] = [];
  for (const { type, object } of call?.scopeChain ?? []) {
    if (object.objectId === undefined) continue;
    if (["local", "block", "catch", "with", "wasm-expression-stack"].includes(type)) locals.push(object as Part);
    if (type === "closure") closure.push(object as Part);
  }
  if (top && script) locals.push({ slots: script.cell.slots });
  if (call && !top && hasThis(call.this)) locals.push({ name: "this", remote: call.this });
  return { locals, closure };
}

interface Raw {
  readonly url: string;
  readonly name: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
  readonly call?: CallFrame;
}

function frame(files: CellFiles, { url, name, lineNumber, columnNumber, call }: Raw): Frame[] {
  const script = files.script(url);
  const source = script ? files.source(script) : fileSource(url);
  if (!source) return [];
  const place = script
    ? script.positions.inCell({ line: lineNumber + 1, column: columnNumber })
    : { line: lineNumber + 1, column: columnNumber };
  // A caller that waits stands in code of the compiler when it is the kernel that waits for the cell.
  if (!place && !call) return [];
  const { line, column } = place ?? { line: 0, column: 0 };
  const hint = call ? {} : { presentationHint: "label" as const };
  return [
    {
      id: nextId++,
      name: name || source.name,
      source,
      line,
      column: column + 1,
      ...hint,
      ...(call && { call }),
      script,
      top: name === "",
    },
  ];
}

/** The function that the compiler makes of a cell starts within these columns of its first line. */
function isCell({ functionName, functionLocation }: CallFrame): boolean {
  return functionName === "" && functionLocation?.lineNumber === 0 && (functionLocation.columnNumber ?? 0) < 12;
}

/** The user's files and packages; not Node, not gradbook. */
export function fileSource(url: string): Source | undefined {
  if (url === "" || passedOver.some((pattern) => new RegExp(pattern).test(url))) return undefined;
  if (!url.startsWith("file:") && !url.startsWith("/")) return undefined;
  const path = url.startsWith("file:") ? fileURLToPath(url.replace(/\?.*$/, "")) : url;
  return { name: basename(path), path };
}

const hasThis = ({ type, className }: Runtime.RemoteObject): boolean => type === "object" && className !== "global";
