import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { sourceHash } from './source-hash.ts';

const PACKAGE = resolve(import.meta.dirname, '..');
const DIST = join(PACKAGE, 'dist');
/** Beside the built files, but never served nor uploaded: the hash of the sources that they were made of. */
const STAMP = '.sources';
/** Builds in progress: on the same disk as `dist/`, out of sight of git, linters and Vite. */
const BUILDS = join(PACKAGE, 'node_modules/.builds');

/** The app as static files. */
export interface BuiltWebApp {
  /** Folder of `index.html`, `404.html` and `assets/`; names that begin with a dot are not part of the app. */
  readonly directory: string;
  /** How long the build took, in milliseconds; `undefined` where `dist/` was of these sources already. */
  readonly tookMs: number | undefined;
}

/** The app could not be built; the message says what Vite said. */
export class WebBuildError extends Error {
  override readonly name = 'WebBuildError';
}

/**
 * Builds the app into `dist/`, unless that is there and made of the very same sources. The folder changes in one step,
 * once the build is whole, so that a run which serves it never sees half of one.
 *
 * @param options `signal` gives up a build that is under way
 * @throws WebBuildError
 */
export async function buildWebApp({ signal }: { signal?: AbortSignal } = {}): Promise<BuiltWebApp> {
  const hash = sourceHash();
  if (stampOf(DIST) === hash) {
    return { directory: DIST, tookMs: undefined };
  }
  const startedAt = Date.now();
  mkdirSync(BUILDS, { recursive: true });
  const building = mkdtempSync(join(BUILDS, 'new-'));
  try {
    await runVite(building, signal);
    writeFileSync(join(building, STAMP), hash);
    replaceDist(building);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return { directory: DIST, tookMs: Date.now() - startedAt };
}

function stampOf(directory: string): string | undefined {
  const path = join(directory, STAMP);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function runVite(outDir: string, signal: AbortSignal | undefined): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const args = [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn', '--configLoader', 'native'];
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, {
      cwd: PACKAGE,
      // A test's NODE_ENV would make React's slow build.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal }),
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => output.push(data));
    child.stderr.on('data', (data: Buffer) => output.push(data));
    child.on('error', (cause) => fail(new WebBuildError(`Vite could not be started: ${cause.message}`, { cause })));
    child.on('close', (code) => {
      if (code === 0) {
        done();
      } else {
        fail(new WebBuildError(`The web app could not be built:\n${Buffer.concat(output).toString().trim()}`));
      }
    });
  });
}

/** Two builds at once are of the same sources: whichever is second leaves the first one's. */
function replaceDist(building: string): void {
  const old = mkdtempSync(join(BUILDS, 'old-'));
  try {
    if (existsSync(DIST)) {
      renameSync(DIST, join(old, 'dist'));
    }
    renameSync(building, DIST);
  } catch (error) {
    if (stampOf(DIST) === undefined) {
      throw error;
    }
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}
