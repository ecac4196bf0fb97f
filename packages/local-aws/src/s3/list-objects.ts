import type { ObjectDescription } from './object-store.ts';
import { S3Error } from './s3-error.ts';

const MAX_KEYS = 1_000;

/**
 * The answer of ListObjectsV2: prefix, delimiter, start-after, max-keys, continuation tokens and `encoding-type=url`.
 *
 * @param objects all of the bucket's, in the order of their keys
 * @throws S3Error `InvalidArgument`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function listObjects(bucket: string, objects: readonly ObjectDescription[], query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const maxKeys = readMaxKeys(query.get('max-keys'));
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : readToken(token);
  const write = query.get('encoding-type') === 'url' ? (text: string) => encodeURIComponent(text) : escapeXml;

  const entries: { readonly name: string; readonly xml: string }[] = [];
  let isTruncated = false;
  for (const object of objects) {
    if (!object.key.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const name = cut < 0 ? object.key : object.key.slice(0, cut + delimiter.length);
    if (name === entries.at(-1)?.name || Buffer.compare(Buffer.from(name), Buffer.from(after)) <= 0) continue;
    if (entries.length === maxKeys) {
      isTruncated = true;
      break;
    }
    const xml =
      cut < 0
        ? `<Contents><Key>${write(name)}</Key><LastModified>${new Date(object.lastModified).toISOString()}</LastModified><ETag>&quot;${object.etag}&quot;</ETag><Size>${object.size}</Size><StorageClass>STANDARD</StorageClass></Contents>`
        : `<CommonPrefixes><Prefix>${write(name)}</Prefix></CommonPrefixes>`;
    entries.push({ name, xml });
  }
  const next = isTruncated ? entries.at(-1)?.name : undefined;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    `<Name>${bucket}</Name><Prefix>${write(prefix)}</Prefix><MaxKeys>${maxKeys}</MaxKeys><KeyCount>${entries.length}</KeyCount>`,
    delimiter === '' ? '' : `<Delimiter>${write(delimiter)}</Delimiter>`,
    `<IsTruncated>${isTruncated}</IsTruncated>`,
    next === undefined
      ? ''
      : `<NextContinuationToken>${Buffer.from(next).toString('base64url')}</NextContinuationToken>`,
    ...entries.map(({ xml }) => xml),
    '</ListBucketResult>',
  ].join('');
}

function readMaxKeys(text: string | null): number {
  if (text === null) return MAX_KEYS;
  if (!/^\d{1,9}$/.test(text))
    throw new S3Error('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  return Math.min(Number(text), MAX_KEYS);
}

function readToken(token: string): string {
  if (!/^[\w-]+$/.test(token)) throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect');
  return Buffer.from(token, 'base64url').toString();
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"\p{Cc}]/gu, (character) => `&#${character.charCodeAt(0)};`);
}
