import type { HttpRequest } from '@coach-stream/streaming-core';
import type { ApiRouteName, ROUTES, RouteParams } from '@coach-stream/streaming-core/contract';

/** A request to a route whose user and ids are checked. */
export interface ApiCall<Name extends ApiRouteName> {
  /** Whose token it came with: the path's user, where the path names one. */
  readonly userId: string;
  readonly params: RouteParams<Name>;
  readonly request: HttpRequest;
  /** What the public path has before the route's: the API's stage. */
  readonly basePath: string;
}

/** What a request is answered with. */
export type ApiAnswer = JsonAnswer | NotModifiedAnswer;

/** An answer that has a body. */
export interface JsonAnswer {
  readonly status: 200 | 201 | 202;
  /** Sent as JSON. */
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a reader gets who has it already. */
export interface NotModifiedAnswer {
  readonly status: 304;
  readonly headers: Readonly<Record<'etag', string>>;
}

/** Answers a request, or refuses it by throwing an error with a code of the contract. */
export type ApiHandler<Name extends ApiRouteName> = (call: ApiCall<Name>) => Promise<ApiAnswer>;

/** The handlers of one route, by method. */
export type RouteHandlers<Name extends ApiRouteName> = Readonly<Record<RouteMethod<Name>, ApiHandler<Name>>>;

/** A handler for each method of each route of the API, as the route table has them. */
export type ApiHandlers = { readonly [Name in ApiRouteName]: RouteHandlers<Name> };

type RouteMethod<Name extends ApiRouteName> = (typeof ROUTES)[Name]['methods'][number];
