import { randomUUID } from 'node:crypto';
import type { AnswerResult, ConversationRef, Memory, Profile, Workout } from '@coach-stream/store';
import type { TurnEvent } from '@coach-stream/streaming-core';
import { type ReadRun, readRun } from '../../turn-engine/test/read-run.ts';
import { type CoachWorld, turnsOf } from './coach-world.fixture.ts';
import { conductTurn, type TurnInput } from './conduct-turn.ts';
import { toLoadedConversation } from './load-conversation.ts';
import { fallbackPlan } from './router/fallback-plan.ts';
import { readEffects } from './turn/turn-effects.ts';
import { useCoachWorld } from './use-coach-world.fixture.ts';

/** A message that was worked on. */
export interface Asked extends ReadRun<AnswerResult> {
  readonly turnId: string;
}

/** How a message is worked on, where not as every other. */
export interface AskOptions extends Partial<TurnInput> {
  readonly sentAt?: string;
  readonly stopAfterMs?: number;
}

/** Conversations in a world, and what they leave there. */
export interface Conversations {
  readonly world: CoachWorld;
  newRef(profile?: Partial<Profile>): Promise<ConversationRef>;
  /** One message of a conversation, worked on and settled as the engine does it. */
  ask(ref: ConversationRef, userResponse: string, options?: AskOptions): Promise<Asked>;
  memoriesOf(ref: ConversationRef): Promise<readonly Memory[]>;
  workoutsOf(ref: ConversationRef): Promise<readonly Workout[]>;
}

/** Conversations for the tests of a file, whose world is set back behind each of them. */
export async function useConversations(): Promise<Conversations> {
  const world = await useCoachWorld();
  const { memories, workouts } = world.ports.stores;
  return {
    world,
    newRef: (profile) => world.newConversation(profile),
    ask: (ref, userResponse, options = {}) => ask(world, ref, userResponse, options),
    memoriesOf: async ({ userId }) => (await memories.list(userId, { limit: 50 })).items,
    workoutsOf: ({ userId }) => workouts.listRecent(userId, 50),
  };
}

async function ask(
  world: CoachWorld,
  ref: ConversationRef,
  userResponse: string,
  { sentAt, stopAfterMs, ...changes }: AskOptions,
): Promise<Asked> {
  const { conversations } = world.afterWork.stores;
  const turnId = changes.turnId ?? randomUUID();
  const claimedAt = new Date(Date.now()).toISOString();
  const controller = new AbortController();
  if (stopAfterMs !== undefined) {
    setTimeout(() => controller.abort(new Error('stopped')), stopAfterMs);
  }
  const run = conductTurn(
    {
      ref,
      turnId,
      claimedAt,
      load: async () => toLoadedConversation(ref, turnId, await conversations.load(ref, { messageLimit: 59 })),
      body: { userResponse, ...(sentAt !== undefined && { messageTimestamp: sentAt }) },
      signal: controller.signal,
      startedAtMs: performance.now(),
      ...changes,
    },
    world.ports,
  );
  const read = await readRun(run);
  const { events, result } = read;
  if (result !== undefined) {
    const subject = { kind: 'conversation', ...ref } as const;
    const end = { status: 'complete', lastSeq: events.length, textFrom: 'result' } as const;
    const settled = { ...end, turnId, attempt: 1, claimedAt, result, text: result.text };
    await turnsOf(world).putAnswer(subject, settled);
    await turnsOf(world).countTurn(subject, settled);
  }
  return { turnId, ...read };
}

/** Lets the router's model plan by the words of the message, as a good one would, with changes. */
export function planAs(message: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const plan = fallbackPlan({ message, command: undefined, recent: [] });
  return { ...plan, routerMetadata: { confidence: 0.9 }, ...changes };
}

/** What a model reads out of a report of squats. */
export const SQUATS = {
  discipline: 'weightlifting',
  workoutType: 'strength',
  exercises: [{ name: 'Back squat', sets: 5, reps: 5, weight: 80, unit: 'kg' }],
  personalRecords: [],
  extraction: { confidence: 0.9, flags: [] },
};

/** The events of one type. */
export const ofType = <Type extends TurnEvent['type']>(events: readonly TurnEvent[], type: Type) =>
  events.filter((event): event is Extract<TurnEvent, { type: Type }> => event.type === type);

/** What an answer is stored with. */
export const effectsOf = ({ result }: Asked) => readEffects(result?.effects);
