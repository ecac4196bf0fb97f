import { systemClock } from '@coach-stream/streaming-core';
import { type SubjectHead, type TurnEnginePorts, type TurnState, turnSettings } from '@coach-stream/turn-engine';
import { completeEvent } from '../contenders/complete-event.ts';

/** What an answer's run returns. */
export interface TextResult {
  readonly text: string;
}

const NOBODY: SubjectHead = { endedTurnIds: [] };
const LEASE_MS = 15_000;

/** A conversation's head that nobody holds, read and locked at once. */
export const instantAccess = { readHead: async () => NOBODY, lock: async () => true };

/**
 * The turn engine's tables without tables: every turn is new, nothing goes wrong, and every answer comes at once, so
 * that what is measured is the engine's own code. Keeps the text of the turns that run.
 */
export function createInstantPorts(): TurnEnginePorts<string, TextResult> {
  const running: TurnState<string> = {
    hash: '',
    subject: '',
    status: 'running',
    attempt: 1,
    releases: 0,
    leaseUntil: Number.POSITIVE_INFINITY,
    stopRequested: false,
    settled: false,
  };
  const texts = new Map<string, string>();
  const nothing = async () => undefined;
  return {
    operations: {
      ...instantAccess,
      claim: nothing,
      readState: async () => running,
      advance: async () => true,
      release: nothing,
      renew: async () => ({ stopRequested: false }),
      requestStop: nothing,
      commit: async (_turn, _attempt, end) => ({ ...running, ...end }),
      endDead: async () => true,
      markSettled: nothing,
      async putResult({ turnId }, _attempt, { text }) {
        texts.set(turnId, text);
      },
      readResult: nothing,
      readLoggedAnswer: async () => ({ text: '', lastSeq: 0 }),
      unlock: nothing,
      putAnswer: nothing,
      countTurn: nothing,
    },
    log: { append: nothing, readPage: async () => ({ batches: [], state: running }) },
    tickets: { put: nothing, has: async () => false },
    async readStored({ turnId }, { attempt }) {
      const text = texts.get(turnId) ?? '';
      texts.delete(turnId);
      const complete = completeEvent({ turnId, conversationId: 'conversation', question: 'question', text });
      return { attempt, text, complete };
    },
    clock: systemClock,
    settings: turnSettings(LEASE_MS),
  };
}
