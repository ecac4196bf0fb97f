import { type BuildPorts, buildCoach } from '@coach-stream/coach-creator';
import { createBedrockChatModel, createBedrockClient, modelTableSchema, structured } from '@coach-stream/models';
import { createCoachRepository, createTableClient } from '@coach-stream/store';
import { systemClock } from '@coach-stream/streaming-core';
import * as z from 'zod/mini';
import { buildSessions } from '../wiring/build-sessions.ts';
import { createSemanticIndex, retrievalSettingsSchema } from '../wiring/create-semantic-index.ts';
import { defineBackgroundWork } from '../wiring/define-background-work.ts';
import { jsonVariable, readEnvironment } from '../wiring/environment.ts';
import { createWorkObserver } from '../wiring/observe-work.ts';
import { buildEventSchema } from './build-event.ts';

const environment = readEnvironment(
  z.object({
    COACH_TABLE_NAME: z.string(),
    MODELS: jsonVariable(modelTableSchema),
    RETRIEVAL: jsonVariable(retrievalSettingsSchema),
  }),
);

const coachTable = { client: createTableClient(), tableName: environment.COACH_TABLE_NAME };
const settings = environment.MODELS.build;
const observer = createWorkObserver('Build');
const ports: BuildPorts = {
  sessions: buildSessions(coachTable),
  coaches: createCoachRepository(coachTable),
  index: createSemanticIndex(environment.RETRIEVAL, { clock: systemClock }),
  model: {
    model: createBedrockChatModel({ client: createBedrockClient(), settings }),
    price: settings.price,
    fillSchema: structured,
    modelId: settings.modelId,
  },
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
