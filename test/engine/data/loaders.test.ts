// Datasets, loaders and batches, as a training loop uses them.
import { describe, expect, test } from "vitest";
import { arange, data, Generator, manualSeed, nn, type Tensor, tensor, zeros } from "../../../engine/index.ts";

const { DataLoader, defaultCollate, padCollate, padSequence, randomSplit, Subset, TensorDataset } = data;
const rows = (n: number) => tensor(Array.from({ length: n }, (_, i) => [i, 10 * i]));
const pairs = (n: number) => new TensorDataset(rows(n), arange(n));

describe("datasets", () => {
  test("a TensorDataset gives rows that belong together", () => {
    const dataset = pairs(5);
    const [x, y] = dataset.at(-1);
    expect([dataset.length, x.toArray(), y.item()]).toEqual([5, [4, 40], 4]);
  });

  test("views are read as they look", () => {
    const [x] = new TensorDataset(rows(4).T).at(1);
    expect(x.toArray()).toEqual([0, 10, 20, 30]);
    const [batch] = new TensorDataset(rows(4).T).batch([1, 0]);
    expect(batch.toArray()).toEqual([
      [0, 10, 20, 30],
      [0, 1, 2, 3],
    ]);
  });

  test("a random split has every item once, by counts or by shares, the same for the same seed", () => {
    const split = (lengths: number[]) => randomSplit(pairs(10), lengths, { generator: new Generator(3) });
    for (const lengths of [
      [7, 2, 1],
      [0.7, 0.2, 0.1],
    ]) {
      const parts = split(lengths);
      expect(parts.map((part) => part.length)).toEqual([7, 2, 1]);
      const all = parts.flatMap((part) => part.indices).toSorted((a, b) => a - b);
      expect(all).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
    expect(split([5, 5])[0]!.indices).toEqual(split([5, 5])[0]!.indices);
    expect(split([1 / 3, 1 / 3, 1 / 3]).map((part) => part.length)).toEqual([4, 3, 3]);
  });

  test("a subset of a subset reads through", () => {
    const part = new Subset(new Subset(pairs(10), [9, 7, 5, 3]), [2, 0]);
    expect(part.at(0)![1].item()).toBe(5);
    expect([...new DataLoader(part, { batchSize: 2 })][0]![1].toArray()).toEqual([5, 9]);
  });
});

describe("a loader", () => {
  test("goes through a dataset in order, with a last batch that may be smaller", () => {
    const loader = new DataLoader(pairs(5), { batchSize: 2 });
    const seen = [...loader].map(([x, y]) => [x.shape, y.toArray()]);
    expect(loader.length).toBe(3);
    expect(seen).toEqual([
      [
        [2, 2],
        [0, 1],
      ],
      [
        [2, 2],
        [2, 3],
      ],
      [[1, 2], [4]],
    ]);
    expect([...new DataLoader(pairs(5), { batchSize: 2, dropLast: true })]).toHaveLength(2);
    expect(new DataLoader(pairs(5), { batchSize: 2, dropLast: true }).length).toBe(2);
  });

  test("shuffles anew in each epoch, the same way for the same seed", () => {
    const epochs = (options: { seed?: number }) => {
      const loader = new DataLoader(pairs(20), { batchSize: 20, shuffle: true, ...options });
      return [1, 2].map(() => [...loader][0]![1].toArray() as number[]);
    };
    const [first, second] = epochs({ seed: 5 });
    expect(first).not.toEqual(second);
    expect(first!.toSorted((a, b) => a - b)).toEqual(arange(20).toArray());
    expect(epochs({ seed: 5 })).toEqual([first, second]);
    manualSeed(5);
    expect(epochs({})).toEqual([first, second]);
  });

  test("keeps inputs and targets together when it shuffles", () => {
    for (const [x, y] of new DataLoader(pairs(50), { batchSize: 8, shuffle: true, seed: 1 })) {
      expect(x.select(1, 0).toArray()).toEqual(y.toArray());
    }
  });

  test("takes any array, and collates records, numbers, booleans and texts", () => {
    const items = [
      { word: "a", count: 1, seen: true, at: tensor([1, 2]) },
      { word: "b", count: 2.5, seen: false, at: tensor([3, 4]) },
    ];
    const [batch] = new DataLoader(items, { batchSize: 2 });
    expect(batch!.word).toEqual(["a", "b"]);
    expect([batch!.count.dtype, batch!.count.toArray()]).toEqual(["float32", [1, 2.5]]);
    expect([batch!.seen.dtype, batch!.seen.toArray()]).toEqual(["bool", [true, false]]);
    expect(batch!.at.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test("collates as told, and follows a sampler", () => {
    const loader = new DataLoader(["ab", "c", "def"], {
      batchSize: 2,
      sampler: [2, 0, 0],
      collate: (words) => words.join("-"),
    });
    expect([...loader]).toEqual(["def-ab", "ab"]);
    expect(loader.length).toBe(2);
  });

  test("waits for items that are promises", async () => {
    const dataset: data.Dataset<Promise<number>> = { length: 3, at: (i) => Promise.resolve(i * i) };
    const sums: Tensor[] = [];
    for await (const batch of new DataLoader(dataset, { batchSize: 2 })) sums.push(batch);
    expect(sums.map((x) => x.toArray())).toEqual([[0, 1], [4]]);
    expect(() => [...new DataLoader(dataset)]).toThrow(/items are promises[^]*for await/);
  });

  test("async iteration gives what sync iteration gives", async () => {
    const loader = new DataLoader(pairs(7), { batchSize: 3, shuffle: true, seed: 2 });
    const again = new DataLoader(pairs(7), { batchSize: 3, shuffle: true, seed: 2 });
    const waited: unknown[] = [];
    for await (const [, y] of loader) waited.push(y.toArray());
    expect(waited).toEqual([...again].map(([, y]) => y.toArray()));
  });
});

describe("sequences of different lengths", () => {
  const [a, b] = [
    tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    tensor([[7, 8]]),
  ];

  test("are padded like PyTorch's pad_sequence", () => {
    expect(padSequence([a, b]).toArray()).toEqual([
      [
        [1, 2],
        [7, 8],
      ],
      [
        [3, 4],
        [0, 0],
      ],
      [
        [5, 6],
        [0, 0],
      ],
    ]);
    expect(padSequence([a, b], { batchFirst: true, paddingValue: -1 }).select(0, 1).toArray()).toEqual([
      [7, 8],
      [-1, -1],
      [-1, -1],
    ]);
    const left = padSequence([arange(3), arange(1, 2)], { batchFirst: true, paddingSide: "left" });
    expect([left.dtype, left.toArray()]).toEqual([
      "int32",
      [
        [0, 1, 2],
        [0, 0, 1],
      ],
    ]);
    expect(padSequence([arange(2), arange(1)], { paddingSide: "left" }).toArray()).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  test("go through a loader into a recurrent layer with their lengths", () => {
    const items: [Tensor, number][] = [
      [a, 0],
      [b, 1],
    ];
    const lstm = new nn.LSTM(2, 3, { batchFirst: true });
    for (const [text, label] of new DataLoader(items, { batchSize: 2, collate: padCollate() })) {
      expect([text.values.shape, text.lengths, label.toArray()]).toEqual([
        [2, 3, 2],
        [3, 1],
        [0, 1],
      ]);
      const { output } = lstm.call(text.values, undefined, { lengths: text.lengths });
      expect(output.at(1, [1, 3]).abs().sum().item()).toBe(0);
    }
  });
});

test.each<[string, () => unknown, RegExp]>([
  ["a batch size of 0", () => new DataLoader([1], { batchSize: 0 }), /whole number from 1, not 0/],
  ["a sampler beside shuffle", () => new DataLoader([1], { shuffle: true, sampler: [0] }), /both decide the order/],
  ["a seed beside a generator", () => new DataLoader([1], { seed: 1, generator: new Generator(1) }), /not both/],
  ["a sampler that goes too far", () => [...new DataLoader([1], { sampler: [3] })], /1 items has none at 3/],
  ["an index outside", () => pairs(2).at(2), /no item 2 in a dataset of 2/],
  ["tensors of unequal length", () => new TensorDataset(zeros([2]), zeros([3])), /as many rows/],
  ["no tensor", () => new TensorDataset(), /at least one tensor/],
  ["lengths that do not sum up", () => randomSplit([1, 2, 3], [1, 1]), /sum to 3.*\[1, 1\] sum to 2/],
  ["items of different shapes", () => defaultCollate([zeros([2]), zeros([3])]), /one shape[^]*padCollate/],
  ["items of different kinds", () => defaultCollate<unknown>([1, "a"]), /a number at first, and not in item 1/],
  ["functions as items", () => defaultCollate([() => 1]), /cannot be made of a function/],
  ["fields of different kinds", () => defaultCollate<unknown>([{ a: 1 }, { a: true }]), /item\[a\] is a number/],
  ["no sequence", () => padSequence([]), /at least one sequence/],
  ["sequences of different widths", () => padSequence([zeros([1, 2]), zeros([1, 3])]), /differ only in length/],
])("%s is refused with the reason", (_, act, message) => expect(act).toThrow(message));
