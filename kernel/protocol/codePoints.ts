// The protocol counts cursor positions in Unicode code points; JavaScript strings count UTF-16 units.

/** UTF-16 index of the code point at `position`. Positions past the end give the end. */
export function utf16Index(text: string, position: number): number {
  let index = 0;
  for (let n = 0; n < position && index < text.length; n += 1) index += text.codePointAt(index)! > 0xffff ? 2 : 1;
  return index;
}

/** Number of code points before the UTF-16 index. */
export function codePointPosition(text: string, index: number): number {
  let count = 0;
  for (let i = 0; i < index && i < text.length; count += 1) i += text.codePointAt(i)! > 0xffff ? 2 : 1;
  return count;
}
