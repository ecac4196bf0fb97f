import type * as z from 'zod/mini';
import { MAX_BODY_BYTES } from '../contract/requests.ts';
import { StreamError } from '../stream-error.ts';
import type { HttpRequest } from './request.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Decodes and checks a JSON body.
 *
 * @throws StreamError `BODY_TOO_LARGE` over 256 KB decoded, `INVALID_ENCODING` for bad base64 or UTF-8,
 * `INVALID_JSON`, or `INVALID_BODY` with the refused fields.
 */
export function parseBody<Schema extends z.ZodMiniType>(
  request: Pick<HttpRequest, 'body' | 'isBase64Encoded'>,
  schema: Schema,
): z.infer<Schema> {
  const parsed = schema.safeParse(parseJson(decodeText(request)));
  if (!parsed.success) {
    throw new StreamError('INVALID_BODY', {
      fields: parsed.error.issues.flatMap((issue) => {
        const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
        return paths.map((path) => ({ path: path.join('.'), problem: issue.code }));
      }),
    });
  }
  return parsed.data;
}

function decodeText({ body = '', isBase64Encoded }: Pick<HttpRequest, 'body' | 'isBase64Encoded'>): string {
  if (!isBase64Encoded) {
    if (Buffer.byteLength(body) > MAX_BODY_BYTES) {
      throw new StreamError('BODY_TOO_LARGE');
    }
    return body;
  }
  if (!BASE64.test(body)) {
    throw new StreamError('INVALID_ENCODING');
  }
  const bytes = Buffer.from(body, 'base64');
  if (bytes.length > MAX_BODY_BYTES) {
    throw new StreamError('BODY_TOO_LARGE');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new StreamError('INVALID_ENCODING', { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StreamError('INVALID_JSON', { cause });
  }
}
