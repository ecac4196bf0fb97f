import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DOCS_DIRECTORY, DOCUMENTS } from './documents.ts';

describe('the generated documents', () => {
  it.each(Object.entries(DOCUMENTS))('docs/%s is what the contract says; else run `npm run docs`', (file, build) => {
    expect(readFileSync(join(DOCS_DIRECTORY, file), 'utf8') === build()).toBe(true);
  });
});
