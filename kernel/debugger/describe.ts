// A value in one line, as a variable list shows it: `Tensor [32, 10] float32`, `(3) [1, 2, 3]`, `{ lr: 0.1 }`.
// V8 sends a preview of each object; only tensors are asked themselves, as their preview says too little.
import type { Runtime } from "node:inspector";
import { inspect } from "node:util";
import type { Inspector, RemoteObject } from "./inspector.ts";

export interface Description {
  readonly value: string;
  readonly type: string;
}

export async function describe(inspector: Inspector, remote: RemoteObject): Promise<Description> {
  if (!isTensor(remote)) return { value: text(remote), type: typeName(remote) };
  const { value } = await inspector.call(remote.objectId!, tensorText);
  const [shape, number] = JSON.parse(value as string) as [string, string];
  return { value: `Tensor ${shape}${number}`, type: `Tensor ${shape}` };
}

/** Seen from outside; also tensors of another copy of the engine. A preview tells five properties, private ones first. */
export function isTensor({ objectId, className, preview }: RemoteObject): boolean {
  const has = (name: string): boolean => preview?.properties.some((property) => property.name === name) ?? false;
  return objectId !== undefined && className !== "Object" && has("storage") && has("shape");
}

/** Runs in the user's thread: shape and dtype, and the number when there is one. */
const tensorText = `function () {
  const number = this.shape.length === 0 && !this.storage.disposed ? " = " + this.item() : "";
  return JSON.stringify(["[" + this.shape.join(", ") + "] " + this.dtype, number]);
}`;

function typeName({ type, subtype, className }: RemoteObject): string {
  if (subtype === "null") return "null";
  return type === "object" ? (className ?? "Object") : type;
}

function text(remote: RemoteObject): string {
  const { type, subtype, value, unserializableValue, description = "", preview } = remote;
  if (type === "string") return inspect(value, { maxStringLength: 200 });
  if (type === "function") return signature(description);
  if (type !== "object") return unserializableValue ?? description ?? String(value);
  if (subtype === "null") return "null";
  // "Error: message" and its stack; the message says enough.
  if (subtype === "error") return description.split("\n")[0]!;
  return preview && hasContent(subtype) ? previewText(preview) : description;
}

const hasContent = (subtype: string | undefined): boolean =>
  subtype === undefined || ["array", "typedarray", "map", "set"].includes(subtype);

/** The first line of a function, without its body. */
function signature(source: string): string {
  const [line = ""] = source.split("\n");
  if (line.startsWith("class")) return line.replace(/\s*\{.*$/, "");
  const head = /^(?:async\s*)?(?:function\s*\*?\s*)?[\w$]*\s*(\([^)]*\)|[\w$]+)/.exec(line)?.[0] ?? line.slice(0, 60);
  return head.startsWith("function") || head.startsWith("async function") ? head : `ƒ ${head}`;
}

function previewText({ subtype, description = "", properties, entries, overflow }: Runtime.ObjectPreview): string {
  const more = overflow ? ", …" : "";
  if (entries) {
    const items = entries.map(({ key, value }) => (key ? `${short(key)} => ${short(value)}` : short(value)));
    return `${description} { ${items.join(", ")}${more} }`;
  }
  if (subtype === "array" || subtype === "typedarray") {
    const items = properties.filter(({ name }) => /^\d+$/.test(name)).map(({ value, type }) => quoted(value, type));
    return `${description.replace(/^Array/, "")} [${items.join(", ")}${more}]`;
  }
  const items = properties.map(({ name, value, type }) => `${name}: ${quoted(value, type)}`);
  const prefix = description === "Object" ? "" : `${description} `;
  return items.length === 0 ? `${prefix}{}` : `${prefix}{ ${items.join(", ")}${more} }`;
}

const short = ({ description, type }: Runtime.ObjectPreview): string => quoted(description, type);

const quoted = (value: string | undefined, type: string): string =>
  type === "string" ? inspect(value) : (value ?? "").length > 0 ? value! : type === "function" ? "ƒ" : "{…}";
