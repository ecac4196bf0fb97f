import { Hono } from 'hono';
import { streamHandle } from 'hono/aws-lambda';
import { streamSSE } from 'hono/streaming';
import type { CreateHandler } from './contender.ts';

/**
 * hono's `streamSSE` under its Lambda adapter `streamHandle`.
 *
 * @see https://hono.dev/docs/helpers/streaming
 * @see https://hono.dev/docs/getting-started/aws-lambda
 */
export const createHandler: CreateHandler = (nextAnswer) => {
  const app = new Hono();
  app.post('/users/:userId/coaches/:coachId/conversations/:conversationId/stream', (context) =>
    streamSSE(context, async (stream) => {
      let id = 0;
      const { tokens, paceMs } = nextAnswer();
      for (const content of tokens) {
        if (paceMs !== null) {
          await stream.sleep(paceMs);
        }
        await stream.writeSSE({ data: JSON.stringify({ type: 'chunk', content }), id: String(id++) });
      }
      await stream.writeSSE({ data: '{"type":"complete"}', id: String(id) });
    }),
  );
  return streamHandle(app) as unknown as ReturnType<CreateHandler>;
};
