import { buildPath, turnSchema } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { TURN_ID, useCoachApi } from '../../test/coach-api-world.ts';

const world = useCoachApi();

describe('a turn', () => {
  const get = (turnId = TURN_ID) => world.send({ path: buildPath('turn', { ...world.ref, turnId }) });
  const stop = () => world.send({ method: 'POST', path: buildPath('turnStop', { ...world.ref, turnId: TURN_ID }) });

  it('is running, and stopping it asks its runner', async () => {
    await world.beginTurn();
    expect((await get()).json).toEqual({ turnId: TURN_ID, status: 'running' });
    const answer = await stop();
    expect([answer.status, answer.json]).toEqual([202, { turnId: TURN_ID, status: 'running' }]);
    const state = await world.turnStates().readState({ userId: world.ref.userId, turnId: TURN_ID });
    expect(state).toMatchObject({ stopRequested: true });
  });

  it.each([
    ['complete', 'finished'],
    ['stopped', 'stopped'],
    ['failed', 'failed'],
  ] as const)('that is %s is shown as %s, and stopping it changes nothing', async (end, status) => {
    await world.beginTurn(end);
    const answers = [await get(), await stop(), await get()];
    expect(answers.map((answer) => [answer.status, turnSchema.parse(answer.json).status])).toEqual(
      Array(3).fill([200, status]),
    );
  });

  it('that was given back before it ran is no turn', async () => {
    await world.beginTurn('released');
    world.expectRefusal(await get(), 404, 'TURN_NOT_FOUND');
    world.expectRefusal(await stop(), 404, 'TURN_NOT_FOUND');
  });

  it('is found by either spelling of its id, and shown in the canonical one', async () => {
    await world.beginTurn();
    expect((await get(TURN_ID.toLowerCase())).json).toMatchObject({ turnId: TURN_ID });
  });

  it.each(['turn_1', 'x', '01JD8ZQ4K6M2V7X9T3R5W8Y0A', `${TURN_ID}0`])('has no id %p', async (turnId) => {
    world.expectRefusal(await get(turnId), 400, 'INVALID_ID');
  });
});
