import type { CompleteEvent } from '@coach-stream/streaming-core/contract';
import type { TurnStream } from '../turn-stream.ts';
import type { OutgoingMessage } from './agent-message.ts';
import { keyOf, toPartialAnswer, toSentMessage, toTurnMessages } from './agent-message.ts';
import { type AgentState, beginning, ENDING } from './agent-state.ts';
import { createMessageHistory, type MessageHistory } from './message-history.ts';
import { beginReading, type FailedTurn, isSameMessage, type ReadingTurn } from './reading-turn.ts';

/** What has become of messages and turns: no message is doubled, and none is lost. Gives changes of the state. */
export interface TurnLedger {
  readonly history: MessageHistory;
  /** The message whose turn has failed; `undefined` where there is none, or it is not known. */
  readonly failedMessage: () => OutgoingMessage | undefined;
  /** The turn id under which a message has to be sent, where it is the one that has failed. */
  readonly turnIdFor: (message: OutgoingMessage) => string | undefined;
  /** What a turn asks, as far as that is known. */
  readonly questionOf: (turnId: string) => OutgoingMessage | undefined;
  /** A turn begins to be read; its message is shown. A turn that is watched has been taken. */
  readonly begin: (
    stream: TurnStream,
    message: OutgoingMessage | undefined,
    given: { readonly draft: string; readonly isWatched: boolean },
  ) => { readonly turn: ReadingTurn; readonly change: Partial<AgentState> };
  /** A turn has ended: what is stored of it takes its place among the messages. */
  readonly finish: (turn: ReadingTurn, complete: CompleteEvent) => Partial<AgentState>;
  /**
   * A turn is no longer read. What there is of it is kept; a message that is not known to be stored is put back into the
   * draft, where that is empty.
   */
  readonly leave: (
    turn: ReadingTurn,
    left: { readonly draft: string; readonly isSpent: boolean },
  ) => Partial<AgentState>;
  /** The newest messages are known: what has become of the turn that had failed. */
  readonly resolve: (
    state: Pick<AgentState, 'draft' | 'status'>,
    activeTurnId: string | undefined,
  ) => Partial<AgentState>;
  /** The messages as they are. */
  readonly shown: () => Pick<AgentState, 'messages' | 'hasOlder'>;
  readonly clear: () => void;
}

/** Creates an empty ledger. */
export function createTurnLedger(): TurnLedger {
  const history = createMessageHistory();
  let failed: FailedTurn | undefined;
  /** The draft as it was put back, to be withdrawn where its message turns out to have been taken. */
  let restoredDraft: string | undefined;
  const forget = () => {
    failed = undefined;
    restoredDraft = undefined;
  };
  const shown = () => ({ messages: history.messages(), hasOlder: history.olderCursor() !== undefined });
  return {
    history,
    failedMessage: () => failed?.message,
    turnIdFor(message) {
      const isRepeat = failed?.message !== undefined && isSameMessage(failed.message, message);
      return isRepeat && !failed?.isSpent ? failed?.turnId : undefined;
    },
    questionOf(turnId) {
      const question = history.find(keyOf(turnId, 'user'));
      const known = failed?.turnId === turnId ? failed.message : undefined;
      return known ?? (question && { text: question.content, imageS3Keys: question.imageS3Keys });
    },
    begin(stream, message, { draft, isWatched }) {
      const { turnId } = stream;
      const answerKey = keyOf(turnId, 'assistant');
      const isStored = history.isStored(turnId);
      const earlierAnswer = history.find(answerKey);
      const turn = beginReading({ stream, message, earlierAnswer, isTaken: isWatched || isStored });
      history.remove(turnId, answerKey);
      if (!isStored && message !== undefined) {
        history.put(toSentMessage(turnId, message));
      }
      forget();
      return { turn, change: { ...beginning(answerKey), ...shown(), ...(draft === message?.text && { draft: '' }) } };
    },
    finish({ turnId, isRetracted }, complete) {
      history.put(...toTurnMessages({ ...complete, turnId }, isRetracted));
      return { ...ENDING, ...shown(), status: 'done', error: undefined };
    },
    leave(turn, { draft, isSpent }) {
      const { turnId, message } = turn;
      const question = history.find(keyOf(turnId, 'user'));
      const restored = !turn.isTaken && draft === '' ? message?.text : undefined;
      if (turn.isTaken) {
        const answer = turn.text === '' ? turn.earlierAnswer : toPartialAnswer(turn);
        history.put(...(question ? [{ ...question, state: undefined }] : []), ...(answer ? [answer] : []));
      } else {
        history.remove(turnId, keyOf(turnId, 'user'));
      }
      failed = { turnId, isSpent, message };
      restoredDraft = restored;
      return {
        ...ENDING,
        ...shown(),
        ...(restored !== undefined && { draft: restored }),
        failedMessage: message,
      };
    },
    resolve({ draft, status }, activeTurnId) {
      if (failed === undefined) {
        return { ...shown(), ...(status === 'error' && { status: 'idle', error: undefined }) };
      }
      const { turnId } = failed;
      const isTaken = turnId === activeTurnId || history.isStored(turnId);
      const withdrawn = isTaken && draft === restoredDraft ? { draft: '' } : {};
      const answer = history.find(keyOf(turnId, 'assistant'));
      if (answer === undefined || answer.state === 'partial') {
        return { ...shown(), ...withdrawn };
      }
      forget();
      return { ...shown(), ...withdrawn, status: 'done', error: undefined, failedMessage: undefined };
    },
    shown,
    clear() {
      history.clear();
      forget();
    },
  };
}
