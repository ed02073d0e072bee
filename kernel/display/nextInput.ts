// A cell that writes the next cell, for tools that generate code. The kernel installs how the text reaches the front-end.

let write: ((text: string, replace: boolean) => void) | undefined;

/** For the kernel: where the text goes. */
export function setNextInputWriter(next: typeof write): void {
  write = next;
}

/**
 * Puts text into a new cell below the running one, when the running one has ended well. With `replace`, into the running
 * cell itself. Without a notebook there is no next cell, and nothing happens.
 */
export function setNextInput(text: string, options: { readonly replace?: boolean } = {}): void {
  write?.(text, options.replace ?? false);
}
