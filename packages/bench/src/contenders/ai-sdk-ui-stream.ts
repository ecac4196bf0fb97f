import { setTimeout as sleep } from 'node:timers/promises';
import { createUIMessageStream, createUIMessageStreamResponse } from 'ai';
import type { CreateHandler } from './contender.ts';
import { awslambda } from './lambda-runtime.ts';
import { pipeResponse } from './pipe-response.ts';

/**
 * The AI SDK's lean way: `createUIMessageStream` with the tokens written by hand, no model layer.
 *
 * @see https://ai-sdk.dev/docs/reference/ai-sdk-ui/create-ui-message-stream
 */
export const createHandler: CreateHandler = (nextAnswer) =>
  awslambda().streamifyResponse(async (_event, stream) => {
    const response = createUIMessageStreamResponse({
      stream: createUIMessageStream({
        async execute({ writer }) {
          writer.write({ type: 'start' });
          writer.write({ type: 'text-start', id: 'text-1' });
          const { tokens, paceMs } = nextAnswer();
          for (const delta of tokens) {
            if (paceMs !== null) {
              await sleep(paceMs);
            }
            writer.write({ type: 'text-delta', id: 'text-1', delta });
          }
          writer.write({ type: 'text-end', id: 'text-1' });
          writer.write({ type: 'finish' });
        },
      }),
    });
    await pipeResponse(response, stream);
  });
