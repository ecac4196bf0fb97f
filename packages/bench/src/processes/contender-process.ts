import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamingHandler } from '@coach-stream/streaming-core';
import type { Answer } from '../answer.ts';
import { type ContenderName, loadContender } from '../contenders/index.ts';
import { createInvoke } from '../runtime/invoke.ts';
import { type ShapeName, tokensOf } from '../shapes.ts';
import { serveTasks } from './child.ts';

/** What a contender's process is asked to do. */
export interface StreamTask {
  readonly shape: ShapeName;
  /** Streams in all. */
  readonly streams: number;
  /** Streams that are open at the same time. */
  readonly concurrency: number;
  readonly paceMs: number | null;
  /** Where set: the heap is read, after a collection, this many milliseconds after the streams were opened. */
  readonly readHeapAfterMs?: number;
}

/** What it cost. */
export interface StreamCost {
  /** CPU time of the process, user and system, in microseconds. */
  readonly cpuMicros: number;
  readonly tokens: number;
  /** Heap bytes in use before the first stream, while all were open, and after the last one; each after a collection. */
  readonly heap?: {
    readonly before: number;
    readonly open: number;
    readonly after: number;
    readonly openStreams: number;
  };
}

/** Time for sockets of ended streams to close; until then they count as in use. */
const SETTLE_MS = 50;

const [name, runtimeApi] = process.argv.slice(2) as [ContenderName, string];

const invoke = await createInvoke(runtimeApi);
let answer: Answer;
const handler: StreamingHandler = (await loadContender(name))(() => answer);

serveTasks<StreamTask, StreamCost>(async (task) => {
  answer = { tokens: tokensOf(task.shape), paceMs: task.paceMs };
  const before = task.readHeapAfterMs === undefined ? 0 : await heapInUse();
  const cpuBefore = process.cpuUsage();
  let openStreams = 0;
  const openAtOnce = Array.from({ length: task.concurrency }, async (_, lane) => {
    if (task.paceMs !== null) {
      // Spread over one interval, as requests are; at once, all timers of all streams would fire together.
      await sleep((task.paceMs * lane) / task.concurrency);
    }
    for (let stream = lane; stream < task.streams; stream += task.concurrency) {
      openStreams += 1;
      await invoke(handler);
      openStreams -= 1;
    }
  });
  const tokens = answer.tokens.length * task.streams;
  if (task.readHeapAfterMs === undefined) {
    await Promise.all(openAtOnce);
    const { user, system } = process.cpuUsage(cpuBefore);
    return { cpuMicros: user + system, tokens };
  }
  await sleep(task.readHeapAfterMs);
  const open = { open: await heapInUse(), openStreams };
  await Promise.all(openAtOnce);
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpuMicros: user + system, tokens, heap: { before, ...open, after: await heapInUse() } };
});

/** Bytes of the heap that are in use after what was dropped has been collected. */
async function heapInUse(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await sleep(SETTLE_MS);
  }
  return process.memoryUsage().heapUsed;
}
