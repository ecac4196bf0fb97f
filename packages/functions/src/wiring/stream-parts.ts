import type { CallSite, ModelTable } from '@coach-stream/models';
import {
  type AnswerResult,
  createTableClient,
  type Table,
  type TurnSubject,
  turnLimitsSchema,
} from '@coach-stream/store';
import { createCognitoVerifier, systemClock, type TokenVerifier } from '@coach-stream/streaming-core';
import type { TurnEngine } from '@coach-stream/turn-engine';
import * as z from 'zod/mini';
import { createModels, MODEL_VARIABLES, type Models } from './create-models.ts';
import { createTurns } from './create-turns.ts';
import { jsonVariable } from './environment.ts';
import { createStreamObserver, type StreamObserver } from './observe-stream.ts';
import { createSpans, type Spans } from './spans.ts';
import type { TurnKinds } from './turn-kind.ts';
import { userLimits } from './user-limits.ts';

/** The variables that every streaming function reads, besides `MODELS`. */
export const STREAM_VARIABLES = {
  ...MODEL_VARIABLES,
  COACH_TABLE_NAME: z.string(),
  TURNS_TABLE_NAME: z.string(),
  TURN_LEASE_MS: z.coerce.number(),
  LIMITS: jsonVariable(turnLimitsSchema),
  USER_POOL_ID: z.string(),
  USER_POOL_CLIENT_ID: z.string(),
  ALLOWED_ORIGINS: jsonVariable(z.array(z.string())),
  TRACING: z.enum(['on', 'off']),
};

const streamEnvironmentSchema = z.object(STREAM_VARIABLES);
type StreamEnvironment = z.infer<typeof streamEnvironmentSchema>;

/** What every streaming function is made of. */
export interface StreamParts<Site extends CallSite> {
  readonly coachTable: Table;
  readonly verifier: TokenVerifier;
  readonly observer: StreamObserver;
  readonly spans: Spans;
  readonly turns: TurnEngine<TurnSubject, AnswerResult>;
  readonly models: Models<Site>;
}

/**
 * Makes the parts, once a process.
 *
 * @param kindsOf the kinds of turns that the function works on, over the `coach` table
 */
export async function createStreamParts<Site extends CallSite>(
  environment: StreamEnvironment & { readonly MODELS: Pick<ModelTable, Site> },
  kindsOf: (coachTable: Table) => TurnKinds,
): Promise<StreamParts<Site>> {
  const client = createTableClient();
  const coachTable = { client, tableName: environment.COACH_TABLE_NAME };
  const turnsTable = { client, tableName: environment.TURNS_TABLE_NAME };
  const observer = createStreamObserver(environment.STAGE);
  const models = createModels(environment, { clock: systemClock, onFault: observer.warn });
  const turns = createTurns({
    kinds: kindsOf(coachTable),
    turnsTable,
    leaseMs: environment.TURN_LEASE_MS,
    clock: systemClock,
    quota: userLimits(turnsTable, { limits: environment.LIMITS, clock: systemClock }),
    onFault: observer.warn,
  });
  return {
    coachTable,
    observer,
    verifier: createCognitoVerifier({
      userPoolId: environment.USER_POOL_ID,
      clientId: environment.USER_POOL_CLIENT_ID,
    }),
    spans: await createSpans(environment.TRACING === 'on'),
    turns: {
      ...turns,
      open(request, options) {
        // Beside the reads that come before the first model call.
        models.prepare();
        return turns.open(request, options);
      },
    },
    models,
  };
}
