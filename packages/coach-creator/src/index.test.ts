import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { bundledFiles } from '../../prompting/test/bundled-files.ts';

describe('the package', () => {
  it('brings no AWS client along: the model and the store are handed in', async () => {
    const files = await bundledFiles(join(import.meta.dirname, 'index.ts'));
    expect(files.some((file) => file.endsWith('conduct-creator-turn.ts'))).toBe(true);
    expect(files.filter((file) => /node_modules\/(@aws-sdk|@smithy)\//.test(file))).toEqual([]);
  });
});
