import { once } from 'node:events';
import { streamifyResponse } from '@coach-stream/streaming-core';
import { deliver } from '../token-source.ts';
import type { CreateHandler } from './contender.ts';
import { openEventStream } from './http-response-stream.ts';

/** A generator of formatted events in front of the raw loop: what one writes by hand around a model's stream. */
export const createHandler: CreateHandler = (nextAnswer) =>
  streamifyResponse(async (_event, stream) => {
    const response = openEventStream(stream);
    for await (const text of formatted(deliver(nextAnswer()))) {
      if (!response.write(text)) {
        await once(response, 'drain');
      }
    }
    response.end();
  });

async function* formatted(tokens: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  for await (const content of tokens) {
    yield `data: ${JSON.stringify({ type: 'chunk', content })}\n\n`;
  }
  yield 'data: {"type":"complete"}\n\n';
}
