// Random numbers that are the same on every machine for the same seed: xoshiro128** (Blackman & Vigna 2018), seeded by
// splitmix32. Not PyTorch's Mersenne twister: the same seed gives other numbers there.

/** The four words of a generator's state, for kernels that draw from it: they read them and write them back. */
export let stateOf: (generator: Generator) => Uint32Array;

/**
 * A stream of random numbers of its own, for code that must not depend on what else draws numbers.
 * @example randn([2, 2], { generator: new Generator(7) })
 */
export class Generator {
  #state = new Uint32Array(4);
  #spare: number | undefined;

  /** @param seed a whole number; each gives its own sequence */
  constructor(seed: number) {
    this.seed(seed);
  }

  /** Starts the sequence of this seed. */
  seed(seed: number): void {
    let x = seed >>> 0;
    // The upper bits of large seeds count too.
    x ^= Math.floor(seed / 2 ** 32) >>> 0;
    for (let i = 0; i < 4; i += 1) {
      x = (x + 0x9e37_79b9) >>> 0;
      let z = x;
      z = Math.imul(z ^ (z >>> 16), 0x21f0_aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a_2d97);
      this.#state[i] = z ^ (z >>> 15);
    }
    this.#spare = undefined;
  }

  /** 32 random bits. */
  bits(): number {
    const s = this.#state;
    const times5 = Math.imul(s[1]!, 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = (s[3]! << 11) | (s[3]! >>> 21);
    return result;
  }

  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number {
    return ((this.bits() >>> 5) * 0x400_0000 + (this.bits() >>> 6)) / 2 ** 53;
  }

  /** A whole number in [0, n), all equally likely. */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  static {
    stateOf = (generator) => generator.#state;
  }

  /** Standard normal, by the polar method (Marsaglia & Bray 1964). */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spare = v * factor;
      return u * factor;
    }
  }
}

/** What random functions use when they are not given a generator. */
export const defaultGenerator: Generator = new Generator(0);

/** Starts the default generator's sequence anew: the same seed, the same numbers. */
export function manualSeed(seed: number): Generator {
  defaultGenerator.seed(seed);
  return defaultGenerator;
}
