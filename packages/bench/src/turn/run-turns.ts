import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConversationRef } from '@coach-stream/store';
import { type Child, startChild } from '../processes/child.ts';
import type { TurnRecord, TurnTask } from '../processes/turn-process.ts';
import { seedConversation } from './seed-conversation.ts';
import { openTables, startTurnTables } from './turn-tables.ts';

/** Two processes of the function over the same tables, as two environments of Lambda would be. */
export interface TurnRun {
  /** A paced answer in a conversation of so many messages: where it is made, and as another process's reader has it. */
  answer(messages: number, pace: Pace): Promise<{ readonly made: TurnRecord; readonly followed: TurnRecord }>;
  /** The other requests that a turn may meet, by what they are. */
  otherRequests(): Promise<ReadonlyMap<string, TurnRecord>>;
  /** Writes of the log by the store alone. @returns CPU time of one, in microseconds */
  appendMicros(tokensPerBatch: number): Promise<number>;
  stop(): Promise<void>;
}

type Pace = Extract<TurnTask, { method: 'POST' | 'GET' }>['pace'];

const QUICK: Pace = { tokens: 20, firstTokenMs: 1, tokenMs: 1 };
/** An answer that lasts until it has been asked for again. */
const SLOW: Pace = { tokens: 60, firstTokenMs: 100, tokenMs: 20 };
const ASK_AGAIN_AFTER_MS = 400;
const WARM_UP_TURNS = 5;
const APPENDED_BATCHES = 400;

/** Starts the tables and both processes, and lets each answer a few turns: connections are open, hot paths compiled. */
export async function startTurnRun(): Promise<TurnRun> {
  const tables = await startTurnTables();
  const { coachTable } = openTables(tables.access);
  const start = (): Child<TurnTask, TurnRecord> =>
    startChild('./turn-process.ts', { args: [JSON.stringify(tables.access)] });
  const [runner, other] = [start(), start()];
  const newTurn = (ref: ConversationRef, pace: Pace) => ({ ref, pace, turnId: randomUUID() });

  const stop = async () => {
    runner.stop();
    other.stop();
    coachTable.client.destroy();
    await tables.stop();
  };

  let empty: ConversationRef;
  try {
    empty = await seedConversation(coachTable, 0);
    for (let turn = 0; turn < WARM_UP_TURNS; turn += 1) {
      for (const child of [runner, other]) {
        const quick = newTurn(empty, QUICK);
        await child.run({ ...quick, method: 'POST' });
        await child.run({ ...quick, method: 'GET' });
      }
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    async answer(messages, pace) {
      const turn = newTurn(await seedConversation(coachTable, messages), pace);
      const [made, followed] = await Promise.all([
        runner.run({ ...turn, method: 'POST' }),
        other.run({ ...turn, method: 'GET' }),
      ]);
      return { made, followed };
    },
    async otherRequests() {
      const turn = newTurn(empty, SLOW);
      const running = runner.run({ ...turn, method: 'POST' });
      await sleep(ASK_AGAIN_AFTER_MS);
      const requests = new Map([
        ['POST, another process answers it', await other.run({ ...turn, method: 'POST' })],
        ['POST, it has ended', await other.run({ ...turn, method: 'POST' })],
        ['GET, it has ended', await other.run({ ...turn, method: 'GET' })],
      ]);
      await running;
      return requests;
    },
    async appendMicros(tokensPerBatch) {
      const append = { method: 'append', batches: APPENDED_BATCHES, tokensPerBatch } as const;
      await other.run(append);
      const { cpuMicros } = await other.run(append);
      return cpuMicros / APPENDED_BATCHES;
    },
    stop,
  };
}
