import { expect, test } from "vitest";
import { tensor, train } from "../../../engine/index.ts";

test("a recorder keeps numbers and one-element tensors by name and step", () => {
  const run = train.recorder();
  run.log(0, { loss: tensor(2.5), lr: 0.1 });
  run.log(10, { loss: 2 });
  expect(run.series.get("loss")).toMatchObject({ steps: [0, 10], values: [2.5, 2] });
  expect([run.names, run.last("lr")]).toEqual([["loss", "lr"], 0.1]);
  expect(String(run)).toContain("loss: 2 values, last 2");
});

test("listeners hear every number until they leave", () => {
  const run = train.recorder();
  const heard: unknown[] = [];
  const leave = run.subscribe((...one) => heard.push(one));
  run.log(1, { a: 1, b: 2 });
  leave();
  run.log(2, { a: 3 });
  expect(heard).toEqual([
    ["a", 1, 1],
    ["b", 1, 2],
  ]);
});

test("mistakes are told", () => {
  const run = train.recorder();
  run.log(5, { loss: 1 });
  expect(() => run.log(4, { loss: 1 })).toThrow(/must not fall: 4 comes after 5/);
  expect(() => run.log(6, { loss: "1" as unknown as number })).toThrow(/"loss" at step 6 is 1/);
  expect(() => run.values("acc")).toThrow(/"acc".*There are: loss/);
});
