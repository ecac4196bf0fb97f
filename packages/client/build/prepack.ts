import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPackage, PACKAGE_DIRECTORY, readSourceManifest } from './build-package.ts';
import { restoreManifest, SAVED_MANIFEST } from './saved-manifest.ts';

// `npm pack` takes package.json as it lies there: the published one takes its place until `postpack` puts it back.
await restoreManifest();
await copyFile(join(PACKAGE_DIRECTORY, 'package.json'), SAVED_MANIFEST);
await buildPackage(PACKAGE_DIRECTORY, await readSourceManifest());
