import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { formatEventId, type StreamEvent } from '@coach-stream/streaming-core/contract';
import type { Page } from 'playwright-core';
import type { LocalRunUnderTest } from '../local-run.ts';

/** How often tokens are written, in milliseconds. */
const WRITE_EVERY_MS = 5;

/**
 * Answers the page's next messages with these tokens at this pace, in the place of the function that streams: the local
 * run's model says what it wants, and the processes around it would be measured as well.
 *
 * @returns ends it
 */
export async function answerPaced(
  { page, run }: { readonly page: Page; readonly run: LocalRunUnderTest },
  tokens: readonly string[],
  tokensPerSecond: number,
): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    const turnId = String(request.headers['idempotency-key']);
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'access-control-allow-origin': request.headers.origin ?? '*',
    });
    request.resume();
    void write(response, turnId, tokens, tokensPerSecond);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const pattern = `${run.outputs.streams.coachConversation}/**`;
  await page.route(pattern, (route) => route.continue({ url: `http://127.0.0.1:${port}/` }));
  return async () => {
    await page.unroute(pattern);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

async function write(
  response: ServerResponse,
  turnId: string,
  tokens: readonly string[],
  tokensPerSecond: number,
): Promise<void> {
  let seq = 0;
  const send = (event: StreamEvent) => {
    response.write(`id: ${formatEventId({ attempt: 1, seq })}\ndata: ${JSON.stringify(event)}\n\n`);
    seq += 1;
  };
  send({ type: 'start', status: 'initialized', protocol: 1, turnId, requestId: 'paced' });
  const startedAt = performance.now();
  let written = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(tokens.length, ((performance.now() - startedAt) / 1_000) * tokensPerSecond);
      for (; written < due; written += 1) {
        send({ type: 'chunk', content: tokens[written] ?? '' });
      }
      if (written === tokens.length || response.destroyed) {
        clearInterval(timer);
        resolve();
      }
    }, WRITE_EVERY_MS);
  });
  const message = (role: 'user' | 'assistant', content: string) => ({
    messageId: `msg_${turnId}_${role === 'user' ? 0 : 1}`,
    role,
    content,
    createdAt: new Date().toISOString(),
  });
  const fullMessage = tokens.join('');
  const usage = { inputTokens: 0, outputTokens: tokens.length, cacheReadTokens: 0, cacheWriteTokens: 0 };
  send({
    type: 'complete',
    status: 'finished',
    turnId,
    messageId: `msg_${turnId}_1`,
    fullMessage,
    userMessage: message('user', 'Give me a plan'),
    aiMessage: message('assistant', fullMessage),
    stopReason: 'end_turn',
    usage: { ...usage, modelCalls: 1, costUsd: 0 },
    timings: { firstTokenMs: 0, totalMs: performance.now() - startedAt },
  });
  response.end();
}
