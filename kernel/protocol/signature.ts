// The signature of a message: an HMAC (RFC 2104) over its four dictionaries. Six are made for the smallest cell, and OpenSSL
// looks for its algorithm anew for each object that computes one, which takes longer than the computation; Node's hash of a
// single piece remembers it. So for SHA-256, which all front-ends use, the HMAC is put together from two of those.
import { crypto } from "../host/builtins.ts";
import type { Frame } from "./wire.ts";

/** Gives the signature in hexadecimal digits. @throws Error for an algorithm that OpenSSL does not have */
export function signer(algorithm: string, key: string): (parts: readonly Frame[]) => string {
  // Node 20.11 has no such hash.
  if (algorithm === "sha256" && typeof crypto().hash === "function") return sha256Signer(key);
  return (parts) => {
    const hmac = crypto().createHmac(algorithm, key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  };
}

/** Bytes that SHA-256 takes at a time, and that it gives. */
const [block, digest] = [64, 32];

function sha256Signer(key: string): (parts: readonly Frame[]) => string {
  const { hash } = crypto();
  const bytes = Buffer.from(key);
  const padded = Buffer.alloc(block);
  padded.set(bytes.length > block ? hash("sha256", bytes, "buffer") : bytes);
  const inner = padded.map((byte) => byte ^ 0x36);
  const outer = Buffer.alloc(block + digest);
  outer.set(padded.map((byte) => byte ^ 0x5c));
  return (parts) => {
    const all = parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part));
    outer.set(hash("sha256", Buffer.concat([inner, ...all]), "buffer"), block);
    return hash("sha256", outer, "hex");
  };
}
