import type { CompleteEvent } from '@coach-stream/streaming-core/contract';
import { CoachStreamError } from '../errors.ts';
import type { ClientEvent } from '../turn-stream.ts';
import type { ReadingTurn } from './reading-turn.ts';
import type { StateStore } from './state-store.ts';

/** What reading works with. */
export interface ReadTurnOptions<Extra extends object> {
  readonly store: StateStore<Extra>;
  /** What an event changes beside the text. */
  readonly fold: (event: ClientEvent) => Partial<Extra>;
  /** Whether the turn is still the one that the agent reads. */
  readonly isCurrent: () => boolean;
  /** Called where the server says that it has the turn, at every connection. */
  readonly onStart: () => void;
}

/**
 * Reads a turn's events into the state as they come.
 *
 * @returns the last one; `undefined` where the agent has left the turn
 * @throws what the stream throws; CoachStreamError `NO_TERMINAL_EVENT`
 */
export async function readTurn<Extra extends object>(
  turn: ReadingTurn,
  { store, fold, isCurrent, onStart }: ReadTurnOptions<Extra>,
): Promise<CompleteEvent | undefined> {
  for await (const event of turn.stream) {
    if (!isCurrent()) {
      return undefined;
    }
    switch (event.type) {
      case 'chunk':
        turn.text += event.content;
        if (turn.isAnswering) {
          store.patchText(turn.text);
        } else {
          turn.isAnswering = true;
          turn.isTaken = true;
          store.patch({ contextualUpdate: undefined, streamingMessage: turn.text });
        }
        break;
      case 'start':
        turn.text = event.status === 'restarted' ? '' : turn.text;
        store.patch({ streamingMessage: turn.text, status: turn.isStopWanted ? 'stopping' : 'streaming' }, fold(event));
        turn.hasStarted = true;
        onStart();
        break;
      case 'retract':
        turn.text = '';
        turn.isRetracted = true;
        store.patch({ streamingMessage: '' });
        break;
      case 'contextual':
        turn.isAnswering = false;
        store.patch({ contextualUpdate: { content: event.content, stage: event.stage } });
        break;
      case 'metadata':
        store.patch({}, fold(event));
        break;
      case 'complete':
        return event;
      default:
        event satisfies never;
    }
  }
  throw new CoachStreamError({
    code: 'NO_TERMINAL_EVENT',
    message: 'The answer broke off. Try again.',
    retryable: true,
  });
}
