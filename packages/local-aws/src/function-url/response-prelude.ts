import { isJsonObject, objectAt, stringsOf } from '../json.ts';
import { MalformedPreludeError, readMetadata } from '../lambda/index.ts';

/** Metadata longer than this is no metadata. */
const MAX_PRELUDE_BYTES = 1024 * 1024;

/** Status and headers that a function puts before its streamed body. */
export interface ResponsePrelude {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Each becomes a `set-cookie` header. */
  readonly cookies: readonly string[];
}

/** A streamed response broken apart: its metadata and the iterator of the bytes after it. */
export interface PreludedResponse {
  readonly prelude: ResponsePrelude;
  readonly body: AsyncIterator<Buffer>;
}

/**
 * Reads a response up to the end of its metadata and gives the rest on as it comes.
 *
 * @throws MalformedPreludeError when the response ends first or the metadata makes no response
 */
export async function readPrelude(response: AsyncIterable<Buffer>): Promise<PreludedResponse> {
  const { metadata, body } = await readMetadata(response, MAX_PRELUDE_BYTES);
  return { prelude: responsePrelude(metadata), body };
}

/** Status, headers and cookies of a response object; 200 where it has no status. */
export function responsePrelude(response: unknown): ResponsePrelude {
  const { statusCode, cookies } = isJsonObject(response) ? response : {};
  const status = Number(statusCode ?? 200);
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new MalformedPreludeError(`${String(statusCode)} is not a status`);
  }
  const headers = Object.entries(objectAt(response, 'headers')).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(',') : String(value),
  ]);
  return {
    statusCode: status,
    headers: Object.fromEntries(headers),
    cookies: Array.isArray(cookies) ? stringsOf(cookies) : [],
  };
}
