import type { Step } from '../src/protocol/step.ts';
import type { TurnAttemptKey } from '../src/quota.ts';
import type { TurnKey } from '../src/turn-state.ts';
import { perform, type World } from './model-operations.ts';

type State = World['states'][string];

/** The model's operations with one of them changed. */
function withOperation(name: Step['name'], operation: (world: World, args: readonly unknown[]) => unknown) {
  return (world: World, step: Step): unknown =>
    step.name === name ? operation(world, step.args) : perform(world, step);
}

/** Changes a state where there is one. @returns the state as it is then; `undefined` where it was left */
function change(world: World, turn: unknown, to: (state: State) => State | undefined): State | undefined {
  const { turnId } = turn as TurnKey;
  const state = world.states[turnId];
  const changed = state && to(state);
  if (changed !== undefined) {
    world.states[turnId] = changed;
  }
  return changed;
}

/** The arguments with a state that was seen as it is now, as far as a stop goes. */
function seenWithStop(world: World, [turn, seen, ...rest]: readonly unknown[]): readonly unknown[] {
  const stopRequested = world.states[(turn as TurnKey).turnId]?.stopRequested;
  return [turn, { ...(seen as State), stopRequested }, ...rest];
}

const isRunning = ({ status }: State): boolean => status === 'running';

/** Operations that lack a condition, or do another thing: what the exploration has to find. */
export const BROKEN = {
  /** A claim that is given back is deleted, so that its attempts begin anew. */
  releaseDeletes: withOperation('release', (world, [turn]) => {
    delete world.states[(turn as TurnKey).turnId];
  }),
  claimOverwrites: withOperation('claim', (world, args) => {
    delete world.states[(args[0] as TurnKey).turnId];
    return perform(world, { name: 'claim', args });
  }),
  countTurnAgain: withOperation('countTurn', (world, args) => {
    const { endedTurnIds } = world.head;
    world.head = { ...world.head, endedTurnIds: [] };
    perform(world, { name: 'countTurn', args });
    world.head = { ...world.head, endedTurnIds: [...endedTurnIds, ...world.head.endedTurnIds] };
  }),
  lockOfCountedTurn: withOperation('lock', (world, args) => {
    const { endedTurnIds } = world.head;
    world.head = { ...world.head, endedTurnIds: [] };
    const isLocked = perform(world, { name: 'lock', args });
    world.head = { ...world.head, endedTurnIds };
    return isLocked;
  }),
  lockWithoutAttempt: withOperation('lock', (world, args) => {
    const { active } = world.head;
    if (active?.turnId === (args[1] as TurnKey).turnId) {
      world.head = { ...world.head, active: { ...active, attempt: 0 } };
    }
    return perform(world, { name: 'lock', args });
  }),
  unlockWithoutAttempt: withOperation('unlock', (world, [subject, lock]) =>
    perform(world, { name: 'unlock', args: [subject, { ...(lock as TurnKey), attempt: Number.MAX_SAFE_INTEGER }] }),
  ),
  commitWithoutAttempt: withOperation('commit', (world, [turn, , end]) =>
    change(world, turn, (state) => (isRunning(state) ? { ...state, ...(end as object) } : undefined)),
  ),
  commitOfEndedTurn: withOperation('commit', (world, [turn, attempt, end]) =>
    change(world, turn, (state) => (state.attempt === attempt ? { ...state, ...(end as object) } : undefined)),
  ),
  endDeadWhatever: withOperation(
    'endDead',
    (world, [turn, , end]) => change(world, turn, (state) => ({ ...state, ...(end as object) })) !== undefined,
  ),
  advanceWhatever: withOperation('advance', (world, [turn, , leaseUntil]) =>
    perform(world, { name: 'advance', args: [turn, world.states[(turn as TurnKey).turnId], leaseUntil] }),
  ),
  advanceDespiteStop: withOperation('advance', (world, args) =>
    perform(world, { name: 'advance', args: seenWithStop(world, args) }),
  ),
  endDeadDespiteStop: withOperation('endDead', (world, args) =>
    perform(world, { name: 'endDead', args: seenWithStop(world, args) }),
  ),
  markSettledWithoutAttempt: withOperation('markSettled', (world, [turn]) => {
    change(world, turn, (state) => (isRunning(state) ? undefined : { ...state, settled: true }));
  }),
  admitWithoutAttempt: withOperation('admit', (world, [turn]) => {
    const { turnId, attempt } = turn as TurnAttemptKey;
    world.reserved[turnId] = attempt;
  }),
  withdrawWithoutAttempt: withOperation('withdraw', (world, [turn]) => {
    delete world.reserved[(turn as TurnAttemptKey).turnId];
  }),
  putAnswerWithoutAttempt: withOperation('putAnswer', (world, [, turn]) => {
    const { turnId, ...answer } = turn as TurnKey & World['answers'][string];
    world.answers[turnId] = answer;
  }),
};
