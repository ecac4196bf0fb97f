import { randomUUID } from 'node:crypto';
import type { LambdaResponseStream, StreamingHandler } from '@coach-stream/streaming-core';
import type { Answer } from '../answer.ts';
import { type ContenderName, loadContender } from '../contenders/index.ts';
import { functionUrlEvent } from '../runtime/function-url-event.ts';
import { tokensOf } from '../shapes.ts';
import { serveTasks } from './child.ts';

/** What a contender is to stream, one answer after the other, to a reader that costs nothing. */
export interface OwnCodeTask {
  readonly contender: ContenderName;
  /** Tokens of an answer, each in a turn of the event loop of its own. */
  readonly tokens: number;
  readonly streams: number;
}

/** What it cost: CPU time of the process, user and system, in microseconds. */
export interface OwnCodeCost {
  readonly cpuMicros: number;
}

const EVENT = functionUrlEvent({
  method: 'POST',
  path: '/users/user/coaches/coach/conversations/conversation/stream',
  body: { userResponse: 'How do I warm up before heavy squats?' },
});
const REMAINING_MS = 300_000;
const words = tokensOf('long');
const handlers = new Map<ContenderName, StreamingHandler>();
let answer: Answer = { tokens: [], paceMs: 0 };

serveTasks<OwnCodeTask, OwnCodeCost>(async ({ contender, tokens, streams }) => {
  const handler = handlers.get(contender) ?? (await loadContender(contender))(() => answer);
  handlers.set(contender, handler);
  answer = { tokens: words.slice(0, tokens), paceMs: 0 };
  const cpuBefore = process.cpuUsage();
  for (let stream = 0; stream < streams; stream += 1) {
    await handler(EVENT, discard(), { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => REMAINING_MS });
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpuMicros: user + system };
});

/** A response that goes nowhere. */
function discard(): LambdaResponseStream {
  return {
    setContentType: () => undefined,
    write: () => true,
    end: () => undefined,
    on: () => undefined,
    off: () => undefined,
  };
}
