import { crc32 } from 'node:zlib';
import type { SdkRequest } from '../sdk-service.ts';
import { S3Error } from './s3-error.ts';
import { UNSIGNED_TRAILER } from './verify-signature.ts';

const CHECKSUM = 'x-amz-checksum-crc32';

/**
 * The bytes that a PUT uploads, held to the length and to the CRC-32 that it states.
 *
 * SDK clients send a stream `aws-chunked`: chunks with their lengths, and the checksum behind the last one.
 *
 * @throws S3Error `MissingContentLength` for a body of unknown length; `IncompleteBody`; `BadDigest` for another checksum
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function readUpload({ headers, query, body }: SdkRequest): Buffer {
  const isChunked = headers['x-amz-content-sha256'] === UNSIGNED_TRAILER;
  const statedLength = headers[isChunked ? 'x-amz-decoded-content-length' : 'content-length'];
  if (statedLength === undefined) {
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  const { content, trailer } = isChunked ? decodeChunks(body) : { content: body, trailer: undefined };
  if (content.length !== Number(statedLength)) throw incompleteBody();
  // A presigned URL carries it in its query.
  const checksum = trailer ?? headers[CHECKSUM] ?? query.get(CHECKSUM) ?? undefined;
  if (checksum !== undefined && checksum !== crc32Text(content)) {
    throw new S3Error('BadDigest', 'The CRC32 you specified did not match the calculated checksum.');
  }
  return content;
}

function decodeChunks(body: Buffer): { content: Buffer; trailer: string | undefined } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', at);
    const line = lineEnd < 0 ? '' : body.toString('latin1', at, lineEnd);
    if (!/^[0-9a-f]{1,8}$/i.test(line)) throw incompleteBody();
    const length = Number.parseInt(line, 16);
    const start = lineEnd + 2;
    if (length === 0) {
      const [, trailer] = new RegExp(`^${CHECKSUM}:\\s*(\\S+)`, 'im').exec(body.toString('latin1', start)) ?? [];
      return { content: Buffer.concat(chunks), trailer };
    }
    if (body.toString('latin1', start + length, start + length + 2) !== '\r\n') throw incompleteBody();
    chunks.push(body.subarray(start, start + length));
    at = start + length + 2;
  }
}

function crc32Text(content: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(content));
  return bytes.toString('base64');
}

function incompleteBody(): S3Error {
  return new S3Error(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}
