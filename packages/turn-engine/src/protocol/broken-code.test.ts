import { describe, expect, it } from '@jest/globals';
import { fails, failsQ, limited, one, oneQ, stop, two, twoQ } from '../../test/actors.ts';
import type { SourceEdit } from '../../test/exploration/load-with-memory.ts';
import { exploreTurns, type TurnCase } from '../../test/explore-turns.ts';

/** A change of the protocol's code. */
function edit(file: string, from: string, to: string): { readonly edits: readonly SourceEdit[] } {
  return { edits: [{ file: file === 'processes' ? 'processes.ts' : `../src/protocol/${file}.ts`, from, to }] };
}

/** The protocol's code, each changed in one place. Several of these are how it once was. */
const CODE: readonly (readonly [broken: string, explored: TurnCase, violation: RegExp])[] = [
  [
    'runs without looking at its lease after the lock',
    { ...edit('begin-turn', 'settings.now() >= leaseUntil', 'false'), actors: [one, one], expiries: 1 },
    /the question of one is stored at .* and at/,
  ],
  [
    'begins with a head that is older than its claim',
    { ...edit('begin-turn', '      head = current;\n', ''), actors: [one, one], expiries: 1 },
    /the question of one is stored at .* and at/,
  ],
  [
    'takes over a turn that was to be stopped',
    { ...edit('begin-turn', 'isToStop(state) || ', ''), actors: [one, one, stop], expiries: 1 },
    /one was to be stopped and runs again/,
  ],
  [
    'gives a retry another place',
    { ...edit('begin-turn', 'before?.claimedAt ?? (isMine', '(isMine'), actors: [fails, fails], expiries: 1 },
    /the question of one is stored at .* and at/,
  ],
  [
    'runs any number of attempts',
    {
      ...edit('begin-turn', 'state.attempt - state.releases >= settings.maxAttempts', 'false'),
      actors: [fails, fails, fails, fails],
      expiries: 2,
    },
    /one is attempted too often/,
  ],
  [
    'removes the lock of a retry for that of a dead attempt',
    {
      ...edit('begin-turn', 'steps.unlock(subject, active)', 'steps.unlock(subject, { ...active, attempt: 9 })'),
      actors: [fails, fails, two],
      expiries: 0,
    },
    /one is running without the lock/,
  ],
  [
    'leaves a lock that came too late',
    { ...edit('begin-turn', 'yield* steps.unlock(subject, active);', ''), actors: [one, stop], expiries: 1 },
    /the next message is not answered/,
  ],
  [
    'runs a failed turn again after a later message',
    {
      ...edit('begin-turn', 'const mustBeLast = before?.claimedAt !== undefined;', 'const mustBeLast = false;'),
      actors: [fails, fails, two],
      expiries: 1,
    },
    /one runs again after a later message/,
  ],
  [
    'marks an end as settled that is not its own',
    {
      ...edit(
        'begin-turn',
        '(yield* steps.commit(key, attempt, end)) !== undefined',
        '(yield* steps.commit(key, attempt, end)) !== null',
      ),
      actors: [fails, fails, two, stop],
      expiries: 1,
      beginnings: 'before all expiries',
    },
    /one is settled and not counted/,
  ],
  [
    'ends a dead turn without the place that its lock tells',
    {
      ...edit('end-dead-turn', '(active?.turnId === turn.turnId ? active.claimedAt : undefined)', 'undefined'),
      actors: [one, one, two],
      expiries: 1,
      beginnings: 'before all expiries',
    },
    /the question of one is stored at .* and at/,
  ],
  [
    'keeps the partial answer of an attempt before an empty one',
    {
      ...edit('settle-turn', ' || attempt > 1', ''),
      actors: [fails, fails, two],
      expiries: 1,
      beginnings: 'before all expiries',
    },
    /the partial answer of one is not what was made/,
  ],
  [
    'settles with what was logged after the turn was ended',
    {
      ...edit('settle-turn', 'steps.readLoggedAnswer(turn, attempt, lastSeq)', 'steps.readLoggedAnswer(turn, attempt)'),
      actors: [one, stop],
      expiries: 1,
    },
    /the stored answer of one is not the committed one/,
  ],
  [
    'settles with the result of another attempt',
    {
      ...edit('settle-turn', 'steps.readResult(turn, attempt)', 'steps.readResult(turn, 1)'),
      actors: [one, one, one],
      expiries: 1,
    },
    /the stored answer of one is not the committed one/,
  ],
  [
    'counts without putting the answer',
    {
      ...edit('settle-turn', "status !== 'failed' || text !== '' || attempt > 1", "status === 'failed'"),
      actors: [one],
      expiries: 0,
    },
    /is counted before its answer is stored/,
  ],
  [
    'ends a run without settling it',
    { ...edit('finish-turn', 'yield* settleTurn(steps, key, state, result);', ''), actors: [one], expiries: 0 },
    /leaves the lock behind/,
  ],
  [
    'lets a reader read before it has settled',
    { ...edit('processes', 'yield* settleTurn(steps, key, state);', ''), actors: [one, one], expiries: 0 },
    /a reader saw an answer of one before it was counted/,
  ],
  [
    'tells a stop that it has stopped what had ended before',
    {
      ...edit('stop-turn', 'return yield* endDeadTurn(', "return { ...state, status: 'stopped' }; yield* endDeadTurn("),
      actors: [one, stop],
      expiries: 1,
    },
    /a stop was told that one is stopped, and it is running/,
  ],
  [
    'goes on where a quota refuses',
    { ...edit('begin-turn', 'if (refusal === undefined) {', 'if (true) {'), actors: [limited], expiries: 0 },
    /the lock is left behind/,
  ],
  [
    'keeps its reservation where its subject is busy',
    {
      ...edit(
        'begin-turn',
        'yield* steps.release(key, attempt);\n  yield* withdraw(steps, key, attempt, hasQuota);',
        'yield* steps.release(key, attempt);',
      ),
      actors: [oneQ, twoQ],
      expiries: 0,
    },
    /a reservation is left behind/,
  ],
  [
    'keeps its reservation where a later message has come',
    {
      ...edit(
        'begin-turn',
        'yield* failAgain(steps, key, attempt, before);\n    yield* withdraw(steps, key, attempt, hasQuota);\n    return',
        'yield* failAgain(steps, key, attempt, before);\n    return',
      ),
      actors: [failsQ, failsQ, twoQ],
      expiries: 0,
    },
    /a reservation is left behind/,
  ],
  [
    'commits a result that is not put yet',
    {
      edits: [
        ...edit('finish-turn', '  yield* steps.putResult(key, attempt, result);\n', '').edits,
        ...edit(
          'finish-turn',
          '  if (state !== undefined) {\n',
          '  if (state) {\n    yield* steps.putResult(key, attempt, result);\n',
        ).edits,
      ],
      actors: [one, one],
      expiries: 0,
      reductions: 'none',
    },
    /the stored answer of one is not the committed one/,
  ],
];

describe('the exploration', () => {
  it.each(CODE)('finds a violation in a protocol that %s', (_broken, explored, violation) => {
    expect(() => exploreTurns(explored)).toThrow(violation);
  });
});
