import { buildPath } from '@coach-stream/streaming-core/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newApiUser } from './support/api-user.ts';
import { newKey, send } from './support/conversations.ts';
import { functionProcesses } from './support/faults.ts';
import { control, localRun, randomNoun, terminals } from './support/local-run.ts';
import { eventually } from './support/rest.ts';
import { callAs, giveData, storedKeys } from './support/user-data.ts';
import { askForDeletion, completeDeletion, deletionReport, moveDeletionClock } from './support/user-deletion.ts';

const run = localRun();
beforeEach(() => control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 1 }));
afterEach(async () => {
  await moveDeletionClock(run, 0);
  await control(run, 'PUT', '/transports', { pinecone: 'up' });
  await control(run, 'PUT', '/model/script', {});
});

describe("the deletion of all of a user's data", () => {
  it('leaves nothing of this user, and everything of another', async () => {
    const [user, other] = await Promise.all([newApiUser(run), newApiUser(run)]);
    const [{ conversation, imageKey }, others] = await Promise.all([giveData(user), giveData(other)]);
    for (const text of ['How do I warm up?', '/log-workout Rowed 5,000 m in 19:58, felt strong.']) {
      expect(terminals(await send(conversation, text))).toMatchObject([{ type: 'complete' }]);
    }
    await send(others.conversation, `Tell me about ${randomNoun()}, please.`);
    const othersKeys = await storedKeys(other);

    expect(await askForDeletion(user)).toMatchObject({ userId: user.userId, deletedItems: 0 });
    const report = await completeDeletion(user);
    expect(report).toMatchObject({ status: 'complete' });
    expect(report.deletedItems).toBeGreaterThan(10);
    expect(await storedKeys(user)).toEqual([`USER#${user.userId} DELETION`]);
    expect(await storedKeys(other)).toEqual(expect.arrayContaining(othersKeys));

    for (const route of ['coaches', 'coachCreatorSessions', 'memories', 'workouts'] as const) {
      const { status, body } = await callAs(user, 'GET', buildPath(route, user));
      expect([status, Object.values(body as object)]).toEqual([200, [[]]]);
    }
    const { conversation: another } = await giveData(user);
    const withImage = await send(another, 'What is this?', { imageS3Keys: [imageKey] });
    expect([withImage.status, JSON.parse(withImage.body).code]).toEqual([422, 'IMAGE_NOT_FOUND']);
  }, 90_000);

  it('takes also a message that is being answered, whose stream ends with an error or not at all', async () => {
    const user = await newApiUser(run);
    const { conversation } = await giveData(user);
    await control(run, 'PUT', '/model/script', { firstTokenMs: 20, tokenMs: 60 });
    const hasText = Promise.withResolvers<void>();
    const sent = send(conversation, `Tell me about ${randomNoun()}, please.`, {
      key: newKey(),
      onEvent: ({ event }) => event.type === 'chunk' && hasText.resolve(),
    });
    await hasText.promise;
    await askForDeletion(user);
    await sent;
    // What it wrote behind the first look is found by a later one.
    expect(await completeDeletion(user)).toMatchObject({ status: 'complete' });
    expect(await storedKeys(user)).toEqual([`USER#${user.userId} DELETION`]);
  }, 90_000);

  it('goes on where its process has died, or the index was down', async () => {
    const user = await newApiUser(run);
    await giveData(user);
    const items = (await storedKeys(user)).length;
    const images = 1;
    await control(run, 'PUT', '/transports', { pinecone: 'down' });
    await askForDeletion(user);
    // What comes last is the index.
    await eventually(
      () => deletionReport(user),
      ({ deletedItems }) => deletedItems >= items + images,
    );
    const { name } = await functionProcesses(run, 'DeleteUserData');
    await control(run, 'POST', `/functions/${name}/kill`);
    expect(await deletionReport(user)).toMatchObject({ status: 'inProgress' });
    await control(run, 'PUT', '/transports', { pinecone: 'up' });
    expect(await completeDeletion(user)).toMatchObject({ status: 'complete' });
  }, 90_000);

  it('can be asked for twice, by a user who has nothing, and is nobody else’s to ask for', async () => {
    const user = await newApiUser(run);
    const path = buildPath('userDeletion', user);
    expect((await callAs(user, 'GET', path)).body).toMatchObject({ code: 'DELETION_NOT_FOUND' });
    await Promise.all([askForDeletion(user), askForDeletion(user)]);
    await eventually(
      () => deletionReport(user),
      ({ status }) => status === 'inProgress',
    );
    const stranger = await newApiUser(run);
    expect((await callAs(stranger, 'GET', path)).body).toMatchObject({ code: 'USER_MISMATCH' });
    expect((await callAs(stranger, 'DELETE', buildPath('user', user))).status).toBe(403);
    expect(await completeDeletion(user)).toMatchObject({ status: 'complete', deletedItems: 0 });
    expect(await askForDeletion(user)).toMatchObject({ status: 'queued' });
  }, 60_000);
});
