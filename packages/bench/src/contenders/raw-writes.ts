import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CreateHandler } from './contender.ts';
import { awslambda, EVENT_STREAM } from './lambda-runtime.ts';

/**
 * The floor: one loop that writes `data: {json}` to the runtime's stream and heeds its backpressure. No ids, no
 * checks, no error event, no heartbeat, no deadline.
 */
export const createHandler: CreateHandler = (nextAnswer) =>
  awslambda().streamifyResponse(async (_event, stream) => {
    const { tokens, paceMs } = nextAnswer();
    const response = awslambda().HttpResponseStream.from(stream, EVENT_STREAM);
    for (const token of tokens) {
      if (paceMs !== null) {
        await sleep(paceMs);
      }
      if (!response.write(`data: ${JSON.stringify({ type: 'chunk', content: token })}\n\n`)) {
        await once(response, 'drain');
      }
    }
    response.end('data: {"type":"complete"}\n\n');
  });
