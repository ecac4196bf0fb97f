/** The middle of the samples, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError where there is no sample. */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined || min === undefined || max === undefined) {
    throw new RangeError('There is nothing to take the median of.');
  }
  return { median: (low + high) / 2, min, max };
}

/** Each sample divided by the baseline's sample of the same round: what a busy machine does to both cancels out. */
export function ratios(samples: readonly number[], baseline: readonly number[]): number[] {
  return samples.map((sample, round) => sample / (baseline[round] ?? Number.NaN));
}
