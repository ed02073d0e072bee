// The WebAssembly binary format's small change: integers, floats, names and length-prefixed lists as bytes.
// Knows nothing of instructions or types. (WebAssembly Core Specification, chapter 5.)

export type Bytes = readonly number[];

/** An unsigned integer in LEB128. */
export function unsigned(n: number): number[] {
  const bytes: number[] = [];
  let rest = n >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** A signed 32-bit integer in LEB128. */
export function signed(n: number): number[] {
  const bytes: number[] = [];
  let rest = n | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    // Done when what is left is only the sign, and the last byte's top bit says so.
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

export function float32(x: number): number[] {
  return [...new Uint8Array(new Float32Array([x]).buffer)];
}

export function float64(x: number): number[] {
  return [...new Uint8Array(new Float64Array([x]).buffer)];
}

/** A name of ASCII letters. */
export function name(text: string): number[] {
  return list([...text].map((letter) => [letter.charCodeAt(0)]));
}

/** A list: how many items, then the items. */
export function list(items: readonly Bytes[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

/** A stretch that starts with its own length in bytes. */
export function sized(bytes: Bytes): number[] {
  return [...unsigned(bytes.length), ...bytes];
}

export function section(id: number, content: Bytes): number[] {
  return [id, ...sized(content)];
}
