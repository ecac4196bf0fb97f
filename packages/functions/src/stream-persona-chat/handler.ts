import { callSiteSettingsSchema } from '@coach-stream/models';
import type { ChatPorts } from '@coach-stream/persona-chat';
import { createChatRepository } from '@coach-stream/store';
import { systemClock } from '@coach-stream/streaming-core';
import * as z from 'zod/mini';
import { chatTurns } from '../wiring/chat-turns.ts';
import { jsonVariable, readEnvironment } from '../wiring/environment.ts';
import { createStreamParts, STREAM_VARIABLES } from '../wiring/stream-parts.ts';
import { definePersonaChat } from './define-persona-chat.ts';

const environment = readEnvironment(
  z.object({ ...STREAM_VARIABLES, MODELS: jsonVariable(z.object({ coach: callSiteSettingsSchema })) }),
);

const { coachTable, verifier, observer, spans, turns, models } = await createStreamParts(environment, (table) => ({
  chat: chatTurns(table),
}));
const chats = createChatRepository(coachTable);
const ports: ChatPorts = {
  coach: models.priced('coach'),
  messages: chats,
  titles: chats,
  clock: systemClock,
  onFault: observer.warn,
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
