// Smoothing for noisy curves: an exponential moving average, corrected for its start, so that the first values are not
// pulled to zero (the correction of Adam, Kingma and Ba 2015, §3).

/** @param weight share of the past in each new value, from 0 (none) to below 1 */
export function smooth(values: ArrayLike<number>, weight: number): Float64Array {
  const out = new Float64Array(values.length);
  let [average, past] = [0, 1];
  for (let i = 0; i < out.length; i++) {
    const value = values[i]!;
    // A gap stays a gap and does not spoil what comes after it.
    if (!Number.isFinite(value)) {
      out[i] = NaN;
      continue;
    }
    average = weight * average + (1 - weight) * value;
    past *= weight;
    out[i] = average / (1 - past);
  }
  return out;
}
