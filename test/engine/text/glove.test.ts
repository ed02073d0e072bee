// Stanford's GloVe vectors, as the course has them: the numbers everyone quotes come out.
import { expect, test } from "vitest";
import { text } from "../../../engine/index.ts";
import { gloveVectors } from "../../../notebooks/data/glove.ts";

const { words, vectors } = gloveVectors();
const glove = new text.KeyedVectors(words, vectors);

test("king - man + woman is queen, at gensim's documented 0.7699; with the question's words allowed it is king", () => {
  const answers = glove.mostSimilar({ positive: ["king", "woman"], negative: ["man"] }, { topn: 3 });
  expect(answers.map(({ word }) => word)).toEqual(["queen", "monarch", "throne"]);
  expect(Math.abs(answers[0]!.similarity - 0.7699)).toBeLessThan(0.002);
  expect(Math.abs(answers[1]!.similarity - 0.6843)).toBeLessThan(0.002);
  const open = glove.analogy("man", "king", "woman", { topn: 2, includeQuery: true });
  expect(open.map(({ word }) => word)).toEqual(["king", "queen"]);
});

test("paris - france + germany is berlin; a frog is nearest to a toad; a bank is nearer to money than to a river", () => {
  const [berlin] = glove.analogy("france", "paris", "germany", { topn: 1 });
  expect(berlin!.word).toBe("berlin");
  expect(Math.abs(berlin!.similarity - 0.8846)).toBeLessThan(0.002);
  expect(glove.mostSimilar("frog", { topn: 3 }).map(({ word }) => word)).toEqual(["toad", "snake", "frogs"]);
  expect(Math.abs(glove.similarity("king", "queen") - 0.7508)).toBeLessThan(0.002);
  expect(Math.abs(glove.similarity("bank", "money") - 0.572)).toBeLessThan(0.002);
  expect(Math.abs(glove.similarity("bank", "river") - 0.334)).toBeLessThan(0.002);
  expect(glove.doesntMatch(["breakfast", "cereal", "dinner", "lunch"])).toBe("cereal");
});
