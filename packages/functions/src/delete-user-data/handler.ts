import { createTableClient, createUserDeletionRepository, createUserRemoval } from '@coach-stream/store';
import { createImageClient, createImageRemoval } from '@coach-stream/store/images';
import { systemClock } from '@coach-stream/streaming-core';
import * as z from 'zod/mini';
import { createSemanticIndex, retrievalSettingsSchema } from '../wiring/create-semantic-index.ts';
import { defineBackgroundWork } from '../wiring/define-background-work.ts';
import { jsonVariable, readEnvironment } from '../wiring/environment.ts';
import { createWorkObserver } from '../wiring/observe-work.ts';
import { deletionEventSchema } from './deletion-event.ts';
import { DEFAULT_DELETION_SETTINGS, runDeletion } from './run-deletion.ts';

const environment = readEnvironment(
  z.object({
    COACH_TABLE_NAME: z.string(),
    TURNS_TABLE_NAME: z.string(),
    IMAGE_BUCKET_NAME: z.string(),
    RETRIEVAL: jsonVariable(retrievalSettingsSchema),
  }),
);

const client = createTableClient();
const coachTable = { client, tableName: environment.COACH_TABLE_NAME };
const turnsTable = { client, tableName: environment.TURNS_TABLE_NAME };
const ports = {
  deletions: createUserDeletionRepository(coachTable),
  removal: createUserRemoval({ coachTable, turnsTable, now: () => systemClock.now() }),
  images: createImageRemoval({ client: createImageClient(), bucketName: environment.IMAGE_BUCKET_NAME }),
  index: createSemanticIndex(environment.RETRIEVAL, { clock: systemClock }),
  clock: systemClock,
  settings: DEFAULT_DELETION_SETTINGS,
};

/**
 * Deletes all of a user's data where the user has asked for it: invoked asynchronously, at least once for each request,
 * and by the sweep for as long as there is anything to do.
 */
export const handler = defineBackgroundWork({
  event: deletionEventSchema,
  run: ({ userId }) => runDeletion(userId, ports),
  observer: createWorkObserver('Deletion'),
  clock: systemClock,
});
