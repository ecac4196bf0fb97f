import type { CompleteEvent } from '@coach-stream/streaming-core/contract';
import { CoachStreamError } from '../errors.ts';
import { effectsOf, NO_EFFECTS } from './agent-message.ts';
import type { ReadingTurn } from './reading-turn.ts';
import type { StateStore } from './state-store.ts';

/** What reading works with. */
export interface ReadTurnOptions {
  readonly store: Pick<StateStore<object>, 'patch' | 'patchText'>;
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
export async function readTurn(
  turn: ReadingTurn,
  { store, isCurrent, onStart }: ReadTurnOptions,
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
        if (event.status === 'restarted') {
          turn.text = '';
          turn.effects = NO_EFFECTS;
        }
        store.patch({
          streamingMessage: turn.text,
          streamingEffects: turn.effects,
          status: turn.isStopWanted ? 'stopping' : 'streaming',
        });
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
        turn.effects = { ...turn.effects, ...effectsOf(event) };
        store.patch({ streamingEffects: turn.effects });
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
