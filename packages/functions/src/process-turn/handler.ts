import { doAfterWork } from '@coach-stream/coach-conversation';
import { callSiteSettingsSchema, structured } from '@coach-stream/models';
import {
  createConversationRepository,
  createConversationTitles,
  createMemoryRepository,
  createSummaryRepository,
  createTableClient,
  createWorkoutRepository,
} from '@coach-stream/store';
import { systemClock } from '@coach-stream/streaming-core';
import * as z from 'zod/mini';
import { createModels, MODEL_VARIABLES } from '../wiring/create-models.ts';
import { createSemanticIndex, retrievalSettingsSchema } from '../wiring/create-semantic-index.ts';
import { defineBackgroundWork } from '../wiring/define-background-work.ts';
import { jsonVariable, readEnvironment } from '../wiring/environment.ts';
import { createWorkObserver } from '../wiring/observe-work.ts';
import { afterWorkEventSchema } from './after-work-event.ts';

const environment = readEnvironment(
  z.object({
    ...MODEL_VARIABLES,
    COACH_TABLE_NAME: z.string(),
    MODELS: jsonVariable(z.object({ summary: callSiteSettingsSchema, extract: callSiteSettingsSchema })),
    RETRIEVAL: jsonVariable(retrievalSettingsSchema),
  }),
);

const table = { client: createTableClient(), tableName: environment.COACH_TABLE_NAME };
const observer = createWorkObserver('After-work');
const models = createModels(environment, { clock: systemClock, onFault: observer.warn });
const time = { now: () => systemClock.now() };
const ports = {
  models: { fillSchema: structured, summary: models.priced('summary'), extract: models.priced('extract') },
  stores: {
    conversations: createConversationRepository(table),
    titles: createConversationTitles(table, time),
    summaries: createSummaryRepository(table),
    memories: createMemoryRepository(table),
    workouts: createWorkoutRepository(table),
  },
  index: createSemanticIndex(environment.RETRIEVAL, { clock: systemClock }),
  clock: systemClock,
};

/** Works behind an answer: invoked asynchronously once a turn is settled, at least once for each. */
export const handler = defineBackgroundWork({
  event: afterWorkEventSchema,
  run: ({ turnId, ...ref }, { signal }) => doAfterWork({ ref, turnId }, ports, { signal }),
  observer,
  clock: systemClock,
});
