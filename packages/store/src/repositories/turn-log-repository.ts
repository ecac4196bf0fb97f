import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  appendText,
  type LogBatch,
  type LogEntry,
  type TurnKey,
  type TurnLog,
  type TurnOperations,
} from '@coach-stream/turn-engine';
import { turnLogSchema } from '../entities/turn-log.ts';
import type { AnswerResult } from '../entities/turn-result.ts';
import type { TurnSubject } from '../entities/turn-state.ts';
import { tableCall } from '../errors.ts';
import { createExpiry } from '../expiry.ts';
import { turnKeys } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import type { Table } from '../table-client.ts';
import { parseTurnState } from './parse-turn-state.ts';

/** The log of turns, and its text as the protocol asks for it. */
export interface TurnLogRepository
  extends TurnLog<TurnSubject>,
    Pick<TurnOperations<TurnSubject, AnswerResult>, 'readLoggedAnswer'> {
  /**
   * Puts a batch, or puts it again with more events: as many write units as it has KB. Batches that hold the same events
   * must begin with the same one.
   */
  append(turn: TurnKey, attempt: number, batch: LogBatch): Promise<void>;
}

export interface TurnLogOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How long the log lives, in seconds. */
  readonly logTtlSeconds: number;
}

/** The log of turns over the `turns` table. Every method throws `StoreError`. */
export function createTurnLogRepository(
  { client, tableName }: Table,
  { now, logTtlSeconds }: TurnLogOptions,
): TurnLogRepository {
  const { expiresAt, isLive } = createExpiry(now);

  /** The live items of a turn between two sort keys, in their order: what is written behind a page is on a later one. */
  async function* readBetween(turn: TurnKey, first: string, last: string): AsyncGenerator<Record<string, unknown>> {
    let start: Record<string, unknown> | undefined;
    do {
      const command = new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':pk': turnKeys.state(turn).pk, ':first': first, ':last': last },
        ConsistentRead: true,
        ExclusiveStartKey: start,
      });
      const { Items = [], LastEvaluatedKey } = await tableCall('Reading a log', client.send(command));
      yield* Items.filter(isLive);
      start = LastEvaluatedKey;
    } while (start !== undefined);
  }

  return {
    async append(turn, attempt, { firstSeq, entries }) {
      const item = { ...turnKeys.log(turn, attempt, firstSeq), firstSeq, events: entries };
      const put = new PutCommand({ TableName: tableName, Item: { ...item, expiresAt: expiresAt(logTtlSeconds) } });
      await tableCall('Writing a log', client.send(put));
    },
    async readPage(turn, { attempt, fromSeq }) {
      const stateKey = turnKeys.state(turn).sk;
      const batches: LogBatch[] = [];
      let state: ReturnType<typeof parseTurnState> | undefined;
      for await (const item of readBetween(turn, turnKeys.log(turn, attempt, fromSeq).sk, stateKey)) {
        // Between the two lie also the logs of later attempts and the results.
        if (item.sk === stateKey) {
          state = parseTurnState(item);
        } else if (String(item.sk).startsWith(turnKeys.logPrefix(attempt))) {
          batches.push(toBatch(item));
        }
      }
      return { batches, state };
    },
    async readLoggedAnswer(turn, attempt, upToSeq = turnKeys.maxSeq) {
      let text = '';
      let facts: Record<string, unknown> | undefined;
      let lastSeq = 0;
      const last = turnKeys.log(turn, attempt, upToSeq).sk;
      for await (const item of readBetween(turn, turnKeys.logPrefix(attempt), last)) {
        const { firstSeq, entries } = toBatch(item);
        for (const [index, entry] of entries.entries()) {
          // A log without a gap: what lies behind one has been written by a runner that is no longer the turn's.
          if (firstSeq + index === lastSeq + 1 && lastSeq < upToSeq) {
            text = appendText(text, entry);
            facts = addFacts(facts, entry);
            lastSeq += 1;
          }
        }
      }
      return { text, lastSeq, ...(facts && { facts }) };
    },
  };
}

function toBatch(item: Record<string, unknown>): LogBatch {
  const { firstSeq, events } = parseItem('log', turnLogSchema, item);
  return { firstSeq, entries: events };
}

/** The facts so far with those of an entry: a text that is withdrawn takes none of them back. */
function addFacts(facts: Record<string, unknown> | undefined, entry: LogEntry): Record<string, unknown> | undefined {
  if (typeof entry === 'string' || entry.type !== 'metadata') {
    return facts;
  }
  const { type: _type, ...told } = entry;
  return { ...facts, ...told };
}
