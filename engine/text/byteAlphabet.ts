// GPT-2's way to write any bytes as visible characters: printable bytes as themselves, the others as the characters from
// U+0100 on, so a space is Ġ and a line feed Ċ. Vocabulary files are written in it.

/** All 256 bytes in the order of their characters, which is the order of the first 256 numbers of a vocabulary. */
export const byteOrder: readonly number[] = [
  ...range(0x21, 0x7e),
  ...range(0xa1, 0xac),
  ...range(0xae, 0xff),
  ...range(0, 0x20),
  ...range(0x7f, 0xa0),
  0xad,
];

const printable = 188;

/** The character of each byte. */
export const byteCharacters: readonly string[] = byteOrder
  .map((byte, place) => ({
    byte,
    character: String.fromCharCode(place < printable ? byte : 0x100 + place - printable),
  }))
  .toSorted((a, b) => a.byte - b.byte)
  .map(({ character }) => character);

const bytesByCharacter = new Map(byteCharacters.map((character, byte) => [character, byte]));

/** Bytes as visible characters. */
export function visible(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => byteCharacters[byte]!).join("");
}

/** The bytes of visible characters; undefined when one of them stands for no byte. */
export function bytesOf(text: string): Uint8Array | undefined {
  const bytes = Array.from(text, (character) => bytesByCharacter.get(character));
  return bytes.includes(undefined) ? undefined : Uint8Array.from(bytes as number[]);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
