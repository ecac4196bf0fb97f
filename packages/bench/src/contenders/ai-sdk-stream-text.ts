import { createUIMessageStreamResponse, simulateReadableStream, streamText, toUIMessageStream } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import type { Answer } from '../answer.ts';
import type { CreateHandler } from './contender.ts';
import { awslambda } from './lambda-runtime.ts';
import { pipeResponse } from './pipe-response.ts';

/**
 * The AI SDK's `streamText` as a UI message stream. The model is the SDK's own mock, made as its testing page shows;
 * the response is piped into the runtime's stream as the Lambda guide shows.
 *
 * @see https://ai-sdk.dev/docs/ai-sdk-core/testing
 * @see https://ai-sdk.dev/docs/reference/ai-sdk-ui/create-ui-message-stream-response
 */
export const createHandler: CreateHandler = (nextAnswer) =>
  awslambda().streamifyResponse(async (_event, stream) => {
    const result = streamText({ model: mockModel(nextAnswer()), prompt: 'How do I warm up?' });
    const response = createUIMessageStreamResponse({ stream: toUIMessageStream({ stream: result.stream }) });
    await pipeResponse(response, stream);
  });

function mockModel({ tokens, paceMs }: Answer): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doStream: async () => ({
      stream: simulateReadableStream({
        initialDelayInMs: paceMs,
        chunkDelayInMs: paceMs,
        chunks: [
          { type: 'text-start', id: 'text-1' },
          ...tokens.map((delta) => ({ type: 'text-delta', id: 'text-1', delta }) as const),
          { type: 'text-end', id: 'text-1' },
          {
            type: 'finish',
            finishReason: { unified: 'stop', raw: undefined },
            usage: {
              inputTokens: { total: 3, noCache: 3, cacheRead: undefined, cacheWrite: undefined },
              outputTokens: { total: tokens.length, text: tokens.length, reasoning: undefined },
            },
          },
        ],
      }),
    }),
  });
}
