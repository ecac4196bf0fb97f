import { answerTurn, loadConversation } from '@coach-stream/coach-conversation';
import { createBedrockChatModel, createBedrockClient, modelTableSchema } from '@coach-stream/models';
import { createConversationRepository, createTableClient } from '@coach-stream/store';
import { createCognitoVerifier, defineStream, systemClock } from '@coach-stream/streaming-core';
import { conversationTurnBodySchema } from '@coach-stream/streaming-core/contract';
import { ulid } from 'ulid';
import * as z from 'zod/mini';
import { jsonVariable, readEnvironment } from '../wiring/environment.ts';
import { createStreamObserver } from '../wiring/observe-stream.ts';
import { createSpans } from '../wiring/spans.ts';

const environment = readEnvironment(
  z.object({
    STAGE: z.string(),
    COACH_TABLE_NAME: z.string(),
    USER_POOL_ID: z.string(),
    USER_POOL_CLIENT_ID: z.string(),
    MODELS: jsonVariable(modelTableSchema),
    TRACING: z.enum(['on', 'off']),
  }),
);

const verifier = createCognitoVerifier({
  userPoolId: environment.USER_POOL_ID,
  clientId: environment.USER_POOL_CLIENT_ID,
});
const store = createConversationRepository({ client: createTableClient(), tableName: environment.COACH_TABLE_NAME });
const settings = environment.MODELS.coach;
const model = createBedrockChatModel({ client: createBedrockClient(), settings });
const observer = createStreamObserver(environment.STAGE);
const spans = await createSpans(environment.TRACING === 'on');

/** Streams a coach's answer to one message: `POST /users/{userId}/coaches/{coachId}/conversations/{conversationId}/stream`. */
export const handler = defineStream({
  route: 'coachConversationStream',
  body: conversationTurnBodySchema,
  verifier,
  createTurnId: ulid,
  async open({ params, turnId, body }, { signal, startedAtMs }) {
    const loaded = await spans.run('load', () => loadConversation(store, params));
    const turn = { turnId, loaded, body, signal, startedAtMs };
    const onUncounted = (error: unknown) => observer.warn('A stored turn could not be counted', error);
    const deps = { model, price: settings.price, store, clock: systemClock, onUncounted };
    return spans.iterate('answer', answerTurn(turn, deps));
  },
  onEnd: observer.onEnd,
});
