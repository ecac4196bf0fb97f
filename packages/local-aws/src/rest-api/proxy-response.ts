import { isJsonObject, type JsonObject, stringsOf } from '../json.ts';
import { badGateway } from './gateway-error.ts';
import { firstMediaType, isBinaryMediaType } from './media-type.ts';

/** Status and headers of a function's response. */
export interface ResponseHead {
  readonly statusCode: number;
  /** Values by name, names as the function wrote them. */
  readonly headers: readonly (readonly [string, readonly string[]])[];
}

/** Fields that a response may have; any other makes it malformed. */
const HEAD_FIELDS = ['statusCode', 'headers', 'multiValueHeaders'];
const BUFFERED_FIELDS = [...HEAD_FIELDS, 'body', 'isBase64Encoded'];

/** Headers of API Gateway's own: a function's are kept under another name. */
const REMAPPED = new Set(['connection', 'content-length', 'date', 'server']);
const DROPPED = new Set(['transfer-encoding', 'keep-alive', 'upgrade']);

/**
 * Reads what a function returned.
 *
 * @throws GatewayError 502 where it is not a response of payload format 1.0
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
export function bufferedResponse(
  payload: Buffer,
  accept: { readonly header: string | undefined; readonly binaryMediaTypes: readonly string[] },
): { readonly head: ResponseHead; readonly body: Buffer } {
  const response = parsed(payload);
  const unknown = Object.keys(response).filter((field) => !BUFFERED_FIELDS.includes(field));
  if (unknown.length > 0) throw badGateway(`the response has the unknown field ${unknown.join(', ')}`);
  const { body, isBase64Encoded } = response;
  if (body !== undefined && body !== null && typeof body !== 'string') throw badGateway('the body is no string');
  if (isBase64Encoded !== undefined && isBase64Encoded !== null && typeof isBase64Encoded !== 'boolean') {
    throw badGateway('isBase64Encoded is no boolean');
  }
  // Base64 is decoded only for a client that accepts a binary type
  const isBinary =
    isBase64Encoded === true && isBinaryMediaType(accept.binaryMediaTypes, firstMediaType(accept.header));
  return { head: responseHead(response), body: Buffer.from(body ?? '', isBinary ? 'base64' : 'utf8') };
}

/**
 * Reads status and headers of a response object, or of the metadata before a streamed body (with `cookies`).
 *
 * @throws GatewayError 502 where they are malformed
 */
export function responseHead(response: JsonObject): ResponseHead {
  const { statusCode, headers, multiValueHeaders, cookies } = response;
  const status = Number(statusCode ?? 200);
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw badGateway(`${String(statusCode)} is not a status`);
  }
  const lists = new Map<string, readonly [string, readonly string[]]>();
  for (const [name, value] of entriesOf('headers', headers)) {
    if (typeof value !== 'string' && typeof value !== 'boolean') throw badGateway(`the header ${name} is no string`);
    lists.set(name.toLowerCase(), [name, [String(value)]]);
  }
  for (const [name, values] of entriesOf('multiValueHeaders', multiValueHeaders)) {
    if (!Array.isArray(values)) throw badGateway(`the values of the header ${name} are no list`);
    const known = lists.get(name.toLowerCase())?.[1] ?? [];
    // A value in both is sent once
    const added = values.map(String);
    lists.set(name.toLowerCase(), [name, [...known.filter((value) => !added.includes(value)), ...added]]);
  }
  if (cookies !== undefined) lists.set('set-cookie', ['set-cookie', stringsOf(cookies)]);
  const type: readonly [string, readonly string[]] = ['content-type', ['application/json']];
  return {
    statusCode: status,
    headers: [...(lists.has('content-type') ? [] : [type]), ...lists.values()].flatMap(passedOn),
  };
}

function passedOn(header: readonly [string, readonly string[]]): readonly (readonly [string, readonly string[]])[] {
  const [name, values] = header;
  if (DROPPED.has(name.toLowerCase())) return [];
  return [REMAPPED.has(name.toLowerCase()) ? [`x-amzn-remapped-${name}`, values] : header];
}

function entriesOf(field: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (value === undefined || value === null) return [];
  if (!isJsonObject(value)) throw badGateway(`${field} is no object`);
  return Object.entries(value);
}

function parsed(payload: Buffer): JsonObject {
  let response: unknown;
  try {
    response = JSON.parse(payload.toString('utf8'));
  } catch {
    throw badGateway('the response is not JSON');
  }
  if (!isJsonObject(response)) throw badGateway('the response is not a JSON object');
  return response;
}
