import * as z from 'zod/mini';
import type { Refusal, SseWire } from './sse-server.ts';

/** A chunk: https://developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events */
const chunk = (delta: object, finish_reason: string | null = null) =>
  data({ ...CHUNK, choices: [{ index: 0, delta, logprobs: null, finish_reason }], usage: null });

const data = (value: object) => `data: ${JSON.stringify(value)}\n\n`;

const CHUNK = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_694_268_190, model: 'gpt-4.1-mini' };

const USAGE = {
  prompt_tokens: 35,
  completion_tokens: 15,
  total_tokens: 50,
  prompt_tokens_details: { cached_tokens: 3, cache_write_tokens: 7 },
};

/** Statuses, types and codes: https://developers.openai.com/api/docs/guides/error-codes */
const ERRORS: Readonly<Record<Refusal, readonly [status: number, type: string, code: string | null]>> = {
  throttle: [429, 'requests', 'rate_limit_exceeded'],
  outage: [500, 'server_error', null],
  deny: [401, 'invalid_request_error', 'invalid_api_key'],
  invalid: [400, 'invalid_request_error', null],
};

const errorBody = (kind: Refusal) => {
  const [, type, code] = ERRORS[kind];
  return { error: { message: 'Fault set by the script.', type, param: null, code } };
};

const forced = z.object({ tool_choice: z.object({ function: z.object({ name: z.string() }) }) });

/** Chat Completions. */
export const openAiWire: SseWire = {
  path: '/v1/chat/completions',
  forcedTool: (body) => z.safeParse(forced, body).data?.tool_choice.function.name,
  stream({ textChunks, tool, stopReason }) {
    const called = { index: 0, id: 'call_1', type: 'function', function: { name: tool?.name, arguments: '' } };
    return {
      opening: [chunk({ role: 'assistant', content: '' }), ...(tool ? [chunk({ tool_calls: [called] })] : [])],
      chunks: tool
        ? tool.jsonChunks.map((json) => chunk({ tool_calls: [{ index: 0, function: { arguments: json } }] }))
        : textChunks.map((content) => chunk({ content })),
      closing: [chunk({}, stopReason ?? 'stop'), data({ ...CHUNK, choices: [], usage: USAGE }), 'data: [DONE]\n\n'],
    };
  },
  whole: ({ textChunks, tool, stopReason }) => ({
    ...CHUNK,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: tool ? null : textChunks.join(''),
          refusal: null,
          ...(tool && {
            tool_calls: [
              { id: 'call_1', type: 'function', function: { name: tool.name, arguments: tool.jsonChunks.join('') } },
            ],
          }),
        },
        logprobs: null,
        finish_reason: stopReason ?? 'stop',
      },
    ],
    usage: USAGE,
  }),
  refusal: (kind) => ({ status: ERRORS[kind][0], body: errorBody(kind) }),
  errorEvent: (kind) => data(errorBody(kind)),
};
