import { isJsonObject, type JsonObject } from '../json.ts';

/** The eight NUL bytes that end the metadata of a streamed response. */
const DELIMITER = Buffer.alloc(8);

/** A streamed response broken apart: its metadata and the iterator of the bytes after it. */
export interface ResponseWithMetadata {
  readonly metadata: JsonObject;
  readonly body: AsyncIterator<Buffer>;
}

/** The response does not begin with metadata as it should. */
export class MalformedPreludeError extends Error {
  override readonly name = 'MalformedPreludeError';
}

/**
 * Reads a response up to the end of its metadata, wherever the chunks are cut, and gives the rest on as it comes.
 *
 * @param maxBytes - metadata longer than this is no metadata
 * @throws MalformedPreludeError when the response ends first or the metadata is not a JSON object
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 */
export async function readMetadata(response: AsyncIterable<Buffer>, maxBytes: number): Promise<ResponseWithMetadata> {
  const chunks = response[Symbol.asyncIterator]();
  let seen: Buffer = Buffer.alloc(0);
  while (seen.length <= maxBytes) {
    const next = await chunks.next();
    if (next.done === true) throw new MalformedPreludeError('the response ended inside its metadata');
    const searchFrom = Math.max(0, seen.length - DELIMITER.length + 1);
    seen = seen.length === 0 ? next.value : Buffer.concat([seen, next.value]);
    const end = seen.indexOf(DELIMITER, searchFrom);
    if (end > maxBytes) break;
    if (end >= 0) {
      const rest = seen.subarray(end + DELIMITER.length);
      return { metadata: parsed(seen.subarray(0, end)), body: precededBy(rest, chunks) };
    }
  }
  throw new MalformedPreludeError('the metadata of the response is too long');
}

function parsed(bytes: Buffer): JsonObject {
  let metadata: unknown;
  try {
    metadata = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new MalformedPreludeError('the metadata of the response is not JSON', { cause });
  }
  if (!isJsonObject(metadata)) throw new MalformedPreludeError('the metadata of the response is not a JSON object');
  return metadata;
}

async function* precededBy(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
