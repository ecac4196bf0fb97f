import { createBedrockChatModel, createBedrockClient, modelTableSchema } from '@coach-stream/models';
import type { ChatPorts } from '@coach-stream/persona-chat';
import { createChatRepository, createTableClient } from '@coach-stream/store';
import { createCognitoVerifier, systemClock } from '@coach-stream/streaming-core';
import * as z from 'zod/mini';
import { chatTurns } from '../wiring/chat-turns.ts';
import { createTurns } from '../wiring/create-turns.ts';
import { jsonVariable, readEnvironment } from '../wiring/environment.ts';
import { createStreamObserver } from '../wiring/observe-stream.ts';
import { createSpans } from '../wiring/spans.ts';
import { definePersonaChat } from './define-persona-chat.ts';

const environment = readEnvironment(
  z.object({
    STAGE: z.string(),
    COACH_TABLE_NAME: z.string(),
    TURNS_TABLE_NAME: z.string(),
    TURN_LEASE_MS: z.coerce.number(),
    USER_POOL_ID: z.string(),
    USER_POOL_CLIENT_ID: z.string(),
    MODELS: jsonVariable(modelTableSchema),
    ALLOWED_ORIGINS: jsonVariable(z.array(z.string())),
    TRACING: z.enum(['on', 'off']),
  }),
);

const verifier = createCognitoVerifier({
  userPoolId: environment.USER_POOL_ID,
  clientId: environment.USER_POOL_CLIENT_ID,
});
const client = createTableClient();
const coachTable = { client, tableName: environment.COACH_TABLE_NAME };
const observer = createStreamObserver(environment.STAGE);
const spans = await createSpans(environment.TRACING === 'on');
const turns = createTurns({
  kinds: { chat: chatTurns(coachTable) },
  turnsTable: { client, tableName: environment.TURNS_TABLE_NAME },
  leaseMs: environment.TURN_LEASE_MS,
  clock: systemClock,
  onFault: observer.warn,
});
const settings = environment.MODELS.coach;
const ports: ChatPorts = {
  coach: { model: createBedrockChatModel({ client: createBedrockClient(), settings }), price: settings.price },
  messages: createChatRepository(coachTable),
  clock: systemClock,
};
/** Streams the answers of persona chats: `/chat/stream` and what belongs to it, and `POST /chat/message`. */
export const handler = definePersonaChat({
  coachTable,
  turns,
  ports,
  verifier,
  spans,
  allowedOrigins: environment.ALLOWED_ORIGINS,
  onEnd: observer.onEnd,
});
