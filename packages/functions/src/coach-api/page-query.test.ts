import { buildPath } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { useCoachApi } from '../../test/coach-api-world.ts';

const world = useCoachApi();

describe.each(['conversations', 'conversationMessages'] as const)('the query of %s', (name) => {
  const list = (query: Record<string, string | string[]>) => world.send({ path: buildPath(name, world.ref), query });

  it.each([
    { limit: '0' },
    { limit: '51' },
    { limit: '-1' },
    { limit: '1.5' },
    { limit: '1e1' },
    { limit: ' 5' },
    { limit: '٣' },
    { limit: '' },
    { limit: ['1', '2'] },
    { cursor: '' },
    { cursor: 'garbled' },
    { cursor: 'ü'.repeat(2_000) },
    { cursor: 'A'.repeat(100_000) },
    { cursor: ['a', 'b'] },
  ])('%j is refused', async (query) => {
    world.expectRefusal(await list(query), 400, 'INVALID_QUERY');
  });

  it.each([{ limit: '1' }, { limit: '50' }, { limit: '05' }, { unknown: 'x' }])('%j is taken', async (query) => {
    expect((await list(query)).status).toBe(200);
  });

  it('takes a cursor for its own list alone, and only as it was given out', async () => {
    await world.createConversation({ conversationId: 'v2' });
    await world.createCoach('c2');
    await world.putTurns(2);
    const { nextCursor } = (await list({ limit: '1' })).json;
    const cursor = String(nextCursor);
    expect((await list({ cursor })).status).toBe(200);
    const other = name === 'conversations' ? 'conversationMessages' : 'conversations';
    const elsewhere = [
      buildPath(other, world.ref),
      buildPath(name, { ...world.ref, coachId: 'c2' }),
      buildPath('conversationMessages', { ...world.ref, conversationId: 'v2' }),
    ];
    for (const path of elsewhere) {
      world.expectRefusal(await world.send({ path, query: { cursor } }), 400, 'INVALID_QUERY');
    }
    for (const garbled of [cursor.slice(1), cursor.slice(0, -1), `${cursor}A`, `${cursor}=`, `x${cursor.slice(1)}`]) {
      world.expectRefusal(await list({ cursor: garbled }), 400, 'INVALID_QUERY');
    }
    await world.becomeNewUser();
    world.expectRefusal(await list({ cursor }), 400, 'INVALID_QUERY');
  });
});
