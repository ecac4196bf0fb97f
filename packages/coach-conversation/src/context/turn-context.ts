import type { SemanticMatch } from '@coach-stream/retrieval';
import type { ConversationSummary, Memory, Workout } from '@coach-stream/store';

/** What is known beside the conversation itself, as far as a turn needs it. */
export interface TurnContext {
  readonly summary: ConversationSummary | undefined;
  readonly memories: readonly Memory[];
  /** Latest first. */
  readonly workouts: readonly Workout[];
  /** Found by meaning, the closest first. */
  readonly passages: readonly SemanticMatch[];
}

/** Nothing is known. */
export const NO_CONTEXT: TurnContext = { summary: undefined, memories: [], workouts: [], passages: [] };
