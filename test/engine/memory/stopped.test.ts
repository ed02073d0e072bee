// Code that the host stops: V8 then runs no `finally`, and the host says so.
import { runInThisContext } from "node:vm";
import { afterEach, expect, test } from "vitest";
import { memory, nn, noGrad, ones } from "../../../engine/index.ts";
import { gradEnabled } from "../../../engine/autograd/mode.ts";
import { codeStopped, undoing } from "../../../engine/memory/stopped.ts";

/** Runs `body`, which never ends, and stops it from outside. */
function stop(body: () => void): void {
  Object.assign(globalThis, { __endless: body });
  expect(() => runInThisContext("__endless()", { timeout: 30 })).toThrow(/timed out/);
}
const forever = (): never => {
  for (;;);
};
afterEach(codeStopped);

test("without the host's word, gradients stay off; with it, they come back", () => {
  stop(() => noGrad(forever));
  expect(gradEnabled()).toBe(false);
  memory.codeStopped();
  expect(gradEnabled()).toBe(true);
});

test("undos run once, the innermost first, also of what was stopped", () => {
  const order: string[] = [];
  const note = (name: string) => (): void => void order.push(name);
  expect(undoing(note("plain"), () => 1)).toBe(1);
  expect(() =>
    undoing(note("thrown"), () => {
      throw new Error("no");
    }),
  ).toThrow("no");
  stop(() => undoing(note("outer"), () => undoing(note("inner"), forever)));
  expect(order).toEqual(["plain", "thrown"]);
  codeStopped();
  codeStopped();
  expect(order).toEqual(["plain", "thrown", "inner", "outer"]);
});

test("a module that was stopped in its forward names no error of another", () => {
  class Endless extends nn.Module {
    forward(): never {
      return forever();
    }
  }
  stop(() => new Endless().call());
  codeStopped();
  expect(() => new nn.Linear(2, 1).call(ones([1, 3]) as never)).toThrow(/^(?![^]*Endless)/);
});

test("tensors that an interrupted backward pass held are let go of, and the next pass is right", () => {
  const x = ones([2]).requiresGrad_();
  x.registerHook(forever);
  stop(() => x.mul(3).sum().backward());
  codeStopped();
  const y = ones([2]).requiresGrad_();
  expect(y.mul(3).sum().item()).toBe(6);
  y.mul(3).sum().backward();
  expect(y.grad!.toArray()).toEqual([3, 3]);
});
