import type { TurnOperations } from '@coach-stream/turn-engine';
import type { AnswerResult } from '../entities/turn-result.ts';
import type { TurnSubject, TurnSubjectOf } from '../entities/turn-state.ts';
import { StoreError } from '../errors.ts';
import type { TurnRepository } from './turn-repository.ts';

/** The operations of the turn engine on what a turn belongs to: its head, with lock and counters, and its messages. */
export type SubjectOperations<Subject> = Pick<
  TurnOperations<Subject, AnswerResult>,
  'readHead' | 'lock' | 'unlock' | 'putAnswer' | 'countTurn'
>;

/** The operations on each kind of subject. */
export type OperationsByKind = {
  readonly [Kind in TurnSubject['kind']]: SubjectOperations<TurnSubjectOf<Kind>>;
};

/**
 * All operations of the turn engine: those on turns, and those on subjects by the subject's kind. A turn of a kind that
 * is left out is not worked on here: `StoreError` `INTERNAL`.
 *
 * @example
 * // A request that opens its conversation reads and locks the head by its opening.
 * createTurnOperations({ turns, conversation: { ...conversation, readHead: opening.readHead, lock: opening.lock } })
 */
export function createTurnOperations({
  turns,
  ...kinds
}: { readonly turns: TurnRepository } & Partial<OperationsByKind>): TurnOperations<TurnSubject, AnswerResult> {
  const of = ({ kind }: TurnSubject): SubjectOperations<TurnSubject> => {
    const operations = kinds[kind];
    if (operations === undefined) {
      throw new StoreError('INTERNAL', `Turns of a ${kind} are not worked on here.`);
    }
    return operations;
  };
  return {
    ...turns,
    readHead: async (subject) => of(subject).readHead(subject),
    lock: async (subject, lock) => of(subject).lock(subject, lock),
    unlock: async (subject, lock) => of(subject).unlock(subject, lock),
    putAnswer: async (subject, turn) => of(subject).putAnswer(subject, turn),
    countTurn: async (subject, turn) => of(subject).countTurn(subject, turn),
  };
}
