import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_DIRECTORY } from './build-package.ts';

/** Where the workspace's package.json lies while the published one has its place. */
export const SAVED_MANIFEST = join(PACKAGE_DIRECTORY, 'node_modules/.package.workspace.json');

/** Puts the workspace's package.json back, also after a pack that was killed; nothing where it is in its place. */
export async function restoreManifest(): Promise<void> {
  if (existsSync(SAVED_MANIFEST)) {
    await rename(SAVED_MANIFEST, join(PACKAGE_DIRECTORY, 'package.json'));
  }
}
