import type { StoredMessage, Workout } from '@coach-stream/store';
import { answerEffectsSchema, type CompleteEvent, retrievalSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';
import { ACKNOWLEDGEMENTS } from '../contextual/acknowledgements.ts';

/** What an answer of a conversation did besides being said; stored with its message. */
export const turnEffectsSchema = z.object({
  /** The passing lines that were shown, in order: the first may be the acknowledgement. Never part of the answer. */
  contextualUpdates: z.array(z.object({ stage: z.string(), content: z.string() })),
  retrieval: retrievalSchema,
  ...answerEffectsSchema.shape,
  /** What the work after the turn has to know of its plan. */
  afterWork: z.object({
    needsSummary: z.boolean(),
    /** A workout was to be logged and no model has read it. */
    isWorkoutPending: z.boolean(),
  }),
});

export type TurnEffects = z.infer<typeof turnEffectsSchema>;

const UNKNOWN_RETRIEVAL: CompleteFields['retrieval'] = {
  used: false,
  matches: 0,
  contextLength: 0,
  reason: 'unknown',
};

/** The fields of `complete` that a conversation adds. */
export type CompleteFields = Pick<CompleteEvent, 'retrieval' | 'workoutLogged' | 'memorySaved'>;

/** The effects of a stored answer; `undefined` where it has none, such as one that nobody finished. */
export function readEffects(effects: unknown): TurnEffects | undefined {
  return z.safeParse(turnEffectsSchema, effects).data;
}

/** What `complete` tells of an answer's effects. */
export function toCompleteFields(effects: unknown): CompleteFields {
  const { retrieval = UNKNOWN_RETRIEVAL } = readEffects(effects) ?? {};
  // Where nobody has finished the answer, what it has done is known by what its readers were told.
  return { retrieval, ...z.safeParse(answerEffectsSchema, effects).data };
}

/** The phrase that a conversation was acknowledged with last. */
export function lastAcknowledgement(messages: readonly StoredMessage[]): string | undefined {
  for (const message of messages.toReversed()) {
    const [first] = (message.role === 'assistant' && readEffects(message.effects)?.contextualUpdates) || [];
    if (first !== undefined && ACKNOWLEDGEMENTS.includes(first.content)) {
      return first.content;
    }
  }
  return undefined;
}

/** A stored workout as readers are told of it. */
export function toWorkoutLogged({
  workoutId,
  discipline,
  completedAt,
}: Workout): NonNullable<CompleteFields['workoutLogged']> {
  return { workoutId, discipline, completedAt };
}
