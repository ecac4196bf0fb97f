import type { ServerResponse } from 'node:http';
import type { ChunkEvent, CompleteEvent, StartEvent, StreamEvent } from '@coach-stream/streaming-core/contract';
import { parseEventId } from '@coach-stream/streaming-core/contract';
import { openEvents, type SeenRequest, wire } from './loopback-server.ts';

/** The turn of the tests. */
export const TURN_ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
/** The conversation of the tests. */
export const IDS = { userId: 'kim', coachId: 'coach_1', conversationId: 'conv_1' };
/** Words with characters of one to four bytes. */
export const WORDS = ['Warm', ' up', ' 10 Minuten', ' – ', 'größer', ' 深蹲', ' 🏋️‍♀️', ' "now"', '\n\n', 'done.'];

/** The first event of a connection. */
export function start(status: StartEvent['status'] = 'initialized'): StartEvent {
  return { type: 'start', status, protocol: 1, turnId: TURN_ID, requestId: 'request-1' };
}

/** A piece of text. */
export function chunk(content: string): ChunkEvent {
  return { type: 'chunk', content };
}

/** The end of a turn with this text. */
export function complete(fullMessage: string, more: Partial<CompleteEvent> = {}): CompleteEvent {
  const at = '2026-11-21T10:00:00.000Z';
  return {
    type: 'complete',
    status: 'finished',
    turnId: TURN_ID,
    messageId: 'msg_1',
    fullMessage,
    userMessage: { messageId: 'msg_0', role: 'user', content: 'How do I warm up?', createdAt: at },
    aiMessage: { messageId: 'msg_1', role: 'assistant', content: fullMessage, createdAt: at },
    stopReason: 'end_turn',
    usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, modelCalls: 1, costUsd: 0 },
    timings: { firstTokenMs: 1, totalMs: 2 },
    ...more,
  };
}

/** An event with its id. */
export type LoggedEvent = readonly [id: string | undefined, event: StreamEvent];

/** A whole turn as the server logs it: a passing line, the words, the end. */
export function loggedTurn(words: readonly string[] = WORDS, attempt = 1): LoggedEvent[] {
  return [
    [undefined, { type: 'contextual', content: 'Looking at it …', stage: 'initial_greeting' }],
    ...words.map((word, index): LoggedEvent => [`${attempt}.${index + 1}`, chunk(word)]),
    [`${attempt}.${words.length + 1}`, complete(words.join(''))],
  ];
}

/** The bytes that a reader behind `after` is sent, as the server has it. */
export function wireFrom(log: readonly LoggedEvent[], after: string | undefined): string {
  const position = after === undefined ? undefined : parseEventId(after);
  const rest = position === undefined ? log : log.filter(([id]) => (parseEventId(id ?? '')?.seq ?? 0) > position.seq);
  const first = position === undefined ? wire('1.0', start()) : wire(after, start('resumed'));
  return `retry: 2000\n${first}:\n\n${rest.map(([id, event]) => wire(id, event)).join('')}`;
}

/** Answers as a healthy server does. */
export function answerTurn(log: readonly LoggedEvent[]): (response: ServerResponse, request: SeenRequest) => void {
  return (response, { headers }) => {
    const after = headers['last-event-id'];
    openEvents(response);
    response.end(wireFrom(log, typeof after === 'string' ? after : undefined));
  };
}

/** The same as one JSON body. */
export function answerWhole(log: readonly LoggedEvent[]): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(log.at(-1)?.[1]));
  };
}
