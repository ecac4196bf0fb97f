import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConversationRef, createTurnRepository, DEFAULT_TURN_TTL } from '@coach-stream/store';
import { buildPath } from '@coach-stream/streaming-core/contract';
import { functionUrlEvent } from '../runtime/function-url-event.ts';
import { tokensOf } from '../shapes.ts';
import { nowMs, onTableCalls, type TableCall } from '../turn/table-calls.ts';
import { createTimedResponse } from '../turn/timed-response.ts';
import { createTurnFunction } from '../turn/turn-function.ts';
import { openTables, type TableAccess } from '../turn/turn-tables.ts';
import { serveTasks } from './child.ts';

/** One request to the function, or writes of a log by the store alone. */
export type TurnTask =
  | {
      /** `POST` a message, or `GET` its turn: as soon as there is such a turn. */
      readonly method: 'POST' | 'GET';
      readonly ref: ConversationRef;
      readonly turnId: string;
      /** How the answer is made where this request runs the turn. */
      readonly pace: { readonly tokens: number; readonly firstTokenMs: number; readonly tokenMs: number };
    }
  | { readonly method: 'append'; readonly batches: number; readonly tokensPerBatch: number };

/** What came of it; times on `nowMs`. */
export interface TurnRecord {
  readonly beganAt: number;
  readonly calls: readonly TableCall[];
  /** When each token was made; empty where the turn ran in another process. */
  readonly madeAt: readonly number[];
  /** When each event was written to the reader, by its id. */
  readonly writtenAt: readonly (readonly [string, number])[];
  /** CPU time of the process, user and system, in microseconds. */
  readonly cpuMicros: number;
}

/** How long a reader waits until it asks again for a turn that is not there yet. */
const ASK_AGAIN_MS = 20;
const REMAINING_MS = 300_000;

const access: TableAccess = JSON.parse(process.argv[2] ?? '');
const tables = openTables(access);
const words = tokensOf('long');
let calls: TableCall[] = [];
let madeAt: number[] = [];
let faults: string[] = [];
let pace = { tokens: 0, firstTokenMs: 0, tokenMs: 0 };

onTableCalls(tables.coachTable, (call) => calls.push(call));
const handler = createTurnFunction({
  ...tables,
  pace: () => ({ ...pace, tokens: words.slice(0, pace.tokens) }),
  onToken: (atMs) => madeAt.push(atMs),
  onFault: (what, error) => faults.push(`${what}: ${error}`),
});
// Of its own, so that the time of telling calls is none of the SDK's.
const log = createTurnRepository(openTables(access).turnsTable, { now: Date.now, ...DEFAULT_TURN_TTL });

serveTasks<TurnTask, TurnRecord>(async (task) => {
  calls = [];
  madeAt = [];
  faults = [];
  const cpuBefore = process.cpuUsage();
  let beganAt = nowMs();
  let writtenAt: TurnRecord['writtenAt'] = [];
  if (task.method === 'append') {
    await appendBatches(task.batches, task.tokensPerBatch);
  } else {
    pace = task.pace;
    let response = await send(task.method, task);
    while (response.status === 404) {
      await sleep(ASK_AGAIN_MS);
      calls = [];
      beganAt = nowMs();
      response = await send(task.method, task);
    }
    if (response.status !== 200 || !response.lastEvent.includes('"type":"complete"')) {
      throw new Error(`${task.method} was answered ${response.status}: ${response.lastEvent}`);
    }
    writtenAt = [...response.writtenAt];
  }
  if (faults.length > 0) {
    throw new Error(`No figure of this turn would count: ${faults.join('; ')}`);
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return { beganAt, calls, madeAt, writtenAt, cpuMicros: user + system };
});

async function send(method: 'POST' | 'GET', { ref, turnId }: { ref: ConversationRef; turnId: string }) {
  const response = createTimedResponse();
  const path = buildPath('coachConversationStream', ref);
  const authorization = `Bearer ${ref.userId}`;
  const event =
    method === 'POST'
      ? functionUrlEvent({
          method,
          path,
          headers: { authorization, 'idempotency-key': turnId },
          body: { userResponse: 'How do I warm up before heavy squats?' },
        })
      : functionUrlEvent({ method, path, query: `turnId=${turnId}`, headers: { authorization } });
  const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => REMAINING_MS };
  await handler(event, response, context);
  return response;
}

/** Writes a turn's log as the engine has it written, one batch after the other. */
async function appendBatches(batches: number, tokensPerBatch: number): Promise<void> {
  const turn = { userId: 'user', turnId: randomUUID() };
  for (let batch = 0; batch < batches; batch += 1) {
    const first = batch * tokensPerBatch;
    await log.append(turn, 1, { firstSeq: first + 1, entries: words.slice(first, first + tokensPerBatch) });
  }
}
