/** A billionth of a dollar: turns are priced as exactly as that. */
const NANO_PER_USD = 1e9;

/** US dollars as a whole number of billionths. */
export function toNanoUsd(usd: number): number {
  return Math.round(usd * NANO_PER_USD);
}

/** A whole number of billionths in US dollars. */
export function toUsd(nanoUsd: number): number {
  return nanoUsd / NANO_PER_USD;
}
