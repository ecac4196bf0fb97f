import type { AnswerEffects, CoachStreamError, Transport } from '@coach-stream/client';
import type {
  AgentListener,
  AgentMessage,
  AgentState,
  AgentStatus,
  OutgoingMessage,
  TurnOutcome,
} from '@coach-stream/client/agents';

/** What both agents can do, as far as a chat's parts call it. */
export interface ChatAgent {
  readonly getSnapshot: () => Pick<AgentState, 'streamingMessage' | 'draft' | 'isStreaming'>;
  readonly subscribe: (listener: AgentListener) => () => void;
  send(text: string, options?: { readonly imageS3Keys?: readonly string[] }): Promise<TurnOutcome>;
  stop(): Promise<void>;
  retry(): Promise<TurnOutcome>;
  resume(): Promise<void>;
  loadOlder(): Promise<void>;
  setDraft(draft: string): void;
}

/** What a chat's parts show of an agent's state; the text that is being written is read by itself. */
export interface ChatState {
  readonly status: AgentStatus;
  readonly isStreaming: boolean;
  readonly isLoading: boolean;
  readonly isLoadingOlder: boolean;
  readonly hasOlder: boolean;
  readonly messages: readonly AgentMessage[];
  readonly streamingMessageId: string | undefined;
  readonly streamingEffects: AnswerEffects;
  readonly contextualUpdate: { readonly content: string; readonly stage: string } | undefined;
  readonly transport: Transport | undefined;
  readonly error: CoachStreamError | undefined;
  readonly draft: string;
  readonly failedMessage: OutgoingMessage | undefined;
}
