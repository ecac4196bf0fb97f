import { createBedrockChatModel, createBedrockClient, type ModelSettings } from '@coach-stream/models';
import { noIndex } from '@coach-stream/retrieval';
import { createConversationRepository } from '@coach-stream/store';
import { systemClock } from '@coach-stream/streaming-core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../../store/test/loopback-table.ts';
import { type ProcessTurnPorts, processTurn } from './process-turn.ts';

const TURN = { userId: 'u1', coachId: 'c1', conversationId: 'v1', turnId: '01M7YQ88NMSAM08JPWDNE4CY55' };
const PRICE = {
  asOf: '2026-01-01',
  inputPerMillion: 1,
  outputPerMillion: 5,
  cacheReadPerMillion: 0,
  cacheWritePerMillion: 0,
};
const SETTINGS: ModelSettings = {
  provider: 'bedrock',
  modelId: 'm',
  maxTokens: 100,
  firstTokenTimeoutMs: 100,
  idleTimeoutMs: 100,
  cacheMinimumTokens: 1_024,
  price: PRICE,
};

let table: LoopbackTable;
let ports: ProcessTurnPorts;

beforeAll(async () => {
  table = await startLoopbackTable();
  const store = createConversationRepository(table);
  const client = createBedrockClient({ region: 'us-east-1', endpoint: 'http://127.0.0.1:9' });
  const model = createBedrockChatModel({ client, settings: SETTINGS });
  ports = { store, model, price: PRICE, index: noIndex, clock: systemClock };
  const head = { endedTurnIds: [], messageCount: 0, createdAt: 't', updatedAt: 't', version: 1 };
  await store.create({ userId: 'u1', coachId: 'c1', conversationId: 'v1', ...head });
});
afterAll(() => table.stop());

const { signal } = new AbortController();

describe('the work behind an answer', () => {
  it('finds nothing due, however often it is asked', async () => {
    const expected = { isFound: true, done: [] };
    expect(await processTurn(TURN, ports, { signal })).toEqual(expected);
    expect(await processTurn(TURN, ports, { signal })).toEqual(expected);
  });

  it('is done with a conversation that was deleted meanwhile', async () => {
    expect(await processTurn({ ...TURN, conversationId: 'gone' }, ports, { signal })).toEqual({
      isFound: false,
      done: [],
    });
  });

  it('fails, to be tried again, where the table cannot be read', async () => {
    table.faults.next({ kind: 'refuse' });
    await expect(processTurn(TURN, ports, { signal })).rejects.toMatchObject({ name: 'StoreError' });
  });
});
