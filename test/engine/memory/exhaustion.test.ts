// When there is no room left: what the error says, and that nothing is lost. The tensors here are never written, so that
// they take address space only.
import { expect, test } from "vitest";
import { memory, ones, OutOfMemoryError, type Tensor } from "../../../engine/index.ts";
import { empty } from "../../../engine/tensor/tensor.ts";
import { nodeCollector } from "../../../kernel/host/collector.ts";

memory.installCollector(nodeCollector());

test("names what was wanted, how much is in use, the biggest tensors with the lines that made them, and the remedy", () => {
  const held: Tensor[] = [];
  const one = (): void => void held.push(empty([8192, 8192], "float32"));
  let caught: unknown;
  try {
    for (let i = 0; i < 100; i += 1) one();
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(OutOfMemoryError);
  const { message } = caught as OutOfMemoryError;
  expect(message).toMatch(
    /^There is no room for \[8192, 8192\] float32 \(256\.0 MiB\): \d+\.\d MiB of \d+\.\d MiB are in use\. The biggest tensors:\n/,
  );
  expect(message).toMatch(/\n {4}256\.0 MiB +\[8192, 8192\] float32 +made at \S*exhaustion\.test\.ts:12:\d+\n/);
  expect(message).toMatch(/\n {4}try {2}letting go of tensors you no longer need/);
  // Eight at most, however many there are.
  expect(message.split("\n").filter((line) => line.includes("made at"))).toHaveLength(Math.min(8, held.length));

  expect(ones([10]).sum().item()).toBe(10);
  for (const tensor of held) tensor.dispose();
  held.length = 0;
  one();
  expect(held).toHaveLength(1);
});
