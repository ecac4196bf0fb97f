import type * as z from 'zod/mini';
import { userOfTicket } from '../auth/ticket-user.ts';
import type { TokenVerifier } from '../auth/token-verifier.ts';
import { type RoutedRequest, withStreamingAuth } from '../auth/with-streaming-auth.ts';
import { type EventPosition, parseEventId } from '../contract/event-id.ts';
import { canonicalTurnId, isId } from '../contract/ids.ts';
import type { RouteName, RouteParams } from '../contract/routes.ts';
import { parseBody } from '../lambda/request-body.ts';
import { StreamError } from '../stream-error.ts';

/** A request to run a turn that passed every check that needs no table. */
export interface AdmittedRequest<Name extends RouteName, Body> {
  /** Whose token or ticket it came with: the path's user, where the path names one. */
  readonly userId: string;
  readonly params: RouteParams<Name>;
  readonly body: Body;
  /** The `Idempotency-Key` in canonical form, or a new id where the client sent none. */
  readonly turnId: string;
  /** The `Last-Event-ID`: the last event that the reader has. */
  readonly after: EventPosition | undefined;
  readonly requestId: string;
}

/** A request that only reads, or stops, a turn that is there. */
export type AdmittedTurn<Name extends RouteName> = Omit<AdmittedRequest<Name, never>, 'body'>;

export interface AdmissionRules<Schema extends z.ZodMiniType> {
  readonly body: Schema;
  readonly verifier: TokenVerifier;
  /** Makes a turn id. */
  readonly createTurnId: () => string;
  /** Whether a ticket lets its bearer read this turn. */
  readonly verifyTicket: (turn: { userId: string; turnId: string }, ticket: string) => Promise<boolean>;
}

/** An id that no event has: a reader that names a strange one gets everything anew. */
const UNKNOWN_POSITION: EventPosition = { attempt: 0, seq: 0 };

/**
 * The checks of a request to run a turn, in the contract's order: token, user, ids, key, body.
 *
 * @throws StreamError for the first check that fails.
 */
export function admitRun<Name extends RouteName, Schema extends z.ZodMiniType>(
  rules: AdmissionRules<Schema>,
  request: RoutedRequest<Name>,
): Promise<AdmittedRequest<Name, z.infer<Schema>>> {
  const checkForm = async (routed: RoutedRequest<Name>, userId: string) => {
    assertIds(routed.params);
    return {
      userId,
      params: routed.params,
      turnId: toTurnId(routed.headers['idempotency-key'], rules.createTurnId),
      body: parseBody(routed, rules.body),
      after: toPosition(routed),
      requestId: routed.requestId,
    };
  };
  return withStreamingAuth(rules.verifier, checkForm)(request);
}

/**
 * The checks of a request to watch the turn in `?turnId=`. In the place of a token it may bring a `ticket`, as a
 * browser's `EventSource` does, which sends no headers.
 *
 * @throws StreamError for the first check that fails.
 */
export async function admitWatch<Name extends RouteName>(
  rules: AdmissionRules<z.ZodMiniType>,
  request: RoutedRequest<Name>,
): Promise<AdmittedTurn<Name>> {
  const checkForm = async (routed: RoutedRequest<Name>, userId: string) => {
    assertIds(routed.params);
    const turnId = canonicalTurnId(routed.query.get('turnId') ?? '');
    if (turnId === undefined) {
      throw new StreamError('INVALID_QUERY', { fields: [{ path: 'turnId', problem: 'must be a UUID or a ULID' }] });
    }
    return { userId, params: routed.params, turnId, after: toPosition(routed), requestId: routed.requestId };
  };
  const ticket = request.headers.authorization === undefined ? request.query.get('ticket') : null;
  if (ticket === null) {
    return withStreamingAuth(rules.verifier, checkForm)(request);
  }
  const { userId = userOfTicket(ticket) }: { userId?: string } = request.params;
  const admitted = await checkForm(request, userId);
  if (!isId(userId) || !(await rules.verifyTicket({ userId, turnId: admitted.turnId }, ticket))) {
    throw new StreamError('UNAUTHENTICATED');
  }
  return admitted;
}

/**
 * The checks of a request about the turn that the path names.
 *
 * @throws StreamError for the first check that fails.
 */
export function admitTurn<Name extends RouteName>(
  rules: AdmissionRules<z.ZodMiniType>,
  request: RoutedRequest<Name>,
): Promise<AdmittedTurn<Name>> {
  const checkForm = async (routed: RoutedRequest<Name>, userId: string) => {
    assertIds(routed.params);
    const { turnId: named = '' }: { turnId?: string } = routed.params;
    const turnId = canonicalTurnId(named);
    if (turnId === undefined) {
      throw new StreamError('INVALID_ID');
    }
    return { userId, params: routed.params, turnId, after: undefined, requestId: routed.requestId };
  };
  return withStreamingAuth(rules.verifier, checkForm)(request);
}

function assertIds(params: Record<string, string>): void {
  if (!Object.values(params).every(isId)) {
    throw new StreamError('INVALID_ID');
  }
}

function toPosition({ headers }: Pick<RoutedRequest, 'headers'>): EventPosition | undefined {
  const id = headers['last-event-id'];
  return id === undefined || id === '' ? undefined : (parseEventId(id) ?? UNKNOWN_POSITION);
}

function toTurnId(key: string | undefined, createTurnId: () => string): string {
  if (key === undefined) {
    return createTurnId();
  }
  const turnId = canonicalTurnId(key);
  if (turnId === undefined) {
    throw new StreamError('INVALID_IDEMPOTENCY_KEY');
  }
  return turnId;
}
