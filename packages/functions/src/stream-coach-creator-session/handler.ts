import { type CreatorPorts, conductCreatorTurn, TrailerError } from '@coach-stream/coach-creator';
import { callSiteSettingsSchema } from '@coach-stream/models';
import { readImages } from '@coach-stream/prompting';
import { createSessionRepository, type SessionRef, type TurnSubject } from '@coach-stream/store';
import { defineStream, systemClock } from '@coach-stream/streaming-core';
import { creatorTurnBodySchema } from '@coach-stream/streaming-core/contract';
import { ulid } from 'ulid';
import * as z from 'zod/mini';
import type { BuildEvent } from '../build-coach-config/build-event.ts';
import { createImages } from '../wiring/create-images.ts';
import { jsonVariable, readEnvironment } from '../wiring/environment.ts';
import { createInvokeAsync } from '../wiring/invoke-async.ts';
import { sessionTurns } from '../wiring/session-turns.ts';
import { createStreamParts, STREAM_VARIABLES } from '../wiring/stream-parts.ts';
import { toSessionTurn } from '../wiring/to-session-turn.ts';

const environment = readEnvironment(
  z.object({
    ...STREAM_VARIABLES,
    MODELS: jsonVariable(z.object({ coach: callSiteSettingsSchema })),
    IMAGE_BUCKET_NAME: z.string(),
    BUILD_FUNCTION_NAME: z.string(),
  }),
);

const { coachTable, verifier, observer, spans, turns, models } = await createStreamParts(environment, (table) => ({
  session: sessionTurns(table),
}));
const sessions = createSessionRepository(coachTable);
const images = createImages({ bucketName: environment.IMAGE_BUCKET_NAME });
const invokeBuild = createInvokeAsync<BuildEvent>({
  functionName: environment.BUILD_FUNCTION_NAME,
  failure: 'A build could not be handed over',
  onFault: observer.warn,
});
const ports: CreatorPorts = {
  coach: models.priced('coach'),
  messages: sessions,
  clock: systemClock,
  onFault(what, error) {
    observer.warn(what, error);
    if (error instanceof TrailerError) {
      observer.count('TrailerFault');
    }
  },
};

/**
 * Streams the replies of coach creator sessions: `PUT` and `POST /users/{userId}/coach-creator-sessions/{sessionId}/stream`
 * begin or join a turn, `GET` on it watches one, `POST …/stream/{turnId}/stop` stops one. Through the REST API the same
 * messages come as `PUT /users/{userId}/coach-creator-sessions/{sessionId}`, as events with `?stream=true`, else as one
 * JSON body.
 */
export const handler = defineStream({
  route: 'coachCreatorSessionStream',
  body: creatorTurnBodySchema,
  verifier,
  createTurnId: ulid,
  verifyTicket: turns.verifyTicket,
  async open({ params: ref, turnId, after, body }, { signal, startedAtMs }) {
    const request = toSessionTurn(
      { ref, turnId, after, body, startedAtMs },
      {
        coachTable,
        images,
        answer(turn, imageKeys) {
          const loadImages = (imageSignal: AbortSignal) => readImages(images, imageKeys, { signal: imageSignal });
          const run = conductCreatorTurn({ ...turn, ...(imageKeys.length > 0 && { loadImages }) }, ports);
          return { ...run, events: spans.iterate('answer', run.events) };
        },
      },
    );
    /** A build that waits is begun; where that is lost, the sweeper begins it. */
    const settled = async () => {
      const session = await sessions.read(ref);
      return session?.build.status === 'queued' ? invokeBuild(ref) : undefined;
    };
    return spans.run('begin', () => turns.open({ ...request, settled }, { signal }));
  },
  watch: ({ params, turnId, after }, context) =>
    turns.watch({ userId: params.userId, turnId, after, isSubject: isSession(params) }, context),
  stop: ({ params, turnId }) => turns.stop({ userId: params.userId, turnId, isSubject: isSession(params) }),
  allowedOrigins: environment.ALLOWED_ORIGINS,
  onEnd: observer.onEnd,
});

function isSession({ sessionId }: Pick<SessionRef, 'sessionId'>): (subject: TurnSubject) => boolean {
  return (subject) => subject.kind === 'session' && subject.sessionId === sessionId;
}
