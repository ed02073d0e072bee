// A rolldown plugin: bundles of nothing but ASCII. One character beyond Latin-1, as in an error about "3×4", makes V8 keep a
// file's text with two bytes for each of its characters, and Node decode it first: of a megabyte, 4 ms of every start.
import { decode, encode } from "@jridgewell/sourcemap-codec";

const beyond = /[^\0-\x7f]/g;
const escape = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
/** How much longer than what it stands for. */
const longer = escape("…").length - 1;

export function ascii() {
  return {
    name: "ascii",
    // Earlier, the bundler would write back some of what was escaped.
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        // There, an escape would be what it looks like.
        const raw = /String\.raw`[^`]*[^\0-\x7f][^`]*`/.exec(chunk.code);
        if (raw) this.error(`${chunk.fileName} cannot be written in ASCII: ${raw[0]}`);
        const lines = chunk.code.split("\n");
        const map = bundle[`${chunk.fileName}.map`];
        if (map) map.source = JSON.stringify(moved(JSON.parse(map.source), lines));
        chunk.code = chunk.code.replaceAll(beyond, escape);
      }
    },
  };
}

/** A source map for the same lines with escapes. */
function moved(map, lines) {
  const mappings = decode(map.mappings).map((segments, i) => {
    const places = [...lines[i].matchAll(beyond)].map(({ index }) => index);
    return segments.map(([column, ...rest]) => [
      column + longer * places.filter((place) => place < column).length,
      ...rest,
    ]);
  });
  return { ...map, mappings: encode(mappings) };
}
