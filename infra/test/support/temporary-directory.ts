import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const root = mkdtempSync(join(tmpdir(), 'coach-stream-infra-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A new empty directory, removed after the test file that asked for it. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(root, 'd-'));
}
