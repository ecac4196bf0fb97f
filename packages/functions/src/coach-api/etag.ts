import { createHash } from 'node:crypto';
import { type HttpRequest, StreamError } from '@coach-stream/streaming-core';
import type { ApiAnswer } from './api-route.ts';

/** What of a request its preconditions are in. */
export type ConditionalRequest = Pick<HttpRequest, 'method' | 'headers'>;

/** An entity tag in a header: a strong one may change and read, a weak one only spare a body. */
interface ListedTag {
  readonly isWeak: boolean;
  readonly opaque: string;
}

/** `entity-tag`, https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3 */
const ENTITY_TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;
/** The commas of a list, and not those within a tag. */
const LIST_COMMA = /,(?=(?:[^"]*"[^"]*")*[^"]*$)/;
const MAX_HEADER_CHARACTERS = 2_048;
const HASH_CHARACTERS = 22;

/** Parts the version from what else is shown with it. */
const SEPARATOR = '.';

/**
 * The entity tag of something that counts its versions. Opaque to clients.
 *
 * @param shown what its GET shows that can change without the version, such as a summary: another tag, so that no old
 *   one spares a new body. A change is measured by the version alone.
 */
export function versionTag(version: number, ...shown: readonly (string | number)[]): string {
  return `"${[version, ...shown].join(SEPARATOR)}"`;
}

/** The entity tag of something that counts none: of what a GET shows. */
export function contentTag(resource: object): string {
  const hash = createHash('sha256').update(JSON.stringify(resource)).digest('base64url');
  return `"${hash.slice(0, HASH_CHARACTERS)}"`;
}

/**
 * Holds a request against the entity tag of what is there, by `If-Match` and `If-None-Match`. To be called once nothing
 * else speaks against the request, and before anything is changed.
 *
 * @returns whether a reader has it already: 304 is the answer then
 * @throws StreamError `PRECONDITION_FAILED`; `INVALID_ETAG` for a header that is no list of tags
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
export function checkPreconditions(request: ConditionalRequest, tag: string): { readonly isNotModified: boolean } {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers;
  const opaque = tag.slice(1, -1);
  const version = versionOf(opaque);
  // Both are read before either counts: what is malformed is refused whatever the other says.
  const wanted = readTags(ifMatch);
  const known = readTags(ifNoneMatch);
  if (wanted !== undefined && wanted !== '*') {
    const isMatch = wanted.some((listed) => !listed.isWeak && versionOf(listed.opaque) === version);
    if (!isMatch) {
      throw new StreamError('PRECONDITION_FAILED');
    }
  }
  const isKnown = known === '*' || known?.some((listed) => listed.opaque === opaque) === true;
  if (isKnown && request.method !== 'GET') {
    throw new StreamError('PRECONDITION_FAILED');
  }
  return { isNotModified: isKnown };
}

/** Whether there is anything to check: what is not read anyway need not be read then. */
export function hasPreconditions({ headers }: ConditionalRequest): boolean {
  return headers['if-match'] !== undefined || headers['if-none-match'] !== undefined;
}

/** Whether a change is for one version alone. @throws StreamError `INVALID_ETAG` */
export function isForOneVersion({ headers }: ConditionalRequest): boolean {
  const wanted = readTags(headers['if-match']);
  return wanted !== undefined && wanted !== '*';
}

/**
 * The one version that a change is for; `undefined` where it is for any. What is there is read only where the request
 * has something to hold against it.
 *
 * @param readVersion reads the version that is there
 * @throws what `readVersion` throws; StreamError as {@link checkPreconditions} does
 */
export async function versionToChange(
  request: ConditionalRequest,
  readVersion: () => Promise<number>,
): Promise<number | undefined> {
  if (!hasPreconditions(request)) {
    return undefined;
  }
  const version = await readVersion();
  checkPreconditions(request, versionTag(version));
  return isForOneVersion(request) ? version : undefined;
}

/**
 * Answers a GET with what there is and its entity tag, or with 304 where the reader has it.
 *
 * @throws StreamError as {@link checkPreconditions} does
 */
export function answerTagged(request: ConditionalRequest, body: object, etag: string): ApiAnswer {
  const { isNotModified } = checkPreconditions(request, etag);
  return isNotModified ? { status: 304, headers: { etag } } : { status: 200, body, headers: { etag } };
}

function versionOf(opaque: string): string {
  return opaque.split(SEPARATOR, 1)[0] ?? '';
}

/** @throws StreamError `INVALID_ETAG` */
function readTags(header: string | undefined): '*' | readonly ListedTag[] | undefined {
  if (header === undefined) {
    return undefined;
  }
  const text = header.trim();
  if (text === '*') {
    return '*';
  }
  // Empty elements of a list are passed over: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1.2
  const elements = text.length > MAX_HEADER_CHARACTERS ? [] : text.split(LIST_COMMA).map((element) => element.trim());
  const tags = elements.filter((element) => element !== '').map(readTag);
  if (tags.length === 0) {
    throw new StreamError('INVALID_ETAG');
  }
  return tags;
}

function readTag(text: string): ListedTag {
  const [, weak, opaque] = ENTITY_TAG.exec(text) ?? [];
  if (opaque === undefined) {
    throw new StreamError('INVALID_ETAG');
  }
  return { isWeak: weak !== undefined, opaque };
}
