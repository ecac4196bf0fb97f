import type { AnsweredTurn } from '@coach-stream/prompting';
import type { ConversationSummary } from '@coach-stream/store';

/** After so many exchanges a summary is made anew. */
export const SUMMARY_EVERY_EXCHANGES = 6;

/** What tells whether a summary is due. */
export interface SummaryDueInput {
  /** The latest answered turns, oldest first. */
  readonly turns: readonly AnsweredTurn[];
  readonly previous: Pick<ConversationSummary, 'range'> | undefined;
  /** The turn whose plan asks for a summary; `undefined` where it does not. */
  readonly askedBy: string | undefined;
}

/** A summary that is to be made: of which turns, and why. */
export interface DueSummary {
  /** The turns behind the previous summary, oldest first. */
  readonly turns: readonly AnsweredTurn[];
  readonly trigger: ConversationSummary['trigger'];
}

/**
 * Whether a summary is due: every 6 exchanges, or when a turn's plan asks for it that no summary has taken in yet.
 *
 * @returns `undefined` where none is
 */
export function dueSummary({ turns, previous, askedBy }: SummaryDueInput): DueSummary | undefined {
  const fresh = turns.slice(
    1 + turns.findLastIndex(({ answer }) => answer.messageId === previous?.range.lastMessageId),
  );
  if (fresh.length >= SUMMARY_EVERY_EXCHANGES) {
    return { turns: fresh, trigger: 'interval' };
  }
  return fresh.some(({ turnId }) => turnId === askedBy) ? { turns: fresh, trigger: 'complexity' } : undefined;
}
