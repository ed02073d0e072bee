// What is written to the numbers of stdout and stderr past their streams (`fs.writeSync(1, …)`, as loggers do, and
// `process._rawDebug`) would go to the terminal behind the kernel; it goes to the cell instead. Other files are Node's.
import fs from "node:fs";

/** To be called once, after the process's own streams have been captured. */
export function captureFileOutput(): void {
  const writeSync = fs.writeSync as (fd: number, ...rest: unknown[]) => number;
  const capturing = (fd: number, ...rest: unknown[]): number =>
    fd === 1 || fd === 2 ? shown(fd, rest) : writeSync(fd, ...rest);
  Object.assign(fs, { writeSync: capturing });
  Object.assign(process, { _rawDebug: (...parts: unknown[]) => void process.stderr.write(`${parts.join(" ")}\n`) });
}

/** `(text, position, encoding)`, `(bytes, offset, length)` or `(bytes, { offset, length })`. @returns how many bytes */
function shown(fd: 1 | 2, [data, second, third]: readonly unknown[]): number {
  const stream = fd === 1 ? process.stdout : process.stderr;
  if (typeof data === "string") {
    const bytes = Buffer.from(data, typeof third === "string" ? (third as BufferEncoding) : "utf8");
    stream.write(bytes);
    return bytes.length;
  }
  const view = data as NodeJS.ArrayBufferView;
  const whole = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  const given = (typeof second === "object" && second !== null ? second : { offset: second, length: third }) as {
    readonly offset?: number | null;
    readonly length?: number | null;
  };
  const start = given.offset ?? 0;
  const bytes = whole.subarray(start, start + (given.length ?? whole.length - start));
  stream.write(bytes);
  return bytes.length;
}
