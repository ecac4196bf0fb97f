import type { SubjectOperations, TurnSubject, TurnSubjectOf } from '@coach-stream/store';
import type { StoredTurn, TurnState } from '@coach-stream/turn-engine';

/** How turns of one kind of subject are kept. */
export interface TurnKind<Subject> {
  readonly operations: SubjectOperations<Subject>;
  /** An ended turn as its messages tell it; `undefined` where they are gone. */
  readStored(
    subject: Subject,
    turnId: string,
    state: Omit<TurnState<unknown>, 'subject'>,
  ): Promise<StoredTurn | undefined>;
}

/** The kinds of turns that a function works on. */
export type TurnKinds = { readonly [Kind in TurnSubject['kind']]?: TurnKind<TurnSubjectOf<Kind>> };
