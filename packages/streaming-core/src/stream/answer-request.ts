import type * as z from 'zod/mini';
import type { TurnResource } from '../contract/resources.ts';
import { ROUTES, type RouteName } from '../contract/routes.ts';
import type { HttpRequest } from '../lambda/request.ts';
import { routeRequest } from '../lambda/route-request.ts';
import {
  type AdmissionRules,
  type AdmittedRequest,
  type AdmittedTurn,
  admitRun,
  admitTurn,
  admitWatch,
} from './admit.ts';
import type { OpenedStream } from './opened-stream.ts';

/** A route that streams: the one that stops its turns is named after it. */
export type StreamRouteName = { [Name in RouteName]: `${Name}Stop` extends RouteName ? Name : never }[RouteName];

/** What a turn runs under. */
export interface TurnContext {
  /** Aborts when the invocation's time is nearly over; its reason is the error to end with. */
  readonly signal: AbortSignal;
  /** When the invocation began, on the clock's `monotonicMs`. */
  readonly startedAtMs: number;
}

/** What a streaming function does with the requests that it takes. */
export interface StreamOperations<Name extends StreamRouteName, Schema extends z.ZodMiniType>
  extends AdmissionRules<Schema> {
  readonly route: Name;
  /** Begins a turn or joins it: `POST`. Refuses by throwing a `StreamError`; no byte has been sent yet. */
  readonly open: (request: AdmittedRequest<Name, z.infer<Schema>>, context: TurnContext) => Promise<OpenedStream>;
  /** Reads a turn and never runs one: `GET ?turnId=`. `undefined` where the reader has all of it. */
  readonly watch: (request: AdmittedTurn<Name>, context: TurnContext) => Promise<OpenedStream | undefined>;
  /** Stops a turn: `POST …/{turnId}/stop`. Gives it as it is then. */
  readonly stop: (request: AdmittedTurn<`${Name}Stop`>) => Promise<TurnResource>;
}

/** What a request is answered with. */
export type StreamAnswer =
  | { readonly kind: 'stream'; readonly opened: OpenedStream }
  /** The same turn for a client that takes no stream: its `complete` event as JSON, once there is one. */
  | { readonly kind: 'message'; readonly opened: OpenedStream }
  | { readonly kind: 'json'; readonly turnId: string; readonly status: number; readonly body: unknown }
  /** The reader has everything: 204, which ends a browser's `EventSource`. */
  | { readonly kind: 'nothing'; readonly turnId: string };

export interface AnswerRequestOptions {
  readonly context: TurnContext;
  /** Told the turn's id once the request has passed every check that needs no table. */
  readonly onAdmitted: (turnId: string) => void;
}

/**
 * Checks a request and carries it out.
 *
 * @throws StreamError for the first check that fails, or what the operation throws.
 */
export async function answerRequest<Name extends StreamRouteName, Schema extends z.ZodMiniType>(
  operations: StreamOperations<Name, Schema>,
  request: HttpRequest,
  { context, onAdmitted }: AnswerRequestOptions,
): Promise<StreamAnswer> {
  const stopRoute = `${operations.route}Stop` as const;
  const messageRoute = messageRouteOf(operations.route);
  const routed = routeRequest([operations.route, stopRoute, ...messageRoute], request);
  if (routed.route === stopRoute) {
    const admitted = await admitTurn(operations, routed as typeof routed & { route: `${Name}Stop` });
    onAdmitted(admitted.turnId);
    const turn = await operations.stop(admitted);
    return { kind: 'json', turnId: admitted.turnId, status: turn.status === 'running' ? 202 : 200, body: turn };
  }
  if (routed.method === 'GET') {
    const admitted = await admitWatch(operations, routed as typeof routed & { route: Name });
    onAdmitted(admitted.turnId);
    const opened = await operations.watch(admitted, context);
    return opened ? toStreamAnswer(opened) : { kind: 'nothing', turnId: admitted.turnId };
  }
  const admitted = await admitRun(operations, routed as typeof routed & { route: Name });
  onAdmitted(admitted.turnId);
  const opened = await operations.open(admitted, context);
  const isMessage = routed.route !== operations.route && routed.query.get('stream') !== 'true';
  return isMessage ? { ...toStreamAnswer(opened), kind: 'message' } : toStreamAnswer(opened);
}

/** The route that takes the same messages through a REST API, with the same parameters; none where the table has none. */
function messageRouteOf<Name extends StreamRouteName>(route: Name): Name[] {
  const name = route.replace(/Stream$/, 'Message');
  return name !== route && name in ROUTES ? [name as Name] : [];
}

function toStreamAnswer(opened: OpenedStream): Extract<StreamAnswer, { kind: 'stream' }> {
  // It is waited for only after the response, or not at all where this comes too late: no failure of the process.
  opened.finished?.catch(() => undefined);
  return { kind: 'stream', opened };
}
