import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { cacheControl } from '@coach-stream/web/build';
import { lookup } from 'mrmime';

/** What {@link uploadWebApp} puts where. */
export interface UploadWebAppOptions {
  readonly s3: S3Client;
  readonly bucketName: string;
  /** The built app; names that begin with a dot are left out. */
  readonly directory: string;
  /** The stage's outputs, which go beside it as `outputs.json`. */
  readonly outputsFile: string;
}

/**
 * Puts the built app into its bucket: first what pages load, then the pages, so that nobody is shown a page whose files are
 * not there yet. Files of earlier builds stay, for pages that are open.
 *
 * @throws the SDK's error where a file cannot be put
 */
export async function uploadWebApp({ s3, bucketName, directory, outputsFile }: UploadWebAppOptions): Promise<void> {
  const put = async (key: string, file: string) => {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucketName,
        Key: key,
        Body: readFileSync(file),
        ContentType: contentType(key),
        CacheControl: cacheControl(`/${key}`),
      }),
    );
  };
  const keys = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)).replaceAll('\\', '/'));
  const isPage = (key: string) => key.endsWith('.html');
  const putBuilt = (chosen: readonly string[]) => Promise.all(chosen.map((key) => put(key, join(directory, key))));

  await putBuilt(keys.filter((key) => !isPage(key)));
  await put('outputs.json', outputsFile);
  await putBuilt(keys.filter(isPage));
}

/** @throws Error for a kind of file that browsers would be told nothing of, which `nosniff` makes them refuse */
function contentType(key: string): string {
  const type = lookup(key);
  if (type === undefined) {
    throw new Error(`${key} is of no known kind: the web app's build makes a file that cannot be served.`);
  }
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type;
}
