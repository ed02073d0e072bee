import { expect, test } from "vitest";
import { WasmError } from "../../../engine/errors.ts";
import { call } from "../../../engine/wasm/code.ts";
import { signed, unsigned } from "../../../engine/wasm/encode.ts";
import { features } from "../../../engine/wasm/features.ts";
import { hostFlags } from "../../../engine/wasm/hostFlags.ts";
import { Module, instantiate, kernelsOf } from "../../../engine/wasm/module.ts";
import { type Value, f32, f64, i32 } from "../../../engine/wasm/values.ts";

test("integers are encoded as the specification's examples are", () => {
  expect(unsigned(0)).toEqual([0]);
  expect(unsigned(127)).toEqual([0x7f]);
  expect(unsigned(624_485)).toEqual([0xe5, 0x8e, 0x26]);
  expect(unsigned(2 ** 32 - 1)).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
  expect(signed(-1)).toEqual([0x7f]);
  expect(signed(64)).toEqual([0xc0, 0x00]);
  expect(signed(-123_456)).toEqual([0xc0, 0xbb, 0x78]);
});

test("loops, branches, calls and variables run as written", () => {
  const module = new Module();
  const square = module.defineReturning("square", { x: "i32" }, "i32", (code, { x }) => {
    code.return(i32.mul(x, x));
  });
  module.defineReturning("sumOfEvenSquares", { n: "i32" }, "i32", (code, { n }) => {
    const i = code.let(i32.const(0));
    const sum = code.let(i32.const(0));
    code.repeat(n, () => {
      code.when(
        i32.eqz(i32.and(i, i32.const(1))),
        () => code.add(sum, call(square, i)),
        () => code.add(sum, 0),
      );
      code.add(i, 1);
    });
    code.return(sum);
  });
  module.defineReturning("halvings", { n: "i32" }, "i32", (code, { n }) => {
    const count = code.let(i32.const(0));
    code.while(i32.gtS(n, i32.const(1)), () => {
      code.set(n, i32.shrU(n, i32.const(1)));
      code.add(count, 1);
    });
    code.return(count);
  });
  const kernels = instantiate("test", module.encode());
  expect(kernels.sumOfEvenSquares(7)).toBe(0 + 4 + 16 + 36);
  expect(kernels.sumOfEvenSquares(0)).toBe(0);
  expect(kernels.sumOfEvenSquares(-3)).toBe(0);
  expect(kernels.halvings(1000)).toBe(9);
});

test("scalars of both widths compute", () => {
  const module = new Module();
  module.defineReturning("hypotenuse", { a: "f64", b: "f64" }, "f64", (code, { a, b }) => {
    code.return(f64.sqrt(f64.add(f64.mul(a, a), f64.mul(b, b))));
  });
  module.defineReturning("clamp", { x: "f32" }, "f32", (code, { x }) => {
    code.return(f32.max(f32.const(-1), f32.min(f32.const(1.5), x)));
  });
  const kernels = instantiate("scalars", module.encode());
  expect(kernels.hypotenuse(3, 4)).toBe(5);
  expect([-7, 0.25, 9].map((x) => kernels.clamp(x))).toEqual([-1, 0.25, 1.5]);
});

test("a value of the wrong type is refused where it is used, in words", () => {
  const wrong = f32.const(1) as unknown as Value<"i32">;
  expect(() => i32.add(i32.const(1), wrong)).toThrow(WasmError);
  expect(() => i32.add(i32.const(1), wrong)).toThrow("takes a value of type i32, and was given one of type f32");
  const module = new Module();
  const callee = module.define("callee", { a: "i32" }, () => {});
  expect(() => module.define("caller", {}, (code) => code.call(callee))).toThrow("takes 1 values, and was given 0");
});

test("code that the machine refuses is reported with the kernel's name", () => {
  expect(() => instantiate("broken", new Uint8Array([1, 2, 3]))).toThrow(/refused the kernels "broken" \(3 bytes\)/);
});

test("an instance is made once for a key", () => {
  let written = 0;
  const write = () => {
    written += 1;
    return new Module();
  };
  expect(kernelsOf("once", write)).toBe(kernelsOf("once", write));
  expect(written).toBe(1);
});

test("features are booleans that agree with the machine's own validation", () => {
  const simd = Buffer.from("0061736d010000000105016000017b030201000a0a0108004100fd0ffd620b", "hex");
  expect(features().simd).toBe(WebAssembly.validate(simd));
});

test("hosts are advised flags that their V8 knows", () => {
  expect(hostFlags("11.3.244.8-node.38")).toEqual(["--experimental-wasm-relaxed-simd"]);
  expect(hostFlags("12.4.254.21-node.33")).toEqual([]);
  expect(hostFlags("14.6.202.33-node.1")).toContain("--experimental-wasm-revectorize");
});
