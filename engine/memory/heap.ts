// The one stretch of memory that every tensor lives in, reserved once at full size and never grown.
// Reserving costs address space, not memory: a page of the machine is taken when it is first written. Because the
// length never changes, the typed views below stay valid for ever, and kernels and TypeScript see the same numbers.
// Addresses are byte offsets kept as signed 32-bit integers (small integers for the JavaScript engine even above
// 2 GiB); `address >>> 2` indexes `f32` and `i32`, `address >>> 3` indexes `f64`.
import { OutOfMemoryError } from "../errors.ts";

const wasmPage = 65_536;

/** Shared, so that worker threads can compute on the same memory. */
export const memory: WebAssembly.Memory = reserve();

export const bytesReserved: number = memory.buffer.byteLength;

/** Numbers may be read, never written, this many bytes past the end of a tensor: kernels load whole vectors. */
export const guardBytes = 64;

export const f32: Float32Array = new Float32Array(memory.buffer);
export const i32: Int32Array = new Int32Array(memory.buffer);
export const f64: Float64Array = new Float64Array(memory.buffer);
export const u8: Uint8Array = new Uint8Array(memory.buffer);

/** As much as the machine lets us reserve: 4 GiB less a page, or a fraction of it. */
function reserve(): WebAssembly.Memory {
  const sizes = [65_535, 49_152, 32_768, 16_384, 8_192, 4_096, 2_048];
  for (const pages of sizes) {
    try {
      const reserved = new WebAssembly.Memory({ initial: 1, maximum: pages, shared: true });
      // Made this long at once, V8 would take it for memory in use and collect garbage first: 13 ms of a kernel's start.
      reserved.grow(pages - 1);
      return reserved;
    } catch {
      // The address space is limited (ulimit -v, a container): ask for less.
    }
  }
  throw new OutOfMemoryError({
    problem: `The engine could not reserve even ${(sizes.at(-1)! * wasmPage) / 2 ** 20} MiB of address space.`,
    attempt: "raising the limit on virtual memory (ulimit -v), or closing other programs",
  });
}
