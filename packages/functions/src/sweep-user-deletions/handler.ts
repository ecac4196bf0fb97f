import { createTableClient, createUserDeletionRepository } from '@coach-stream/store';
import { systemClock } from '@coach-stream/streaming-core';
import * as z from 'zod/mini';
import type { DeletionEvent } from '../delete-user-data/deletion-event.ts';
import { defineBackgroundWork } from '../wiring/define-background-work.ts';
import { readEnvironment } from '../wiring/environment.ts';
import { createInvokeAsync } from '../wiring/invoke-async.ts';
import { createWorkObserver } from '../wiring/observe-work.ts';
import { sweepDeletions } from './sweep-deletions.ts';

const environment = readEnvironment(z.object({ COACH_TABLE_NAME: z.string(), DELETION_FUNCTION_NAME: z.string() }));

const observer = createWorkObserver('Sweep');
const deletions = createUserDeletionRepository({
  client: createTableClient(),
  tableName: environment.COACH_TABLE_NAME,
});
const invokeDeletion = createInvokeAsync<DeletionEvent>({
  functionName: environment.DELETION_FUNCTION_NAME,
  failure: 'A deletion could not be handed over',
  onFault: observer.warn,
});

/** Hands out the deletions that are due: invoked by a schedule, whose event tells nothing. */
export const handler = defineBackgroundWork({
  event: z.unknown(),
  run: (_event, { signal }) => sweepDeletions({ deletions, invokeDeletion, now: () => systemClock.now(), signal }),
  observer,
  clock: systemClock,
});
