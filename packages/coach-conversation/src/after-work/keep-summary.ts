import type { ConversationSummary } from '@coach-stream/store';
import type { AfterWorkTurn } from './after-work-turn.ts';
import { summarize } from './summarize.ts';
import { dueSummary } from './summary-due.ts';

/** What became of the summary. */
export interface KeptSummary {
  readonly isMade: boolean;
  /** The summary that this turn has brought about, now or when the work was done before. */
  readonly ofTurn: ConversationSummary | undefined;
}

/**
 * Makes the conversation's summary anew where it is due, and stores it. Done again for the same turn, it finds that
 * summary and makes none.
 *
 * @throws what the store and the model throw
 */
export async function keepSummary(work: AfterWorkTurn): Promise<KeptSummary> {
  const { ref, turn, turns, effects, ports, meter, signal } = work;
  const { models, stores, clock } = ports;
  const previous = await stores.summaries.get(ref);
  const askedBy = effects?.afterWork.needsSummary ? turn.turnId : undefined;
  const due = dueSummary({ turns, previous, askedBy });
  if (due === undefined) {
    const isOfTurn = previous?.range.lastMessageId === turn.answer.messageId;
    return { isMade: false, ofTurn: isOfTurn ? previous : undefined };
  }
  const noteUsage = meter.begin(models.summary.price);
  const createdAt = new Date(clock.now()).toISOString();
  const made = await summarize(
    { conversationId: ref.conversationId, due, previous, createdAt },
    { ...models.summary, fillSchema: models.fillSchema },
    { signal },
  );
  noteUsage(made.usage);
  if (made.summary === undefined) {
    throw made.error;
  }
  const isStored = await stores.summaries.putIfLonger(ref, made.summary);
  return { isMade: isStored, ofTurn: isStored ? made.summary : undefined };
}
