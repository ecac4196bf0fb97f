import { buildPath, type UserDeletionResource, userDeletionSchema } from '@coach-stream/streaming-core/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ApiUser, newApiUser } from './support/api-user.ts';
import { newKey, send } from './support/conversations.ts';
import { functionProcesses } from './support/faults.ts';
import { control, localRun, randomNoun, terminals } from './support/local-run.ts';
import { eventually } from './support/rest.ts';
import { callAs, giveData, storedKeys } from './support/user-data.ts';

const run = localRun();
/** Longer than nothing may have come before a deletion is complete. */
const QUIET_MS = 17 * 60_000;

beforeEach(() => control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 1 }));
afterEach(async () => {
  await moveClock(0);
  await control(run, 'PUT', '/transports', { pinecone: 'up' });
  await control(run, 'PUT', '/model/script', {});
});

/** Fires the sweep now. */
async function sweep(): Promise<void> {
  const schedules = (await control(run, 'GET', '/schedules')) as { logicalId: string }[];
  const { logicalId = '' } = schedules.find((schedule) => schedule.logicalId.startsWith('SweepUserDeletions')) ?? {};
  await control(run, 'POST', `/schedules/${logicalId}/run`);
}
const askFor = async (user: ApiUser) => {
  const { status, headers, body } = await callAs(user, 'DELETE', buildPath('user', user));
  expect([status, headers.get('location')]).toEqual([202, expect.stringMatching(/\/deletion$/)]);
  return userDeletionSchema.parse(body);
};
const reportOf = async (user: ApiUser) =>
  userDeletionSchema.parse((await callAs(user, 'GET', buildPath('userDeletion', user))).body);
/** What is left but the report and the marks that go with the end. */
const dataLeft = async (user: ApiUser) =>
  (await storedKeys(user)).filter((key) => !key.endsWith(' DELETION') && !key.includes('#REMOVED '));

/** Waits until nothing is left. */
async function expectNoData(user: ApiUser): Promise<void> {
  const left = await eventually(
    () => dataLeft(user),
    (keys) => keys.length === 0,
  );
  expect(left).toEqual([]);
}

/**
 * Moves the clock, for new processes alone: a client of S3 that has seen another time goes on with that one, which it reads
 * from the `Date` of answers; S3 then refuses it.
 */
async function moveClock(offsetMs: number): Promise<void> {
  await control(run, 'PUT', '/clock', { offsetMs });
  const { name } = await functionProcesses(run, 'DeleteUserData');
  await control(run, 'POST', `/functions/${name}/kill`);
}

/** As often as the clock is moved before a token has expired. */
const ROUNDS = 3;

/** Lets the quiet time pass as often as needed, and waits until the deletion is complete. */
async function complete(user: ApiUser): Promise<UserDeletionResource> {
  await expectNoData(user);
  let report = await reportOf(user);
  for (let round = 1; round <= ROUNDS && report.status === 'inProgress'; round += 1) {
    await moveClock(round * QUIET_MS);
    await sweep();
    const isLast = round === ROUNDS;
    const giveUpAt = performance.now() + (isLast ? 15_000 : 5_000);
    while (report.status === 'inProgress' && performance.now() < giveUpAt) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      report = await reportOf(user);
    }
  }
  return report;
}

describe("the deletion of all of a user's data", () => {
  it('leaves nothing of this user, and everything of another', async () => {
    const [user, other] = await Promise.all([newApiUser(run), newApiUser(run)]);
    const [{ conversation, imageKey }, others] = await Promise.all([giveData(user), giveData(other)]);
    for (const text of ['How do I warm up?', '/log-workout Rowed 5,000 m in 19:58, felt strong.']) {
      expect(terminals(await send(conversation, text))).toMatchObject([{ type: 'complete' }]);
    }
    await send(others.conversation, `Tell me about ${randomNoun()}, please.`);
    const othersKeys = await storedKeys(other);

    expect(await askFor(user)).toMatchObject({ userId: user.userId, deletedItems: 0 });
    const report = await complete(user);
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
    await askFor(user);
    await sent;
    // What it wrote behind the first look is found by a later one.
    expect(await complete(user)).toMatchObject({ status: 'complete' });
    expect(await storedKeys(user)).toEqual([`USER#${user.userId} DELETION`]);
  }, 90_000);

  it('goes on where its process has died, or the index was down', async () => {
    const user = await newApiUser(run);
    await giveData(user);
    const items = (await storedKeys(user)).length;
    const images = 1;
    await control(run, 'PUT', '/transports', { pinecone: 'down' });
    await askFor(user);
    // What comes last is the index.
    await eventually(
      () => reportOf(user),
      ({ deletedItems }) => deletedItems >= items + images,
    );
    const { name } = await functionProcesses(run, 'DeleteUserData');
    await control(run, 'POST', `/functions/${name}/kill`);
    expect(await reportOf(user)).toMatchObject({ status: 'inProgress' });
    await control(run, 'PUT', '/transports', { pinecone: 'up' });
    expect(await complete(user)).toMatchObject({ status: 'complete' });
  }, 90_000);

  it('can be asked for twice, by a user who has nothing, and is nobody else’s to ask for', async () => {
    const user = await newApiUser(run);
    const path = buildPath('userDeletion', user);
    expect((await callAs(user, 'GET', path)).body).toMatchObject({ code: 'DELETION_NOT_FOUND' });
    await Promise.all([askFor(user), askFor(user)]);
    await eventually(
      () => reportOf(user),
      ({ status }) => status === 'inProgress',
    );
    const stranger = await newApiUser(run);
    expect((await callAs(stranger, 'GET', path)).body).toMatchObject({ code: 'USER_MISMATCH' });
    expect((await callAs(stranger, 'DELETE', buildPath('user', user))).status).toBe(403);
    expect(await complete(user)).toMatchObject({ status: 'complete', deletedItems: 0 });
    expect(await askFor(user)).toMatchObject({ status: 'queued' });
  }, 60_000);
});
