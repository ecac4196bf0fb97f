import { describe, expect, it } from '@jest/globals';
import { fails, one, oneQ, stop, two } from '../../test/actors.ts';
import { BROKEN } from '../../test/broken-operations.ts';
import { exploreTurns, type TurnCase } from '../../test/explore-turns.ts';

/** Conditions of the operations, each left out once. */
const OPERATIONS: readonly (readonly [broken: string, explored: TurnCase, violation: RegExp])[] = [
  [
    'deletes a claim instead of releasing it',
    { actors: [one, two], expiries: 0, perform: BROKEN.releaseDeletes },
    /is gone/,
  ],
  [
    'claims what is claimed',
    { actors: [one, one], expiries: 0, perform: BROKEN.claimOverwrites },
    /an attempt of one runs twice/,
  ],
  [
    'counts without looking at the ended turns',
    { actors: [one, one], expiries: 0, perform: BROKEN.countTurnAgain },
    /counted twice/,
  ],
  [
    'locks for a turn that is counted',
    { actors: [one, one], expiries: 1, perform: BROKEN.lockOfCountedTurn },
    /one is counted and holds the lock/,
  ],
  [
    'locks without looking at the attempt',
    { actors: [one, one], expiries: 1, perform: BROKEN.lockWithoutAttempt },
    /one is running without the lock/,
  ],
  [
    'unlocks without looking at the attempt',
    { actors: [fails, fails], expiries: 0, perform: BROKEN.unlockWithoutAttempt },
    /one is running without the lock/,
  ],
  [
    'commits without looking at the attempt',
    { actors: [one, one], expiries: 1, perform: BROKEN.commitWithoutAttempt },
    /the stored answer of one is not the committed one/,
  ],
  [
    'commits a turn that has ended',
    { actors: [one, stop], expiries: 1, perform: BROKEN.commitOfEndedTurn },
    /one was stopped and is complete/,
  ],
  [
    'ends a turn that is no longer as it was seen',
    { actors: [one, stop], expiries: 1, perform: BROKEN.endDeadWhatever },
    /one was complete and is stopped/,
  ],
  [
    'takes over a turn that is no longer as it was seen',
    { actors: [one, one], expiries: 1, perform: BROKEN.advanceWhatever },
    /one was complete and is running/,
  ],
  [
    'takes over a turn that is to be stopped since it was seen',
    { actors: [one, one, stop], expiries: 1, perform: BROKEN.advanceDespiteStop },
    /one was to be stopped and runs again/,
  ],
  [
    'lets a turn fail that is to be stopped since it was seen',
    { actors: [one, two, stop], expiries: 1, perform: BROKEN.endDeadDespiteStop },
    /one was to be stopped and has failed/,
  ],
  [
    'marks another attempt as settled',
    { actors: [fails, fails], expiries: 0, perform: BROKEN.markSettledWithoutAttempt },
    /one is settled and not counted/,
  ],
  [
    'puts an answer over that of a later attempt',
    { actors: [fails, fails], expiries: 0, perform: BROKEN.putAnswerWithoutAttempt, reductions: 'none' },
    /the stored answer of one is not the committed one/,
  ],
  [
    'reserves for an attempt that has been taken over',
    { actors: [oneQ, oneQ], expiries: 1, perform: BROKEN.admitWithoutAttempt },
    /one runs without its reservation/,
  ],
  [
    'gives back the reservation of another attempt',
    { actors: [oneQ, oneQ], expiries: 1, perform: BROKEN.withdrawWithoutAttempt },
    /one runs without its reservation/,
  ],
];

describe('the exploration', () => {
  it.each(OPERATIONS)('finds a violation in a protocol that %s', (_broken, explored, violation) => {
    expect(() => exploreTurns(explored)).toThrow(violation);
  });

  it('tells the shortest path to a violation, step by step', () => {
    const explored = { actors: [one, one], expiries: 0, perform: BROKEN.claimOverwrites };
    const steps = ['claim', 'readHead', 'lock', 'putQuestion'];
    expect(() => exploreTurns(explored)).toThrow(
      new RegExp(
        `^an attempt of one runs twice\\n${[...steps, ...steps].map(() => 'one \\(\\d\\): \\w+ .*').join('\\n')}$`,
      ),
    );
  });
});
