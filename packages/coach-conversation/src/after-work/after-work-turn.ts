import { type AnsweredTurn, answeredTurns, type UsageMeter } from '@coach-stream/prompting';
import type { ConversationRef, ConversationSnapshot } from '@coach-stream/store';
import type { AfterWorkPorts } from '../conversation-ports.ts';
import { readEffects, type TurnEffects } from '../turn/turn-effects.ts';

/** A turn as the work after it sees it. */
export interface AfterWorkTurn {
  readonly ref: ConversationRef;
  readonly turn: AnsweredTurn;
  /** What the answer has done; `undefined` where that is not known. */
  readonly effects: TurnEffects | undefined;
  /** The latest answered turns of the conversation, this one among them, oldest first. */
  readonly turns: readonly AnsweredTurn[];
  readonly snapshot: ConversationSnapshot;
  readonly ports: AfterWorkPorts;
  readonly meter: UsageMeter;
  readonly signal: AbortSignal;
}

/** How many of a conversation's newest messages are looked at. */
const MESSAGE_LIMIT = 60;

/**
 * Reads a turn for the work after it.
 *
 * @returns `undefined` where there is none: the conversation is gone, the turn has no answer, or so much was said since
 * that others have done the work
 * @throws what the store throws
 */
export async function loadAfterWork(
  { ref, turnId }: { readonly ref: ConversationRef; readonly turnId: string },
  rest: Pick<AfterWorkTurn, 'ports' | 'meter' | 'signal'>,
): Promise<AfterWorkTurn | undefined> {
  const snapshot = await rest.ports.stores.conversations.load(ref, { messageLimit: MESSAGE_LIMIT });
  // A turn that broke off may be run again.
  const turns = answeredTurns(snapshot.messages).filter(({ answer }) => answer.state !== 'partial');
  const turn = turns.find((answered) => answered.turnId === turnId);
  if (snapshot.conversation === undefined || turn === undefined) {
    return undefined;
  }
  return { ref, turn, effects: readEffects(turn.answer.effects), turns, snapshot, ...rest };
}
