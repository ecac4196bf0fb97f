import { BASELINE, CONTENDER_NAMES, type ContenderName } from '../contenders/index.ts';
import { ratios, type Spread, spreadOf } from './statistics.ts';
import { digits, range } from './table.ts';

/** The samples of each contender, one a round. */
export type Samples = ReadonlyMap<ContenderName, readonly number[]>;

/** Measures every contender once a round; each round begins with another one, so that none has a place of its own. */
export async function sampleRounds(
  rounds: number,
  measure: (name: ContenderName) => Promise<number>,
): Promise<Map<ContenderName, number[]>> {
  const samples = new Map<ContenderName, number[]>(CONTENDER_NAMES.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < CONTENDER_NAMES.length; turn += 1) {
      const name = CONTENDER_NAMES[(round + turn) % CONTENDER_NAMES.length] ?? BASELINE;
      samples.get(name)?.push(await measure(name));
    }
  }
  return samples;
}

/** The ratio of a contender to the baseline, round by round. */
export function ratioTo(samples: Samples, name: ContenderName): Spread {
  return spreadOf(ratios(samples.get(name) ?? [], samples.get(BASELINE) ?? []));
}

/** Columns of {@link compareRows}, for the given unit. */
export function compareColumns(unit: string): string[] {
  return ['contender', unit, 'min–max', '× raw', 'min–max'];
}

/** One row a contender: median, spread, ratio against the baseline and its spread. */
export function compareRows(samples: Samples): string[][] {
  return CONTENDER_NAMES.map((name) => {
    const own = spreadOf(samples.get(name) ?? []);
    const ratio = ratioTo(samples, name);
    return [name, digits(own.median), range(own), ratio.median.toFixed(2), range(ratio)];
  });
}
