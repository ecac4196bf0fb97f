import { type HttpRequest, parseBody } from '@coach-stream/streaming-core';
import { emptyBodySchema } from '@coach-stream/streaming-core/contract';

/** Reads the body of a request that needs none: nothing, or `{}`. @throws StreamError as `parseBody` does */
export function readNoBody(request: HttpRequest): void {
  if (request.body) {
    parseBody(request, emptyBodySchema);
  }
}
