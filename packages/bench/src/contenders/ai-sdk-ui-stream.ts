import { pipeline } from 'node:stream/promises';
import { streamifyResponse } from '@coach-stream/streaming-core';
import { createUIMessageStream, createUIMessageStreamResponse } from 'ai';
import { deliver } from '../token-source.ts';
import type { CreateHandler } from './contender.ts';
import { openHttpStream } from './http-response-stream.ts';

/**
 * The AI SDK's lean way: `createUIMessageStream` with the tokens written by hand, no model layer.
 *
 * @see https://ai-sdk.dev/docs/reference/ai-sdk-ui/create-ui-message-stream
 */
export const createHandler: CreateHandler = (nextAnswer) =>
  streamifyResponse(async (_event, stream) => {
    const response = createUIMessageStreamResponse({
      stream: createUIMessageStream({
        async execute({ writer }) {
          writer.write({ type: 'start' });
          writer.write({ type: 'text-start', id: 'text-1' });
          for await (const delta of deliver(nextAnswer())) {
            writer.write({ type: 'text-delta', id: 'text-1', delta });
          }
          writer.write({ type: 'text-end', id: 'text-1' });
          writer.write({ type: 'finish' });
        },
      }),
    });
    if (response.body) {
      await pipeline(response.body, openHttpStream(stream, response.status, response.headers));
    }
  });
