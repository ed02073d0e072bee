// How close two points of a map are taken to be at distance d: 1 / (1 + a d^2b), with a and b such that this is nearly 1 up
// to `minDist` and falls as e^-(d - minDist) / spread beyond. Found by least squares over 300 distances, as in umap-learn,
// with Levenberg and Marquardt's steps (1944, 1963).

export interface Closeness {
  readonly a: number;
  readonly b: number;
}

export function fitCloseness(minDist: number, spread: number): Closeness {
  const points = Array.from({ length: 300 }, (_, i) => {
    const d = (3 * spread * i) / 299;
    return { d, wanted: d < minDist ? 1 : Math.exp(-(d - minDist) / spread) };
  });
  const errorOf = ({ a, b }: Closeness): number =>
    points.reduce((sum, { d, wanted }) => sum + (wanted - 1 / (1 + a * d ** (2 * b))) ** 2, 0);
  let best = { a: 1, b: 1 };
  let [error, damping] = [errorOf(best), 1e-3];
  for (let step = 0; step < 500; step += 1) {
    const next = improved(best, points, damping);
    const nextError = next.a > 0 && next.b > 0 ? errorOf(next) : Infinity;
    if (nextError < error) {
      const gain = error - nextError;
      [best, error, damping] = [next, nextError, damping / 10];
      if (gain < 1e-16) break;
    } else {
      damping *= 10;
      if (damping > 1e12) break;
    }
  }
  return best;
}

/** One step: (JᵀJ + damping · diagonal) δ = Jᵀ r, two equations. */
function improved({ a, b }: Closeness, points: readonly { d: number; wanted: number }[], damping: number): Closeness {
  let [aa, ab, bb, ra, rb] = [0, 0, 0, 0, 0];
  for (const { d, wanted } of points) {
    if (d === 0) continue;
    const power = d ** (2 * b);
    const value = 1 / (1 + a * power);
    const da = -power * value * value;
    const db = -2 * a * power * Math.log(d) * value * value;
    aa += da * da;
    ab += da * db;
    bb += db * db;
    ra += da * (wanted - value);
    rb += db * (wanted - value);
  }
  aa *= 1 + damping;
  bb *= 1 + damping;
  const determinant = aa * bb - ab * ab;
  return { a: a + (ra * bb - rb * ab) / determinant, b: b + (rb * aa - ra * ab) / determinant };
}
