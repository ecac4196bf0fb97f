import { answerTurn, MAX_WINDOW_MESSAGES, refusalOf, toLoadedConversation } from '@coach-stream/coach-conversation';
import { createBedrockChatModel, createBedrockClient, modelTableSchema } from '@coach-stream/models';
import {
  type ConversationRef,
  createConversationRepository,
  createTableClient,
  openConversation,
  type TurnSubject,
} from '@coach-stream/store';
import { createCognitoVerifier, defineStream, StreamError, systemClock } from '@coach-stream/streaming-core';
import { conversationTurnBodySchema } from '@coach-stream/streaming-core/contract';
import { requestHash } from '@coach-stream/turn-engine';
import { ulid } from 'ulid';
import * as z from 'zod/mini';
import { createTurns } from '../wiring/create-turns.ts';
import { jsonVariable, readEnvironment } from '../wiring/environment.ts';
import { createInvokeAfterWork } from '../wiring/invoke-after-work.ts';
import { createStreamObserver } from '../wiring/observe-stream.ts';
import { createSpans } from '../wiring/spans.ts';

const environment = readEnvironment(
  z.object({
    STAGE: z.string(),
    COACH_TABLE_NAME: z.string(),
    TURNS_TABLE_NAME: z.string(),
    TURN_LEASE_MS: z.coerce.number(),
    PROCESS_TURN_FUNCTION_NAME: z.string(),
    USER_POOL_ID: z.string(),
    USER_POOL_CLIENT_ID: z.string(),
    MODELS: jsonVariable(modelTableSchema),
    TRACING: z.enum(['on', 'off']),
  }),
);

const verifier = createCognitoVerifier({
  userPoolId: environment.USER_POOL_ID,
  clientId: environment.USER_POOL_CLIENT_ID,
});
const client = createTableClient();
const coachTable = { client, tableName: environment.COACH_TABLE_NAME };
const store = createConversationRepository(coachTable);
const settings = environment.MODELS.coach;
const model = createBedrockChatModel({ client: createBedrockClient(), settings });
const observer = createStreamObserver(environment.STAGE);
const spans = await createSpans(environment.TRACING === 'on');
const invokeAfterWork = createInvokeAfterWork({
  functionName: environment.PROCESS_TURN_FUNCTION_NAME,
  onFault: observer.warn,
});
const turns = createTurns({
  coachTable,
  turnsTable: { client, tableName: environment.TURNS_TABLE_NAME },
  leaseMs: environment.TURN_LEASE_MS,
  clock: systemClock,
  onFault: observer.warn,
});

/**
 * Streams a coach's answers: `POST /users/{userId}/coaches/{coachId}/conversations/{conversationId}/stream` begins or
 * joins a turn, `GET` on it watches one, `POST …/stream/{turnId}/stop` stops one.
 */
export const handler = defineStream({
  route: 'coachConversationStream',
  body: conversationTurnBodySchema,
  verifier,
  createTurnId: ulid,
  verifyTicket: turns.verifyTicket,
  async open({ params: ref, turnId, after, body }, { signal, startedAtMs }) {
    if (body.imageS3Keys !== undefined) {
      throw new StreamError('IMAGE_INVALID', { fields: [{ path: 'imageS3Keys', problem: 'not served yet' }] });
    }
    const opening = openConversation(coachTable, ref, { messageLimit: MAX_WINDOW_MESSAGES });
    const subject: TurnSubject = { kind: 'conversation', ...ref };
    return spans.run('begin', () =>
      turns.open(
        {
          userId: ref.userId,
          turnId,
          subject,
          hash: requestHash([subject, body.userResponse]),
          after,
          subjectAccess: opening,
          refusal() {
            const seen = opening.seen();
            return seen && refusalOf(seen);
          },
          settled: () => invokeAfterWork({ ...ref, turnId }),
          answer({ claimedAt }, runSignal) {
            const load = async () => toLoadedConversation(ref, turnId, await opening.snapshot());
            const turn = { ref, turnId, claimedAt, load, body, signal: runSignal, startedAtMs };
            const run = answerTurn(turn, { model, price: settings.price, store, clock: systemClock });
            return { ...run, events: spans.iterate('answer', run.events) };
          },
        },
        { signal },
      ),
    );
  },
  watch: ({ params, turnId, after }, context) =>
    turns.watch({ userId: params.userId, turnId, after, isSubject: isConversation(params) }, context),
  stop: ({ params, turnId }) => turns.stop({ userId: params.userId, turnId, isSubject: isConversation(params) }),
  onEnd: observer.onEnd,
});

function isConversation({
  coachId,
  conversationId,
}: Pick<ConversationRef, 'coachId' | 'conversationId'>): (subject: TurnSubject) => boolean {
  return (subject) => subject.coachId === coachId && subject.conversationId === conversationId;
}
