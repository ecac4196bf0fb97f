import { sweepBuild } from '@coach-stream/coach-creator';
import { createCoachRepository, createSessionRepository, createTableClient } from '@coach-stream/store';
import { systemClock } from '@coach-stream/streaming-core';
import * as z from 'zod/mini';
import type { BuildEvent } from '../build-coach-config/build-event.ts';
import { buildSessions } from '../wiring/build-sessions.ts';
import { defineBackgroundWork } from '../wiring/define-background-work.ts';
import { readEnvironment } from '../wiring/environment.ts';
import { createInvokeAsync } from '../wiring/invoke-async.ts';
import { createWorkObserver } from '../wiring/observe-work.ts';
import { sweepBuilds } from './sweep-builds.ts';

const environment = readEnvironment(z.object({ COACH_TABLE_NAME: z.string(), BUILD_FUNCTION_NAME: z.string() }));

const coachTable = { client: createTableClient(), tableName: environment.COACH_TABLE_NAME };
const observer = createWorkObserver('Sweep');
const invokeBuild = createInvokeAsync<BuildEvent>({
  functionName: environment.BUILD_FUNCTION_NAME,
  failure: 'A build could not be handed over',
  onFault: observer.warn,
});
const sessions = createSessionRepository(coachTable);
const ports = {
  sessions: buildSessions(coachTable),
  coaches: createCoachRepository(coachTable),
  clock: systemClock,
  invoke: async (ref: BuildEvent) => {
    await invokeBuild(ref);
  },
};

/** Looks after builds that may have got lost: invoked by a schedule, whose event tells nothing. */
export const handler = defineBackgroundWork({
  event: z.unknown(),
  run: (_event, { signal }) =>
    sweepBuilds({
      listPending: sessions.listPendingBuilds,
      sweep: (ref) => sweepBuild(ref, ports),
      onFault: observer.warn,
      signal,
    }),
  observer,
  clock: systemClock,
});
