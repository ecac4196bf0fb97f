import { createBedrockChatModel, createBedrockClient, modelTableSchema } from '@coach-stream/models';
import { createConversationRepository, createTableClient } from '@coach-stream/store';
import { systemClock } from '@coach-stream/streaming-core';
import * as z from 'zod/mini';
import { createSemanticIndex, retrievalSettingsSchema } from '../wiring/create-semantic-index.ts';
import { defineBackgroundWork } from '../wiring/define-background-work.ts';
import { jsonVariable, readEnvironment } from '../wiring/environment.ts';
import { createWorkObserver } from '../wiring/observe-work.ts';
import { afterWorkEventSchema } from './after-work-event.ts';
import { type ProcessTurnPorts, processTurn } from './process-turn.ts';

const environment = readEnvironment(
  z.object({
    COACH_TABLE_NAME: z.string(),
    MODELS: jsonVariable(modelTableSchema),
    RETRIEVAL: jsonVariable(retrievalSettingsSchema),
  }),
);

const settings = environment.MODELS.summary;
const ports: ProcessTurnPorts = {
  store: createConversationRepository({ client: createTableClient(), tableName: environment.COACH_TABLE_NAME }),
  model: createBedrockChatModel({ client: createBedrockClient(), settings }),
  price: settings.price,
  index: createSemanticIndex(environment.RETRIEVAL, { clock: systemClock }),
  clock: systemClock,
};

/** Works behind an answer: invoked asynchronously once a turn is settled, at least once for each. */
export const handler = defineBackgroundWork({
  event: afterWorkEventSchema,
  run: (event, context) => processTurn(event, ports, context),
  observer: createWorkObserver('After-work'),
  clock: systemClock,
});
