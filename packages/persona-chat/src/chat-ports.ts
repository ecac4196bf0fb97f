import type { PricedModel } from '@coach-stream/prompting';
import type { ChatRef, UserMessage } from '@coach-stream/store';
import type { Clock } from '@coach-stream/streaming-core';

/** What the making of an answer works with. */
export interface ChatPorts {
  /** Answers; its one call is the only one of a turn. */
  readonly coach: PricedModel;
  readonly messages: { putUserMessage(chat: ChatRef, message: UserMessage): Promise<void> };
  readonly titles: { setTitleOnce(chat: ChatRef, title: string): Promise<boolean> };
  readonly clock: Clock;
  /** Told of what has failed beside the answer. */
  readonly onFault?: (what: string, error: unknown) => void;
}
