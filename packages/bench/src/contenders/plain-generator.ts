import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../answer.ts';
import type { CreateHandler } from './contender.ts';
import { awslambda, EVENT_STREAM } from './lambda-runtime.ts';

/** A generator of formatted events in front of the raw loop: what one writes by hand around a model's stream. */
export const createHandler: CreateHandler = (nextAnswer) =>
  awslambda().streamifyResponse(async (_event, stream) => {
    const response = awslambda().HttpResponseStream.from(stream, EVENT_STREAM);
    for await (const text of formatted(nextAnswer())) {
      if (!response.write(text)) {
        await once(response, 'drain');
      }
    }
    response.end();
  });

async function* formatted({ tokens, paceMs }: Answer): AsyncGenerator<string, void, undefined> {
  for (const content of tokens) {
    if (paceMs !== null) {
      await sleep(paceMs);
    }
    yield `data: ${JSON.stringify({ type: 'chunk', content })}\n\n`;
  }
  yield 'data: {"type":"complete"}\n\n';
}
