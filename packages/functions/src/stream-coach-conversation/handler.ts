import { conductTurn, type TurnPorts } from '@coach-stream/coach-conversation';
import { callSiteSettingsSchema, structured } from '@coach-stream/models';
import { readImages } from '@coach-stream/prompting';
import {
  type ConversationRef,
  createConversationRepository,
  createMemoryRepository,
  createSummaryRepository,
  createWorkoutRepository,
  type TurnSubject,
} from '@coach-stream/store';
import { defineStream, systemClock } from '@coach-stream/streaming-core';
import { conversationTurnBodySchema } from '@coach-stream/streaming-core/contract';
import { ulid } from 'ulid';
import * as z from 'zod/mini';
import type { AfterWorkEvent } from '../process-turn/after-work-event.ts';
import { conversationTurns } from '../wiring/conversation-turns.ts';
import { createImages } from '../wiring/create-images.ts';
import { createSemanticIndex, retrievalSettingsSchema } from '../wiring/create-semantic-index.ts';
import { jsonVariable, readEnvironment } from '../wiring/environment.ts';
import { createInvokeAsync } from '../wiring/invoke-async.ts';
import { createStreamParts, STREAM_VARIABLES } from '../wiring/stream-parts.ts';
import { toConversationTurn } from '../wiring/to-conversation-turn.ts';

const environment = readEnvironment(
  z.object({
    ...STREAM_VARIABLES,
    MODELS: jsonVariable(
      z.object({ router: callSiteSettingsSchema, coach: callSiteSettingsSchema, extract: callSiteSettingsSchema }),
    ),
    IMAGE_BUCKET_NAME: z.string(),
    PROCESS_TURN_FUNCTION_NAME: z.string(),
    RETRIEVAL: jsonVariable(retrievalSettingsSchema),
  }),
);

const { coachTable, verifier, observer, spans, turns, models } = await createStreamParts(environment, (table) => ({
  conversation: conversationTurns(table, systemClock),
}));
const images = createImages({ bucketName: environment.IMAGE_BUCKET_NAME });
const invokeAfterWork = createInvokeAsync<AfterWorkEvent>({
  functionName: environment.PROCESS_TURN_FUNCTION_NAME,
  failure: 'After-work could not be handed over',
  onFault: observer.warn,
});
const ports: TurnPorts = {
  models: {
    fillSchema: structured,
    router: models.priced('router'),
    coach: models.priced('coach'),
    extract: models.priced('extract'),
  },
  stores: {
    messages: createConversationRepository(coachTable),
    summaries: createSummaryRepository(coachTable),
    memories: createMemoryRepository(coachTable),
    workouts: createWorkoutRepository(coachTable),
  },
  index: createSemanticIndex(environment.RETRIEVAL, { clock: systemClock }),
  clock: systemClock,
  random: Math.random,
  onFault: observer.warn,
};

/**
 * Streams a coach's answers: `POST /users/{userId}/coaches/{coachId}/conversations/{conversationId}/stream` begins or
 * joins a turn, `GET` on it watches one, `POST …/stream/{turnId}/stop` stops one. Through the REST API the same messages
 * come as `POST …/send-message`, as events with `?stream=true`, else as one JSON body.
 */
export const handler = defineStream({
  route: 'coachConversationStream',
  body: conversationTurnBodySchema,
  verifier,
  createTurnId: ulid,
  verifyTicket: turns.verifyTicket,
  async open({ params: ref, turnId, after, body }, { signal, startedAtMs }) {
    const request = toConversationTurn(
      { ref, turnId, after, body, startedAtMs },
      {
        coachTable,
        images,
        answer(turn, imageKeys) {
          const loadImages = (imageSignal: AbortSignal) => readImages(images, imageKeys, { signal: imageSignal });
          const run = conductTurn({ ...turn, ...(imageKeys.length > 0 && { loadImages }) }, ports);
          return { ...run, events: spans.iterate('answer', run.events) };
        },
      },
    );
    const settled = () => invokeAfterWork({ ...ref, turnId });
    return spans.run('begin', () => turns.open({ ...request, settled }, { signal }));
  },
  watch: ({ params, turnId, after }, context) =>
    turns.watch({ userId: params.userId, turnId, after, isSubject: isConversation(params) }, context),
  stop: ({ params, turnId }) => turns.stop({ userId: params.userId, turnId, isSubject: isConversation(params) }),
  allowedOrigins: environment.ALLOWED_ORIGINS,
  onEnd: observer.onEnd,
});

function isConversation({
  coachId,
  conversationId,
}: Pick<ConversationRef, 'coachId' | 'conversationId'>): (subject: TurnSubject) => boolean {
  return (subject) =>
    subject.kind === 'conversation' && subject.coachId === coachId && subject.conversationId === conversationId;
}
