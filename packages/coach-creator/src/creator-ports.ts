import type { PricedModel } from '@coach-stream/prompting';
import type { SessionRef, UserMessage } from '@coach-stream/store';
import type { Clock } from '@coach-stream/streaming-core';

/** What the making of a reply works with. */
export interface CreatorPorts {
  /** Replies; its one call is the only one of a turn. */
  readonly coach: PricedModel;
  readonly messages: { putUserMessage(session: SessionRef, message: UserMessage): Promise<void> };
  readonly clock: Clock;
  /** Told of a fault that the turn goes on without: a trailer that is missing or cannot be read. */
  readonly onFault?: (what: string, error: unknown) => void;
}
