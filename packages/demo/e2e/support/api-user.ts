import { randomUUID } from 'node:crypto';
import { createParser } from 'eventsource-parser';
import { userIdOf } from '../../src/sign-in.ts';
import type { HttpVerb } from './http-methods.ts';
import type { LocalRunUnderTest } from './local-run.ts';
import type { DocumentedOperation } from './openapi.ts';

/** A user of their own, who has nothing yet. */
export interface ApiUser {
  readonly run: LocalRunUnderTest;
  readonly userId: string;
  readonly token: string;
}

/** Ids by the name of the parameter that they are for. */
export type Ids = Readonly<Record<string, string>>;

/** What is sent beside the ids. */
export interface ApiRequest {
  /** Values of the path, and of the query where the operation has a parameter of that name. */
  readonly ids: Ids;
  /** Sent as JSON; a text as it is. */
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** `null` for none; the user's own by default. */
  readonly token?: string | null;
  /** Another one than the operation's. */
  readonly method?: HttpVerb;
}

/** An answer, read to its end. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, where it is JSON. */
  readonly json: unknown;
  /** The data of each event, where it is a stream. */
  readonly events: readonly unknown[];
}

/** Makes a user. */
export async function newApiUser(run: LocalRunUnderTest): Promise<ApiUser> {
  const token = await run.token(`api-${randomUUID()}`);
  return { run, token, userId: userIdOf(token) };
}

/** Sends a request to an operation of the document, and reads the answer. */
export async function sendTo(
  { run, userId, token: ownToken }: ApiUser,
  { path, method, server, parameters }: DocumentedOperation,
  { ids, body, query = {}, headers = {}, token = ownToken, method: otherMethod = method }: ApiRequest,
): Promise<ApiAnswer> {
  const values: Ids = { userId, ...ids };
  const url = new URL(`${addressOf(run, server)}${fillPath(path, values)}`);
  const required = parameters.filter(({ place, isRequired }) => place === 'query' && isRequired);
  for (const { name } of required) {
    url.searchParams.set(name, values[name] ?? '');
  }
  for (const [name, value] of Object.entries(query)) {
    url.searchParams.set(name, value);
  }
  const response = await fetch(url, {
    method: otherMethod,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text !== '' && type.startsWith('application/json') ? JSON.parse(text) : undefined,
    events: type.startsWith('text/event-stream') ? eventsOf(text) : [],
  };
}

/** The code of a refusal. */
export function codeOf({ json }: ApiAnswer): unknown {
  return typeof json === 'object' && json !== null && 'code' in json ? json.code : undefined;
}

/** A field of a JSON answer, which has to be a text. */
export function textField({ json, status, text }: ApiAnswer, name: string): string {
  const value: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined;
  if (typeof value !== 'string') {
    throw new Error(`The answer has no ${name}: ${status} ${text.slice(0, 300)}`);
  }
  return value;
}

function fillPath(path: string, values: Ids): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

function addressOf({ outputs }: LocalRunUnderTest, server: string): string {
  const address = server.split('.').reduce<unknown>((part, key) => Reflect.get(Object(part), key), outputs);
  if (typeof address !== 'string') {
    throw new Error(`The outputs file has no ${server}.`);
  }
  return address;
}

function eventsOf(text: string): unknown[] {
  const events: unknown[] = [];
  createParser({ onEvent: ({ data }) => events.push(JSON.parse(data)) }).feed(text);
  return events;
}
