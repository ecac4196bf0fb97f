import { isJsonObject, objectAt, stringsOf } from '../json.ts';

/** The eight NUL bytes that end the metadata of a streamed response. */
const DELIMITER = Buffer.alloc(8);
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

/** The response does not begin with metadata as its content type says. */
export class MalformedPreludeError extends Error {
  override readonly name = 'MalformedPreludeError';
}

/**
 * Reads a response up to the end of its metadata, wherever the chunks are cut, and gives the rest on as it comes.
 *
 * @throws MalformedPreludeError when the response ends first or the metadata is not a JSON object
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 */
export async function readPrelude(response: AsyncIterable<Buffer>): Promise<PreludedResponse> {
  const chunks = response[Symbol.asyncIterator]();
  let seen: Buffer = Buffer.alloc(0);
  while (seen.length <= MAX_PRELUDE_BYTES) {
    const next = await chunks.next();
    if (next.done === true) throw new MalformedPreludeError('the response ended inside its metadata');
    const searchFrom = Math.max(0, seen.length - DELIMITER.length + 1);
    seen = seen.length === 0 ? next.value : Buffer.concat([seen, next.value]);
    const end = seen.indexOf(DELIMITER, searchFrom);
    if (end >= 0) {
      const rest = seen.subarray(end + DELIMITER.length);
      return { prelude: parsePrelude(seen.subarray(0, end)), body: precededBy(rest, chunks) };
    }
  }
  throw new MalformedPreludeError('the metadata of the response is too long');
}

function parsePrelude(bytes: Buffer): ResponsePrelude {
  let prelude: unknown;
  try {
    prelude = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new MalformedPreludeError('the metadata of the response is not JSON', { cause });
  }
  if (!isJsonObject(prelude)) throw new MalformedPreludeError('the metadata of the response is not a JSON object');
  return responsePrelude(prelude);
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

async function* precededBy(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
