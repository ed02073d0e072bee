import { expect, test } from "vitest";
import { formatCsv, parseCsv } from "../../../engine/io/csv.ts";
import { FormatError } from "../../../engine/io/formatError.ts";
import { random } from "../random.ts";

test("numeric columns become numbers, others stay text", () => {
  const { columns, rows } = parseCsv("name,height,note\nAda,1.65,\nAlan,,x\n");
  expect(columns).toEqual(["name", "height", "note"]);
  expect(rows).toEqual([
    { name: "Ada", height: 1.65, note: "" },
    { name: "Alan", height: NaN, note: "x" },
  ]);
});

test("quotes hold delimiters, line breaks and doubled quotes; CRLF ends lines", () => {
  const { rows } = parseCsv('a,b\r\n"1, two","say ""hi""\nthere"\r\n');
  expect(rows).toEqual([{ a: "1, two", b: 'say "hi"\nthere' }]);
});

test("a file without header names its columns; a byte order mark and blank lines are skipped", () => {
  expect(parseCsv("\uFEFF1;2\n\n3;4\n", { header: false, delimiter: ";" }).rows).toEqual([
    { column1: 1, column2: 2 },
    { column1: 3, column2: 4 },
  ]);
});

test.each([
  ["a,b\n1,2\n3\n", "csv: line 3 has 1 fields, the first row has 2"],
  ['a\n"x\ny', "csv: the quote opened on line 2 is never closed"],
  ['a\n"x"y\n', "csv: line 2 has text after a closing quote"],
  ["a,a\n", "csv: two columns are called 'a'"],
])("damage is named with its line: %j", (text, message) => {
  expect(() => parseCsv(text)).toThrow(message);
});

test("a column called __proto__ is a column", () => {
  expect(Object.keys(parseCsv("__proto__,b\n1,2\n").rows[0]!)).toEqual(["__proto__", "b"]);
});

test("what is written reads back, whatever the fields hold (seeded)", () => {
  const seed = 11;
  const next = random(seed);
  const letters = ["a", '"', ",", "\n", "\r\n", " ", "é", "x1"];
  const field = () =>
    `t${Array.from({ length: next() * 5 }, () => letters[Math.floor(next() * letters.length)]).join("")}`;
  for (let round = 0; round < 500; round++) {
    const rows = Array.from({ length: 1 + next() * 4 }, () => ({ first: field(), second: field() }));
    expect(parseCsv(formatCsv(rows)).rows, `seed ${seed}, round ${round}`).toEqual(rows);
  }
});

test("10,000 seeded corruptions give rows or a FormatError, nothing else", () => {
  const seed = 5;
  const next = random(seed);
  const original = 'name,x,note\nAda,1.5,"a ""b"", c"\nAlan,2,\n'.repeat(3);
  let refused = 0;
  for (let round = 0; round < 10_000; round++) {
    const letters = [...original];
    for (let hits = 0; hits < 3; hits++)
      letters[Math.floor(next() * letters.length)] = '",\n\r\0x\u{1F600}'[Math.floor(next() * 8)] ?? "";
    try {
      const { columns, rows } = parseCsv(letters.join(""));
      for (const row of rows) expect(Object.keys(row)).toEqual(columns);
    } catch (error) {
      if (!(error instanceof FormatError))
        throw new Error(`seed ${seed}, round ${round}: ${String(error)}`, { cause: error });
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(1000);
});
