import type { HttpMethod, RouteName, RouteParams } from '@coach-stream/streaming-core/contract';

/** What may be said with any call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** The `ETag` that was read: where the thing has changed since, the call is refused with `PRECONDITION_FAILED`. */
  readonly ifMatch?: string | undefined;
  /** UUID or ULID of what is created; made where absent, so that a repeat within the call creates nothing twice. */
  readonly idempotencyKey?: string | undefined;
}

/** Which page of a list. */
export interface PageOptions extends CallOptions {
  /** Most items, 1 to 50; 50 where absent. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** One call of the REST API. */
export interface ApiRequest<Name extends RouteName> {
  readonly route: Name;
  readonly method: HttpMethod;
  readonly params: RouteParams<Name>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** Whether it creates something, under a key. */
  readonly isCreation?: boolean;
  /** Whether it changes nothing, though it is no GET. */
  readonly isReading?: boolean;
  readonly options?: CallOptions | undefined;
}

/**
 * Makes one call of the REST API.
 *
 * @returns the body of its answer, which is taken for what the contract says; `client/schema` checks it where that matters
 * @throws CoachStreamError for every refusal, `NETWORK`, `TIMEOUT`, `ABORTED`
 */
export type ApiCall = <Body, Name extends RouteName = RouteName>(request: ApiRequest<Name>) => Promise<Body>;
