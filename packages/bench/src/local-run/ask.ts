import * as z from 'zod/mini';
import type { StartedRun } from './started-run.ts';

/** When what a reader waits for arrived, in milliseconds after the request was sent. */
export interface Latency {
  /** The `start` event. */
  readonly firstByteMs: number;
  /** The first `chunk`: after the model has begun. */
  readonly firstTokenMs: number;
}

/** Sends one message as the demo user and reads the answer to its end. */
export async function ask({ streamUrl, token }: StartedRun): Promise<Latency> {
  const startedAt = performance.now();
  const response = await fetch(streamUrl, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ userResponse: 'How do I warm up before heavy squats?' }),
  });
  if (response.status !== 200 || response.body === null) {
    throw new Error(`The local run answered ${response.status}: ${await response.text()}`);
  }
  let firstByteMs: number | undefined;
  let firstTokenMs: number | undefined;
  let text = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    firstByteMs ??= performance.now() - startedAt;
    text += piece;
    if (firstTokenMs === undefined && text.includes('"type":"chunk"')) {
      firstTokenMs = performance.now() - startedAt;
    }
  }
  if (firstByteMs === undefined || firstTokenMs === undefined || !text.includes('"type":"complete"')) {
    throw new Error(`The local run did not answer: ${text.slice(0, 500)}`);
  }
  return { firstByteMs, firstTokenMs };
}

const functionsSchema = z.array(z.object({ logicalId: z.string() }));

/** Ends every environment, so that the next request meets a cold start. */
export async function endEnvironments({ address }: StartedRun): Promise<void> {
  const functions = z.parse(functionsSchema, await (await fetch(`${address}/_local/functions`)).json());
  for (const { logicalId } of functions) {
    await fetch(`${address}/_local/functions/${logicalId}/kill`, { method: 'POST' });
  }
}
