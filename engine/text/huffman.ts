// Huffman's tree over words: frequent words sit near the root, so predicting one takes few decisions (Huffman 1952;
// used for hierarchical softmax by Mikolov et al. 2013).

/**
 * The way from the root to each word: at every inner node on it, 2 · node + 1 for the first branch, 2 · node for the
 * second. Inner nodes are numbered from 0, the root last; there is one less than there are words.
 * @param counts how often each word occurs, falling
 */
export function huffmanPaths(counts: Int32Array): Int32Array[] {
  const n = counts.length;
  // Nodes 0 to n - 1 are words, n and on inner nodes in the order they are made, which is by rising weight.
  const weights = new Float64Array(2 * n - 1);
  weights.set(counts);
  const [parents, turns] = [new Int32Array(2 * n - 1), new Uint8Array(2 * n - 1)];
  let [word, inner] = [n - 1, n];
  for (let made = n; made < 2 * n - 1; made += 1) {
    for (const turn of [0, 1]) {
      const lightest = word >= 0 && (inner >= made || weights[word]! < weights[inner]!) ? word-- : inner++;
      weights[made]! += weights[lightest]!;
      parents[lightest] = made;
      turns[lightest] = turn;
    }
  }
  const root = 2 * n - 2;
  return Array.from({ length: n }, (_, leaf) => {
    const path: number[] = [];
    for (let node = leaf; node !== root; node = parents[node]!) path.push(2 * (parents[node]! - n) + 1 - turns[node]!);
    return Int32Array.from(path.toReversed());
  });
}
