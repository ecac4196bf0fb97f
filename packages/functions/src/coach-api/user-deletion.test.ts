import { buildPath, userDeletionSchema } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { useCoachApi } from '../../test/coach-api-world.ts';

const world = useCoachApi();

const params = () => ({ userId: world.ref.userId });
const request = (body?: object) => world.send({ method: 'DELETE', path: buildPath('user', params()), body });
const report = () => world.send({ path: buildPath('userDeletion', params()) });

describe("the deletion of a user's data", () => {
  it('is not there before it is asked for', async () => {
    world.expectRefusal(await report(), 404, 'DELETION_NOT_FOUND');
  });

  it('is queued and handed over: 202, and where it is told how far it is', async () => {
    const { status, headers, json } = await request();
    expect(status).toBe(202);
    expect(headers.location).toBe(`/dev${buildPath('userDeletion', params())}`);
    expect(json).toEqual({ ...params(), status: 'queued', deletedItems: 0, requestedAt: expect.stringMatching(/Z$/) });
    expect(world.deletions).toEqual([params()]);
    const shown = await report();
    expect([shown.status, userDeletionSchema.parse(shown.json)]).toEqual([200, json]);
  });

  it('is queued also where it cannot be handed over', async () => {
    world.isInvokeLost = true;
    expect((await request({})).status).toBe(202);
    expect((await report()).json).toMatchObject({ status: 'queued' });
  });

  it('is one, however often it is asked for', async () => {
    const answers = await Promise.all([request(), request(), request()]);
    expect(answers.map(({ status, json }) => [status, json.status])).toEqual(Array(3).fill([202, 'queued']));
  });

  it('takes no body', async () => {
    world.expectRefusal(await request({ everything: true }), 422, 'INVALID_BODY');
    world.expectRefusal(await report(), 404, 'DELETION_NOT_FOUND');
  });

  it('is no other user’s', async () => {
    await request();
    await world.becomeNewUser();
    world.expectRefusal(await report(), 404, 'DELETION_NOT_FOUND');
  });
});
