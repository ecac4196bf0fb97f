import { randomUUID } from 'node:crypto';
import type { StreamingHandler } from '@coach-stream/streaming-core';
import { functionUrlEvent } from './function-url-event.ts';
import { loadRuntimeClient } from './runtime-client.ts';

const EVENT = functionUrlEvent({
  method: 'POST',
  path: '/users/user/coaches/coach/conversations/conversation/stream',
  body: { userResponse: 'How do I warm up before heavy squats?' },
});

/** What is left of an invocation's time when it starts, in milliseconds: the stream functions' limit. */
const REMAINING_MS = 300_000;

/** Runs a handler once, as a Lambda environment of its own would; resolves when the Runtime API has taken the response. */
export type Invoke = (handler: StreamingHandler) => Promise<void>;

/**
 * Sets the runtime's globals and gives what invokes handlers.
 *
 * @param runtimeApi `host:port` of the Runtime API that takes the responses
 */
export async function createInvoke(runtimeApi: string): Promise<Invoke> {
  const { RAPIDClient, setupGlobals } = await loadRuntimeClient();
  setupGlobals();
  return async (handler) => {
    const client = await RAPIDClient.create(runtimeApi, { nativeClient: {} });
    const requestId = randomUUID();
    const { request, responseDone } = client.getStreamForInvocationResponse(requestId);
    const deadline = Date.now() + REMAINING_MS;
    const context = { awsRequestId: requestId, getRemainingTimeInMillis: () => deadline - Date.now() };
    await handler(EVENT, request, context);
    await responseDone;
    client.agent.destroy();
  };
}
