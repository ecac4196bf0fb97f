import { buildPath, type UserDeletionResource, userDeletionSchema } from '@coach-stream/streaming-core/contract';
import type { ApiUser } from './api-user.ts';
import { functionProcesses } from './faults.ts';
import { control, type LocalRunUnderTest } from './local-run.ts';
import { eventually } from './rest.ts';
import { callAs, storedKeys } from './user-data.ts';

/** Longer than nothing may have come before a deletion is complete. */
const QUIET_MS = 17 * 60_000;
/** As often as the clock is moved before a token has expired. */
const ROUNDS = 3;

/** Fires the sweep of deletions now. */
export async function sweepDeletions(run: LocalRunUnderTest): Promise<void> {
  const schedules = (await control(run, 'GET', '/schedules')) as { logicalId: string }[];
  const { logicalId = '' } = schedules.find((schedule) => schedule.logicalId.startsWith('SweepUserDeletions')) ?? {};
  await control(run, 'POST', `/schedules/${logicalId}/run`);
}

/** Asks for the deletion of all of a user's data. @returns the report as it is then */
export async function askForDeletion(user: ApiUser): Promise<UserDeletionResource> {
  const { status, headers, body } = await callAs(user, 'DELETE', buildPath('user', user));
  if (status !== 202 || headers.get('location')?.endsWith('/deletion') !== true) {
    throw new Error(`Asking for a deletion was answered with ${status}.`);
  }
  return userDeletionSchema.parse(body);
}

/** How far a deletion is. */
export async function deletionReport(user: ApiUser): Promise<UserDeletionResource> {
  return userDeletionSchema.parse((await callAs(user, 'GET', buildPath('userDeletion', user))).body);
}

/**
 * Moves the clock, for new processes of the function alone: a client of S3 that has seen another time goes on with that
 * one, which it reads from the `Date` of answers; S3 then refuses it.
 */
export async function moveDeletionClock(run: LocalRunUnderTest, offsetMs: number): Promise<void> {
  await control(run, 'PUT', '/clock', { offsetMs });
  const { name } = await functionProcesses(run, 'DeleteUserData');
  await control(run, 'POST', `/functions/${name}/kill`);
}

/** Lets the quiet time pass as often as needed, and waits until the deletion is complete. */
export async function completeDeletion(user: ApiUser): Promise<UserDeletionResource> {
  await eventually(
    () => dataLeft(user),
    (keys) => keys.length === 0,
  );
  let report = await deletionReport(user);
  for (let round = 1; round <= ROUNDS && report.status === 'inProgress'; round += 1) {
    await moveDeletionClock(user.run, round * QUIET_MS);
    await sweepDeletions(user.run);
    const giveUpAt = performance.now() + (round === ROUNDS ? 30_000 : 8_000);
    while (report.status === 'inProgress' && performance.now() < giveUpAt) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      report = await deletionReport(user);
    }
  }
  return report;
}

/** What is left but the report and the marks that go with the end. */
async function dataLeft(user: ApiUser): Promise<string[]> {
  return (await storedKeys(user)).filter((key) => !key.endsWith(' DELETION') && !key.includes('#REMOVED '));
}
