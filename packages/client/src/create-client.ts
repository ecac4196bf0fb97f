import type { CoachStreamApi } from './api/coach-stream-api.ts';
import { createApi } from './api/create-api.ts';
import { toClientContext } from './client-context.ts';
import type { CoachStreamClientOptions } from './client-options.ts';
import type { CoachStreamClient } from './coach-stream-client.ts';
import { createTurnStream, type TurnStreamOptions } from './turn/create-turn-stream.ts';
import type { TurnKind } from './turn/turn-route.ts';
import type { SendOptions, TurnStream } from './turn-stream.ts';

/**
 * Makes a client for one stage and one person.
 *
 * @throws CoachStreamError `UNSUPPORTED_OUTPUTS` where the outputs file is of another version
 *
 * @example
 * const client = createCoachStreamClient({ outputs, getToken: () => session.idToken });
 * for await (const event of client.streamCoachConversation(ids, { userResponse: 'How do I warm up?' })) {
 *   if (event.type === 'chunk') process.stdout.write(event.content);
 * }
 */
export function createCoachStreamClient(options: CoachStreamClientOptions): CoachStreamClient {
  const context = toClientContext(options);
  const api: CoachStreamApi = createApi(context);
  const send = (kind: TurnKind, ids: object, body: object, options: SendOptions): TurnStream => {
    const turnId = options.turnId ?? context.environment.createTurnId();
    return createTurnStream(context, { kind, params: { ...ids }, turnId, body }, options);
  };
  return {
    api,
    streamCoachConversation(ids, message) {
      const { userResponse, imageS3Keys, messageTimestamp } = message;
      return send('coachConversation', ids, { userResponse, imageS3Keys, messageTimestamp }, message);
    },
    streamCoachCreatorSession(ids, answer) {
      const { userResponse, questionId, imageS3Keys, messageTimestamp } = answer;
      return send('coachCreatorSession', ids, { userResponse, questionId, imageS3Keys, messageTimestamp }, answer);
    },
    streamPersonaChat: ({ sessionId }, { message, ...options }) =>
      send('personaChat', {}, { sessionId, message }, options),
    watchTurn: (kind: TurnKind, ids: object, turnId: string, options: TurnStreamOptions = {}) =>
      createTurnStream(context, { kind, params: { ...ids }, turnId }, options),
  };
}
