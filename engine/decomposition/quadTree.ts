// A tree of squares over points in the plane, for forces that fade with distance: a far square acts as one heavy point at
// its centre of mass (Barnes & Hut 1986). Squares are kept in depth-first order, each knowing where the next one after
// its own inside begins; so a walk is a loop that either enters a square (the next entry) or jumps over it.

export interface QuadTree {
  readonly count: number;
  /** Centres of mass, x and y. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Points inside. */
  readonly mass: Int32Array;
  /** Squared side; 0 for squares that are not divided. */
  readonly sideSquared: Float64Array;
  /** The first square after this one that is not inside it. */
  readonly next: Int32Array;
  /** The undivided square of each point. */
  readonly leaf: Int32Array;
}

/** Points nearer to each other than 2^-depth of the whole share a square. */
const mostDepth = 40;

/** @param points [n, 2] in row-major order */
export function quadTree(points: Float64Array): QuadTree {
  const n = points.length / 2;
  // Every divided square has at least two parts, so there are fewer than 2n.
  const room = 2 * n;
  const [x, y, sideSquared] = [new Float64Array(room), new Float64Array(room), new Float64Array(room)];
  const [mass, next, leaf] = [new Int32Array(room), new Int32Array(room), new Int32Array(n)];
  const order = Int32Array.from({ length: n }, (_, i) => i);
  let count = 0;

  /** Moves the points of a range with a coordinate below the limit to its front; where the rest begins. */
  const partition = (from: number, to: number, axis: number, limit: number): number => {
    let front = from;
    for (let i = from; i < to; i++) {
      const point = order[i]!;
      if (points[2 * point + axis]! >= limit) continue;
      order[i] = order[front]!;
      order[front++] = point;
    }
    return front;
  };

  const divide = (from: number, to: number, centreX: number, centreY: number, half: number, depth: number): void => {
    let parts: [number, number][] = [];
    // A square whose points all lie in one quarter is replaced by that quarter.
    const deepest = to - from > 1 ? mostDepth : 0;
    while (depth < deepest) {
      const middle = partition(from, to, 1, centreY);
      const [left, right] = [partition(from, middle, 0, centreX), partition(middle, to, 0, centreX)];
      parts = [
        [from, left],
        [left, middle],
        [middle, right],
        [right, to],
      ];
      if (parts.filter(([a, b]) => b > a).length > 1) break;
      const quarter = parts.findIndex(([a, b]) => b > a);
      half /= 2;
      centreX += quarter % 2 === 0 ? -half : half;
      centreY += quarter < 2 ? -half : half;
      depth += 1;
      parts = [];
    }
    const node = count++;
    let [sumX, sumY] = [0, 0];
    for (let i = from; i < to; i++) {
      sumX += points[2 * order[i]!]!;
      sumY += points[2 * order[i]! + 1]!;
      if (parts.length === 0) leaf[order[i]!] = node;
    }
    mass[node] = to - from;
    x[node] = sumX / (to - from);
    y[node] = sumY / (to - from);
    sideSquared[node] = parts.length === 0 ? 0 : 4 * half * half;
    parts.forEach(([a, b], quarter) => {
      const step = half / 2;
      if (b > a)
        divide(
          a,
          b,
          centreX + (quarter % 2 === 0 ? -step : step),
          centreY + (quarter < 2 ? -step : step),
          step,
          depth + 1,
        );
    });
    next[node] = count;
  };

  const { centre, half } = boundsOf(points);
  divide(0, n, centre[0], centre[1], half, 0);
  return { count, x, y, mass, sideSquared, next, leaf };
}

function boundsOf(points: Float64Array): { centre: readonly [number, number]; half: number } {
  const [low, high] = [
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ];
  points.forEach((value, i) => {
    low[i % 2] = Math.min(low[i % 2]!, value);
    high[i % 2] = Math.max(high[i % 2]!, value);
  });
  const [lowX, lowY, highX, highY] = [low[0]!, low[1]!, high[0]!, high[1]!];
  return { centre: [(lowX + highX) / 2, (lowY + highY) / 2], half: Math.max(highX - lowX, highY - lowY) / 2 };
}
