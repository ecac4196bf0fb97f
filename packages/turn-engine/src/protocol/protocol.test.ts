import { describe, expect, it } from '@jest/globals';
import { fails, failsQ, limited, one, oneQ, refused, stop, two, twoQ } from '../../test/actors.ts';
import { canonical } from '../../test/exploration/canonical.ts';
import { exploreTurns, type TurnCase } from '../../test/explore-turns.ts';

type Case = readonly [name: string, explored: TurnCase];

/** What every run of the tests explores: 400,000 states in a few seconds. */
const CASES: readonly Case[] = [
  ['one request', { actors: [one], expiries: 2 }],
  ['two requests of one turn', { actors: [one, one], expiries: 2 }],
  ['two requests of two turns', { actors: [one, two], expiries: 2 }],
  ['a request and a stop', { actors: [one, stop], expiries: 2 }],
  ['a failure and its retry', { actors: [fails, fails], expiries: 2 }],
  ['a failure, its retry and a stop', { actors: [fails, fails, stop], expiries: 2 }],
  ['a failure, its retry and another turn', { actors: [fails, fails, two], expiries: 1 }],
  ['a failure, two retries, a stop and another turn', { actors: [fails, fails, fails, two, stop], expiries: 0 }],
  [
    'a failure, its retry, a stop and two requests of another turn',
    { actors: [fails, fails, two, two, stop], expiries: 0 },
  ],
  ['two requests beside one that is refused', { actors: [one, one, refused], expiries: 2 }],
  ['a failure, its retry and steps that fail', { actors: [fails, fails], expiries: 2, faults: 2 }],
  ['a failure, its retry, another turn and steps that fail', { actors: [fails, fails, two], expiries: 0, faults: 2 }],
  ['two requests of one turn under a quota', { actors: [oneQ, oneQ], expiries: 2 }],
  ['two requests of two turns under a quota', { actors: [oneQ, twoQ], expiries: 2 }],
  ['a request under a quota and a stop', { actors: [oneQ, stop], expiries: 2 }],
  ['a failure and its retry under a quota', { actors: [failsQ, failsQ], expiries: 2 }],
  ['a failure, its retry and another turn under a quota', { actors: [failsQ, failsQ, twoQ], expiries: 1 }],
  ['a request beside one that a quota refuses', { actors: [oneQ, limited], expiries: 2 }],
  ['a failure, its retry and one that a quota refuses', { actors: [failsQ, failsQ, limited], expiries: 1 }],
  ['requests under a quota and steps that fail', { actors: [oneQ, oneQ], expiries: 1, faults: 1 }],
  ...late([
    ['two requests of one turn', { actors: [one, one], expiries: 2 }],
    ['two requests of two turns', { actors: [one, two], expiries: 1 }],
    ['a failure, its retry and a stop', { actors: [fails, fails, stop], expiries: 1 }],
  ]),
];

/** What `DEEP=1` explores beyond that. The last two are all that is promised, each in one: they take most of an hour. */
const DEEP_CASES: readonly Case[] = [
  ['a failure, its retry and another turn', { actors: [fails, fails, two], expiries: 2 }],
  ['a failure, its retry, a stop and another turn', { actors: [fails, fails, two, stop], expiries: 2 }],
  ['a failure, two retries and another turn', { actors: [fails, fails, fails, two], expiries: 2 }],
  ['a failure, its retry and two requests of another turn', { actors: [fails, fails, two, two], expiries: 2 }],
  ['a failure, its retry, another turn and one that is refused', { actors: [fails, fails, two, refused], expiries: 1 }],
  ['a failure, its retry, another turn and a step that fails', { actors: [fails, fails, two], expiries: 2, faults: 1 }],
  ['three requests, another turn and a step that fails', { actors: [one, one, one, two], expiries: 1, faults: 1 }],
  [
    'a failure, its retry, another turn under a quota and a stop',
    { actors: [failsQ, failsQ, twoQ, stop], expiries: 1 },
  ],
  ...late([
    ['a failure, its retry and another turn under a quota', { actors: [failsQ, failsQ, twoQ], expiries: 1 }],
    ['a failure, its retry and another turn', { actors: [fails, fails, two], expiries: 2 }],
    ['a failure, its retry, a stop and another turn', { actors: [fails, fails, two, stop], expiries: 1 }],
  ]),
  [
    'a failure, two retries, a stop and another turn',
    { actors: [fails, fails, fails, two, stop], expiries: 2, beginnings: 'before all expiries' },
  ],
  [
    'a failure, its retry, a stop and two requests of another turn',
    { actors: [fails, fails, two, two, stop], expiries: 2, beginnings: 'before all expiries' },
  ],
];

/** The same with processes that begin at any time, and look at the clock long after a step has been carried out. */
function late(cases: readonly Case[]): readonly Case[] {
  return cases.map(([name, explored]) => [
    `${name}, with a late clock`,
    { ...explored, beginnings: 'at any time', isClockLate: true },
  ]);
}

describe('the protocol, explored exhaustively', () => {
  const isDeep = process.env.DEEP === '1';

  it.each(isDeep ? [...CASES, ...DEEP_CASES] : CASES)(
    'keeps one answer a turn, exact counters and a free lock, whoever crashes: %s',
    (_name, explored) => {
      const { ends, states } = exploreTurns(explored);
      expect(ends).toBeGreaterThan(0);
      expect(states).toBeGreaterThan(ends);
    },
    isDeep ? 7_200_000 : 60_000,
  );

  it.each<Case>([
    ['two requests of one turn', { actors: [one, one], expiries: 1 }],
    ['a failure and its retry', { actors: [fails, fails], expiries: 1 }],
    ['a request and a stop', { actors: [one, stop], expiries: 2 }],
    ['a step that fails', { actors: [one, one], expiries: 1, faults: 1 }],
    ['requests under a quota', { actors: [oneQ, oneQ], expiries: 1 }],
  ])('sees the same with its reductions as without them: %s', (_name, explored) => {
    const reduced = whatIsSeen(explored);
    const whole = whatIsSeen({ ...explored, reductions: 'none' });
    expect(reduced.worlds).toEqual(whole.worlds);
    expect(reduced.ends).toEqual(whole.ends);
    expect(reduced.outcomes).toEqual(whole.outcomes);
    expect(reduced.states * 3).toBeLessThan(whole.states);
  });
});

function whatIsSeen(explored: TurnCase) {
  const seen = { worlds: new Set<string>(), ends: new Set<string>(), outcomes: new Set<string>() };
  const { states } = exploreTurns({
    ...explored,
    watch: {
      // Results and answers are put early: they are compared where nothing can happen any more.
      world: ({ answers: _answers, results: _results, ...world }, epoch) => seen.worlds.add(canonical([world, epoch])),
      end: (world, rest) => seen.ends.add(canonical([world, rest])),
      outcome: (outcome) => seen.outcomes.add(canonical(outcome)),
    },
  });
  const sorted = (texts: ReadonlySet<string>) => [...texts].sort();
  return { states, worlds: sorted(seen.worlds), ends: sorted(seen.ends), outcomes: sorted(seen.outcomes) };
}
