import type { AnswerResult, TurnSubject } from '@coach-stream/store';
import type { TurnEngine } from '@coach-stream/turn-engine';

/** The turns of users, as the API shows and stops them: they throw `TURN_NOT_FOUND` where the user has no such turn. */
export type TurnsPort = Pick<TurnEngine<TurnSubject, AnswerResult>, 'read' | 'stop'>;
