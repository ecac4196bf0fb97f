import * as z from 'zod/mini';
import type { Refusal, SseWire } from './sse-server.ts';

/** An event of a stream: https://platform.claude.com/docs/en/build-with-claude/streaming */
const event = (type: string, fields: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

/** Error types and statuses: https://platform.claude.com/docs/en/api/errors */
const ERRORS: Readonly<Record<Refusal, readonly [status: number, type: string]>> = {
  throttle: [429, 'rate_limit_error'],
  outage: [500, 'api_error'],
  deny: [401, 'authentication_error'],
  invalid: [400, 'invalid_request_error'],
};

const errorBody = (kind: Refusal) => ({
  type: 'error',
  error: { type: ERRORS[kind][1], message: 'Fault set by the script.' },
  request_id: 'req_1',
});

const MESSAGE = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-4-5-20251001' };
const INPUT = { input_tokens: 25, cache_creation_input_tokens: 7, cache_read_input_tokens: 3 };

const forced = z.object({ tool_choice: z.object({ name: z.string() }) });

/** The Messages API. */
export const anthropicWire: SseWire = {
  path: '/v1/messages',
  forcedTool: (body) => z.safeParse(forced, body).data?.tool_choice.name,
  stream({ textChunks, tool, stopReason }) {
    const block = tool ? { type: 'tool_use', id: 'toolu_1', name: tool.name, input: {} } : { type: 'text', text: '' };
    const deltas = tool
      ? tool.jsonChunks.map((partial_json) => ({ type: 'input_json_delta', partial_json }))
      : textChunks.map((text) => ({ type: 'text_delta', text }));
    const message = { ...MESSAGE, content: [], stop_reason: null, stop_sequence: null };
    return {
      opening: [
        event('message_start', { message: { ...message, usage: { ...INPUT, output_tokens: 1 } } }),
        event('content_block_start', { index: 0, content_block: block }),
        event('ping'),
      ],
      chunks: deltas.map((delta) => event('content_block_delta', { index: 0, delta })),
      closing: [
        event('content_block_stop', { index: 0 }),
        event('message_delta', {
          delta: { stop_reason: stopReason ?? (tool ? 'tool_use' : 'end_turn'), stop_sequence: null },
          usage: { output_tokens: 15 },
        }),
        event('message_stop'),
      ],
    };
  },
  whole: ({ textChunks, tool, stopReason }) => ({
    ...MESSAGE,
    content: tool
      ? [{ type: 'tool_use', id: 'toolu_1', name: tool.name, input: JSON.parse(tool.jsonChunks.join('')) }]
      : [{ type: 'text', text: textChunks.join('') }],
    stop_reason: stopReason ?? (tool ? 'tool_use' : 'end_turn'),
    stop_sequence: null,
    usage: { ...INPUT, output_tokens: 15 },
  }),
  refusal: (kind) => ({ status: ERRORS[kind][0], body: errorBody(kind) }),
  errorEvent: (kind) => `event: error\ndata: ${JSON.stringify(errorBody(kind))}\n\n`,
};
