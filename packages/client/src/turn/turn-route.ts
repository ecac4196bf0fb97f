import { buildPath, type Outputs, type RouteName, type RouteParams } from '@coach-stream/streaming-core/contract';
import type { HttpRequest } from '../http/authorized-request.ts';
import type { Transport } from '../turn-stream.ts';

/** What a turn belongs to, as the outputs file names its stream. */
export type TurnKind = keyof Outputs['streams'];

interface TurnRoutes {
  readonly stream: RouteName;
  readonly stop: RouteName;
  readonly message: RouteName;
  readonly method: 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
}

const TURN_ROUTES: Readonly<Record<TurnKind, TurnRoutes>> = {
  coachConversation: {
    stream: 'coachConversationStream',
    stop: 'coachConversationStreamStop',
    message: 'coachConversationMessage',
    method: 'POST',
  },
  coachCreatorSession: {
    stream: 'coachCreatorSessionStream',
    stop: 'coachCreatorSessionStreamStop',
    message: 'coachCreatorSessionMessage',
    method: 'PUT',
  },
  personaChat: {
    stream: 'chatStream',
    stop: 'chatStreamStop',
    message: 'chatMessage',
    method: 'POST',
    // Its own dialect has no ids, so that its readers could not resume.
    headers: { 'accept-stream': 'events' },
  },
};

/** A turn to be sent, or with no `body`, to be watched. */
export interface TurnToRead {
  readonly kind: TurnKind;
  readonly params: Readonly<Record<string, string>>;
  readonly turnId: string;
  /** What is sent; without it the turn is only watched. */
  readonly body?: object | undefined;
}

/** A path of the contract's table. The parameters are those of the turn's ids, which the client's methods have typed. */
function path(route: RouteName, params: Readonly<Record<string, string>>): string {
  return buildPath(route, params as RouteParams<RouteName>);
}

/**
 * The request that reads a turn by one of its transports.
 *
 * @param after the last event that the reader has
 * @returns `undefined` where the stage, or a turn that is only watched, has no such transport
 */
export function turnRequest(
  { kind, params, turnId, body }: TurnToRead,
  { transport, outputs, after }: { transport: Transport; outputs: Outputs; after: string | undefined },
): HttpRequest | undefined {
  const { stream, message, method, headers: own } = TURN_ROUTES[kind];
  const base = transport === 'functionUrl' ? outputs.streams[kind] : outputs.api;
  if (base === undefined) {
    return undefined;
  }
  const headers: Record<string, string> = { ...own, ...(after !== undefined && { 'last-event-id': after }) };
  if (body === undefined) {
    if (transport === 'functionUrl') {
      return { method: 'GET', url: `${base}${path(stream, params)}?turnId=${encodeURIComponent(turnId)}`, headers };
    }
    const turn = transport === 'json' && params.userId !== undefined;
    return turn ? { method: 'GET', url: `${base}${path('turn', { ...params, turnId })}`, headers: {} } : undefined;
  }
  const url =
    transport === 'functionUrl'
      ? `${base}${path(stream, params)}`
      : `${base}${path(message, params)}${transport === 'restStream' ? '?stream=true' : ''}`;
  return {
    method,
    url,
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': turnId },
    body: JSON.stringify(body),
  };
}

/** The request that stops a turn by its stream's own Function URL. @returns `undefined` where the stage has none */
export function streamStopRequest({ kind, params, turnId }: TurnToRead, outputs: Outputs): HttpRequest | undefined {
  const base = outputs.streams[kind];
  const url = base && `${base}${path(TURN_ROUTES[kind].stop, { ...params, turnId })}`;
  return url === undefined ? undefined : { method: 'POST', url, headers: {} };
}

/** The request that stops a turn by the REST API. @returns `undefined` where the stage has none, or it is nobody's turn */
export function apiStopRequest({ params, turnId }: TurnToRead, { api }: Outputs): HttpRequest | undefined {
  return api === undefined || params.userId === undefined
    ? undefined
    : { method: 'POST', url: `${api}${path('turnStop', { ...params, turnId })}`, headers: {} };
}
