import { type BuildPorts, buildCoach } from '@coach-stream/coach-creator';
import { callSiteSettingsSchema, structured } from '@coach-stream/models';
import { createCoachRepository, createTableClient } from '@coach-stream/store';
import { systemClock } from '@coach-stream/streaming-core';
import * as z from 'zod/mini';
import { buildSessions } from '../wiring/build-sessions.ts';
import { createModels, MODEL_VARIABLES } from '../wiring/create-models.ts';
import { createSemanticIndex, retrievalSettingsSchema } from '../wiring/create-semantic-index.ts';
import { defineBackgroundWork } from '../wiring/define-background-work.ts';
import { jsonVariable, readEnvironment } from '../wiring/environment.ts';
import { createWorkObserver } from '../wiring/observe-work.ts';
import { buildEventSchema } from './build-event.ts';

const environment = readEnvironment(
  z.object({
    ...MODEL_VARIABLES,
    COACH_TABLE_NAME: z.string(),
    MODELS: jsonVariable(z.object({ build: callSiteSettingsSchema })),
    RETRIEVAL: jsonVariable(retrievalSettingsSchema),
  }),
);

const coachTable = { client: createTableClient(), tableName: environment.COACH_TABLE_NAME };
const observer = createWorkObserver('Build');
const models = createModels(environment, { clock: systemClock, onFault: observer.warn });
const ports: BuildPorts = {
  sessions: buildSessions(coachTable),
  coaches: createCoachRepository(coachTable),
  index: createSemanticIndex(environment.RETRIEVAL, { clock: systemClock }),
  model: { ...models.priced('build'), fillSchema: structured, modelId: environment.MODELS.build.modelId },
  clock: systemClock,
  onFault: observer.warn,
};

/**
 * Builds the coach of a session that was answered to its end: invoked asynchronously, at least once for each. What may
 * pass is thrown, so that Lambda tries again; the sweep finds what even that has lost.
 */
export const handler = defineBackgroundWork({
  event: buildEventSchema,
  async run(ref, { signal }) {
    const outcome = await buildCoach(ref, ports, { signal });
    if (outcome.status === 'postponed') {
      throw outcome.error;
    }
    return outcome;
  },
  observer,
  clock: systemClock,
});
