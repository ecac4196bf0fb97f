import { chatTurnBodySchema, type SimpleEvent, simpleEventSchema } from '../src/contract/chats.ts';
import { defineStream, type StreamDefinition } from '../src/stream/define-stream.ts';
import { functionUrlEvent, type TestRequest, verifier } from './invoke-stream.ts';
import { ManualClock } from './manual-clock.ts';
import { TURN_ID } from './opened-turn.ts';
import { parseSse, RecordedStream } from './recorded-stream.ts';

/** A streaming function whose paths name no user, and whose readers are told little. */
export type ChatDefinition = StreamDefinition<'chatStream', typeof chatTurnBodySchema>;

const unexpected = () => Promise.reject(new Error('was called'));

/** Sends it one request and gives everything that can be seen of it. */
export function invokeChat(definition: Partial<ChatDefinition>, { headers, ...request }: TestRequest = {}) {
  const clock = new ManualClock();
  const stream = new RecordedStream();
  const handler = defineStream({
    route: 'chatStream',
    body: chatTurnBodySchema,
    dialect: 'simple',
    verifier,
    createTurnId: () => 'made-here',
    verifyTicket: unexpected,
    open: unexpected,
    watch: unexpected,
    stop: unexpected,
    clock,
    ...definition,
  });
  const event = functionUrlEvent({
    path: '/chat/stream',
    body: JSON.stringify({ sessionId: 'chat_1', message: 'hi' }),
    ...request,
    headers: { 'Idempotency-Key': TURN_ID, ...headers },
  });
  const done = handler(event, stream.facade, { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 300_000 });
  return { clock, stream, done, events: () => readSimpleEvents([stream.body]) };
}

/** What is told in the simple dialect by a stream that arrives in these pieces, each held against the contract. */
export function readSimpleEvents(pieces: Iterable<string>): SimpleEvent[] {
  return parseSse(pieces).events.map(({ data }) => simpleEventSchema.parse(JSON.parse(data)));
}
