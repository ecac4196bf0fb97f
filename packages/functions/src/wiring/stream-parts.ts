import {
  createBedrockChatModel,
  createBedrockClient,
  type ModelSettings,
  modelTableSchema,
} from '@coach-stream/models';
import type { PricedModel } from '@coach-stream/prompting';
import { type AnswerResult, createTableClient, type Table, type TurnSubject } from '@coach-stream/store';
import { createCognitoVerifier, systemClock, type TokenVerifier } from '@coach-stream/streaming-core';
import type { TurnEngine } from '@coach-stream/turn-engine';
import * as z from 'zod/mini';
import { createTurns } from './create-turns.ts';
import { jsonVariable } from './environment.ts';
import { createStreamObserver, type StreamObserver } from './observe-stream.ts';
import { createSpans, type Spans } from './spans.ts';
import type { TurnKinds } from './turn-kind.ts';

/** The variables that every streaming function reads. */
export const STREAM_VARIABLES = {
  STAGE: z.string(),
  COACH_TABLE_NAME: z.string(),
  TURNS_TABLE_NAME: z.string(),
  TURN_LEASE_MS: z.coerce.number(),
  USER_POOL_ID: z.string(),
  USER_POOL_CLIENT_ID: z.string(),
  MODELS: jsonVariable(modelTableSchema),
  ALLOWED_ORIGINS: jsonVariable(z.array(z.string())),
  TRACING: z.enum(['on', 'off']),
};

const streamEnvironmentSchema = z.object(STREAM_VARIABLES);
type StreamEnvironment = z.infer<typeof streamEnvironmentSchema>;

/** What every streaming function is made of. */
export interface StreamParts {
  readonly coachTable: Table;
  readonly verifier: TokenVerifier;
  readonly observer: StreamObserver;
  readonly spans: Spans;
  readonly turns: TurnEngine<TurnSubject, AnswerResult>;
  /** A call site's model and its price; all over one client. */
  readonly priced: (settings: ModelSettings) => PricedModel;
}

/**
 * Makes the parts, once a process.
 *
 * @param kindsOf the kinds of turns that the function works on, over the `coach` table
 */
export async function createStreamParts(
  environment: StreamEnvironment,
  kindsOf: (coachTable: Table) => TurnKinds,
): Promise<StreamParts> {
  const client = createTableClient();
  const coachTable = { client, tableName: environment.COACH_TABLE_NAME };
  const observer = createStreamObserver(environment.STAGE);
  const bedrock = createBedrockClient();
  return {
    coachTable,
    observer,
    verifier: createCognitoVerifier({
      userPoolId: environment.USER_POOL_ID,
      clientId: environment.USER_POOL_CLIENT_ID,
    }),
    spans: await createSpans(environment.TRACING === 'on'),
    turns: createTurns({
      kinds: kindsOf(coachTable),
      turnsTable: { client, tableName: environment.TURNS_TABLE_NAME },
      leaseMs: environment.TURN_LEASE_MS,
      clock: systemClock,
      onFault: observer.warn,
    }),
    priced: (settings) => ({
      model: createBedrockChatModel({ client: bedrock, settings }),
      price: settings.price,
    }),
  };
}
