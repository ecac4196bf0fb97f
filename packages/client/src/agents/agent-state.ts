import type { AnswerEffects } from '@coach-stream/streaming-core/contract';
import type { CoachStreamError } from '../errors.ts';
import type { Transport } from '../turn-stream.ts';
import { type AgentMessage, NO_EFFECTS, type OutgoingMessage } from './agent-message.ts';

/**
 * Where an agent stands. It rests in `idle`, `done` (the last turn has ended well, or was stopped) and `error`; it is
 * `sending` until the server has taken the message, `streaming` while the answer comes, `stopping` once that is to end.
 */
export type AgentStatus = 'idle' | 'sending' | 'streaming' | 'stopping' | 'done' | 'error';

/** How reading a turn has ended. `left`: the agent was disposed of or cleared; `busy`: another turn is being read. */
export type TurnOutcome = 'done' | 'stopped' | 'error' | 'left' | 'busy';

/** What both agents show. Every field is immutable: a change makes another state and keeps what has not changed. */
export interface AgentState {
  readonly status: AgentStatus;
  /** A turn is being sent or read. */
  readonly isStreaming: boolean;
  /** The subject and its newest messages are being read. */
  readonly isLoading: boolean;
  readonly isLoadingOlder: boolean;
  /** There are older messages than the first one here: `loadOlder()`. */
  readonly hasOlder: boolean;
  /** Oldest first. The answer that is being written is not among them until it has ended. */
  readonly messages: readonly AgentMessage[];
  /** The answer as far as it is written; empty where none is being written. */
  readonly streamingMessage: string;
  /** The `key` that the answer will have among the messages. */
  readonly streamingMessageId: string | undefined;
  /** What that answer has done besides so far; once it has ended, its message tells. */
  readonly streamingEffects: AnswerEffects;
  /** What the coach is doing while the person waits; gone with the first words. */
  readonly contextualUpdate: { readonly content: string; readonly stage: string } | undefined;
  /** The way that the last turn's events came. */
  readonly transport: Transport | undefined;
  readonly error: CoachStreamError | undefined;
  /** What the person is writing. A message that was not taken is put back here, unless something else is written. */
  readonly draft: string;
  /** The message whose turn has failed: `retry()` sends it again. */
  readonly failedMessage: OutgoingMessage | undefined;
}

/** What both agents show at first. */
export const INITIAL_STATE: AgentState = {
  status: 'idle',
  isStreaming: false,
  isLoading: false,
  isLoadingOlder: false,
  hasOlder: false,
  messages: [],
  streamingMessage: '',
  streamingMessageId: undefined,
  streamingEffects: NO_EFFECTS,
  contextualUpdate: undefined,
  transport: undefined,
  error: undefined,
  draft: '',
  failedMessage: undefined,
};

/** What the beginning of a turn changes. @param streamingMessageId the key that its answer will have */
export function beginning(streamingMessageId: string): Partial<AgentState> {
  const none = { contextualUpdate: undefined, error: undefined, failedMessage: undefined };
  const empty = { streamingMessage: '', streamingEffects: NO_EFFECTS };
  return { ...none, ...empty, status: 'sending', isStreaming: true, streamingMessageId };
}

/** What the end of every turn changes. */
export const ENDING: Partial<AgentState> = {
  isStreaming: false,
  streamingMessage: '',
  streamingMessageId: undefined,
  streamingEffects: NO_EFFECTS,
  contextualUpdate: undefined,
};
