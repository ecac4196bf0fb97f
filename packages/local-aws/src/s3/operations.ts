import type { ServerResponse } from 'node:http';
import type { SdkRequest } from '../sdk-service.ts';
import type { BucketConfig } from './bucket-config.ts';
import { listObjects } from './list-objects.ts';
import type { ObjectDescription, ObjectStore } from './object-store.ts';
import { readUpload } from './read-upload.ts';
import { S3Error } from './s3-error.ts';

/** The operations that are served here. */
export type OperationName = 'PutObject' | 'GetObject' | 'HeadObject' | 'DeleteObject' | 'ListObjectsV2';

/** What an operation acts on. */
export interface OperationContext {
  readonly bucket: BucketConfig;
  readonly key: string;
  readonly objects: ObjectStore;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** Whether the caller may list the bucket: who may not does not learn which keys are missing. */
  readonly mayList: () => boolean;
}

type Operation = (request: SdkRequest, response: ServerResponse, context: OperationContext) => Promise<void> | void;

const MAX_KEY_BYTES = 1_024;
const METADATA_PREFIX = 'x-amz-meta-';

/** Parts of the query by which S3 tells other operations from these, and headers that change what they do. */
const OTHER_OPERATIONS =
  /^(acl|attributes|cors|delete|legal-hold|lifecycle|partNumber|policy|restore|retention|select|tagging|torrent|uploadId|uploads|versionId|versions|versioning)$/;
/** What whoever signs a GET may have answered in the place of what is stored. */
const OVERRIDDEN_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;
const UNSERVED_HEADERS = ['if-match', 'if-none-match', 'x-amz-copy-source', 'range'];

/**
 * Which operation a request asks for; `undefined` for one that is not served here.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export function operationOf({ method, query, headers }: SdkRequest, key: string): OperationName | undefined {
  if ([...query.keys()].some((name) => OTHER_OPERATIONS.test(name))) return undefined;
  if (UNSERVED_HEADERS.some((name) => headers[name] !== undefined)) return undefined;
  if (key === '') return method === 'GET' && query.get('list-type') === '2' ? 'ListObjectsV2' : undefined;
  switch (method) {
    case 'PUT':
      return 'PutObject';
    case 'GET':
      return 'GetObject';
    case 'HEAD':
      return 'HeadObject';
    case 'DELETE':
      return 'DeleteObject';
    default:
      return undefined;
  }
}

/** The operations by name. Errors: S3Error. */
export const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  PutObject(request, response, { key, objects, nowMs }) {
    if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error('KeyTooLongError', 'Your key is too long');
    const { headers } = request;
    const encoding = String(headers['content-encoding'] ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && name !== 'aws-chunked')
      .join(',');
    const object = objects.put(
      {
        key,
        contentType: headers['content-type'] ?? 'binary/octet-stream',
        ...(encoding !== '' && { contentEncoding: encoding }),
        metadata: Object.fromEntries(
          Object.entries(headers).flatMap(([name, value]) =>
            name.startsWith(METADATA_PREFIX) ? [[name.slice(METADATA_PREFIX.length), String(value)]] : [],
          ),
        ),
        lastModified: nowMs,
      },
      readUpload(request),
    );
    response.writeHead(200, { etag: `"${object.etag}"`, 'content-length': '0' }).end();
  },
  async GetObject({ query }, response, context) {
    const object = find(context);
    const content = await context.objects.read(context.key);
    if (content === undefined) throw missing(context);
    response.writeHead(200, { ...headersOf(object), ...responseHeaders(query) }).end(content);
  },
  HeadObject({ query }, response, context) {
    response.writeHead(200, { ...headersOf(find(context)), ...responseHeaders(query) }).end();
  },
  DeleteObject(_request, response, { key, objects }) {
    objects.delete(key);
    response.writeHead(204).end();
  },
  ListObjectsV2({ query }, response, { bucket, objects }) {
    const xml = Buffer.from(listObjects(bucket.name, objects.list(), query));
    response.writeHead(200, { 'content-type': 'application/xml', 'content-length': xml.length }).end(xml);
  },
};

function find(context: OperationContext): ObjectDescription {
  const object = context.objects.describe(context.key);
  if (object === undefined) throw missing(context);
  return object;
}

function missing({ mayList }: OperationContext): S3Error {
  return mayList()
    ? new S3Error('NoSuchKey', 'The specified key does not exist.')
    : new S3Error('AccessDenied', 'Access Denied');
}

function headersOf({ contentType, contentEncoding, etag, size, lastModified, metadata }: ObjectDescription) {
  return {
    'accept-ranges': 'none',
    'content-type': contentType,
    ...(contentEncoding !== undefined && { 'content-encoding': contentEncoding }),
    'content-length': size,
    etag: `"${etag}"`,
    'last-modified': new Date(lastModified).toUTCString(),
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`${METADATA_PREFIX}${name}`, value])),
  };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax */
function responseHeaders(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    OVERRIDDEN_HEADERS.flatMap((name) => {
      const value = query.get(`response-${name}`);
      return value === null ? [] : [[name, value]];
    }),
  );
}
