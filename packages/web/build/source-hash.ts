import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const REPOSITORY_ROOT = resolve(import.meta.dirname, '../../..');

/** What the built app is made of; import directions (`.dependency-cruiser.mjs`) let it reach nothing else. */
const SOURCES = [
  'packages/web/index.html',
  'packages/web/404.html',
  'packages/web/package.json',
  'packages/web/vite.config.ts',
  'packages/web/build',
  'packages/web/src',
  'packages/client/package.json',
  'packages/client/src',
  'packages/streaming-core/package.json',
  'packages/streaming-core/src/contract',
  'pnpm-lock.yaml',
];

const IS_TEST = /\.(test|fixture)\.tsx?$/;

/** A hash over names and contents of all that the built app is made of; tests are left out. */
export function sourceHash(): string {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap((source) => filesOf(join(REPOSITORY_ROOT, source)))) {
    const content = readFileSync(path);
    hash.update(`${relative(REPOSITORY_ROOT, path)}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) {
    return [path];
  }
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !IS_TEST.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}
