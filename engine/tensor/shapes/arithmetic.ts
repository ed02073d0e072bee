// Sums and products of sizes for the compiler, digit by digit as on paper: TypeScript cannot add, but it can look up.
// The work grows with the number of digits, never with the size.
import type { AnySize } from "./gradual.ts";

/** M + N */
export type Plus<M, N> = number extends M
  ? AnySize
  : number extends N
    ? AnySize
    : AsNumber<Sum<Digits<`${M & number}`>, Digits<`${N & number}`>>>;

/** M · N */
export type Times<M, N> = number extends M
  ? AnySize
  : number extends N
    ? AnySize
    : M extends 1
      ? N
      : N extends 1
        ? M
        : 0 extends M | N
          ? 0
          : AsNumber<Product<Digits<`${M & number}`>, Digits<`${N & number}`>>>;

/** The product of all sizes of a shape. */
export type Count<S, Done = 1> = S extends readonly [infer N, ...infer Rest]
  ? number extends N
    ? AnySize
    : Count<Rest, Times<Done, N>>
  : Done;

type AsNumber<Text> = Text extends `${infer N extends number}` ? N : AnySize;

type Digits<Text, Done extends readonly unknown[] = []> = Text extends `${infer D}${infer Rest}`
  ? Digits<Rest, [...Done, D]>
  : Done;

/** Two rows of digits added from the last. */
type Sum<A, B, Carry = "0", Done extends string = ""> = A extends readonly [...infer MoreA, infer P]
  ? B extends readonly [...infer MoreB, infer Q]
    ? Next<MoreA, MoreB, Added<P, Q, Carry>, Done>
    : Next<MoreA, [], Added<P, "0", Carry>, Done>
  : B extends readonly [...infer MoreB, infer Q]
    ? Next<[], MoreB, Added<"0", Q, Carry>, Done>
    : Carry extends "0"
      ? Done
      : `1${Done}`;

type Next<A, B, Two, Done extends string> = Two extends readonly [infer Carry, infer D extends string]
  ? Sum<A, B, Carry, `${D}${Done}`>
  : never;

/** Digit by digit of B: what there is times ten, plus A times the digit. */
type Product<A, B, Done extends string = ""> = B extends readonly [infer D, ...infer Rest]
  ? Product<A, Rest, Sum<Digits<`${Done}0`>, Digits<Multiple<A, D>>>>
  : Done;

/** A row of digits times one digit. */
type Multiple<A, D, Carry = "0", Done extends string = ""> = A extends readonly [...infer More, infer P]
  ? Table[P & keyof Table][D & keyof Table] extends `${infer Tens}${infer Ones}`
    ? Added<Ones, Carry, "0"> extends readonly [infer C, infer R extends string]
      ? Multiple<More, D, Added<Tens, C, "0">[1], `${R}${Done}`>
      : never
    : never
  : Carry extends "0"
    ? Done
    : `${Carry & string}${Done}`;

/** Three digits added: carry and digit. */
type Added<P, Q, Carry> = [...Stroke<P>, ...Stroke<Q>, ...Stroke<Carry>] extends {
  readonly length: infer N extends number;
}
  ? TwoDigits<`${N}`>
  : never;

type Stroke<D> = Strokes[D & keyof Strokes];

type TwoDigits<Text> = Text extends `1${infer D}` ? (D extends "" ? ["0", "1"] : ["1", D]) : ["0", Text];

interface Strokes {
  "0": [];
  "1": [0];
  "2": [0, 0];
  "3": [0, 0, 0];
  "4": [0, 0, 0, 0];
  "5": [0, 0, 0, 0, 0];
  "6": [0, 0, 0, 0, 0, 0];
  "7": [0, 0, 0, 0, 0, 0, 0];
  "8": [0, 0, 0, 0, 0, 0, 0, 0];
  "9": [0, 0, 0, 0, 0, 0, 0, 0, 0];
}

/** The small multiplication table. */
interface Table {
  "0": { "0": "00"; "1": "00"; "2": "00"; "3": "00"; "4": "00"; "5": "00"; "6": "00"; "7": "00"; "8": "00"; "9": "00" };
  "1": { "0": "00"; "1": "01"; "2": "02"; "3": "03"; "4": "04"; "5": "05"; "6": "06"; "7": "07"; "8": "08"; "9": "09" };
  "2": { "0": "00"; "1": "02"; "2": "04"; "3": "06"; "4": "08"; "5": "10"; "6": "12"; "7": "14"; "8": "16"; "9": "18" };
  "3": { "0": "00"; "1": "03"; "2": "06"; "3": "09"; "4": "12"; "5": "15"; "6": "18"; "7": "21"; "8": "24"; "9": "27" };
  "4": { "0": "00"; "1": "04"; "2": "08"; "3": "12"; "4": "16"; "5": "20"; "6": "24"; "7": "28"; "8": "32"; "9": "36" };
  "5": { "0": "00"; "1": "05"; "2": "10"; "3": "15"; "4": "20"; "5": "25"; "6": "30"; "7": "35"; "8": "40"; "9": "45" };
  "6": { "0": "00"; "1": "06"; "2": "12"; "3": "18"; "4": "24"; "5": "30"; "6": "36"; "7": "42"; "8": "48"; "9": "54" };
  "7": { "0": "00"; "1": "07"; "2": "14"; "3": "21"; "4": "28"; "5": "35"; "6": "42"; "7": "49"; "8": "56"; "9": "63" };
  "8": { "0": "00"; "1": "08"; "2": "16"; "3": "24"; "4": "32"; "5": "40"; "6": "48"; "7": "56"; "8": "64"; "9": "72" };
  "9": { "0": "00"; "1": "09"; "2": "18"; "3": "27"; "4": "36"; "5": "45"; "6": "54"; "7": "63"; "8": "72"; "9": "81" };
}
