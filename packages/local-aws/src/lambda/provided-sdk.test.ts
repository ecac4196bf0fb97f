import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { startHost } from './lambda-host.fixture.ts';

const { version } = createRequire(import.meta.url)('@aws-sdk/client-dynamodb/package.json') as { version: string };

const IMPORTING = `
  import { GetItemCommand } from '@aws-sdk/client-dynamodb';
  import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
  export const handler = async () => [GetItemCommand.name, DynamoDBDocumentClient.name];`;

const REQUIRING = `
  const { GetItemCommand } = require('@aws-sdk/client-dynamodb');
  exports.handler = async () => [GetItemCommand.name, require('@aws-sdk/client-dynamodb/package.json').version];`;

describe('the AWS SDK', () => {
  test('is there for an ES module that does not bring it along, in one copy', async () => {
    const { host } = startHost({ importing: IMPORTING });
    expect(await host.invoke('importing', {}, { type: 'RequestResponse' })).toEqual([
      'GetItemCommand',
      'DynamoDBDocumentClient',
    ]);
  });

  test('is there for CommonJS', async () => {
    const { host, directory } = startHost({ requiring: `export { handler } from './entry.js';` });
    writeFileSync(join(directory, 'requiring', 'entry.js'), REQUIRING);
    expect(await host.invoke('requiring', {}, { type: 'RequestResponse' })).toEqual(['GetItemCommand', version]);
  });

  test("is the function's own where it has one", async () => {
    const { host, directory } = startHost({
      owning: IMPORTING.replace(/.*lib-dynamodb.*/, 'class DynamoDBDocumentClient {}'),
    });
    const own = join(directory, 'owning', 'node_modules', '@aws-sdk', 'client-dynamodb');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'package.json'), '{"main":"index.js"}');
    writeFileSync(join(own, 'index.js'), `exports.GetItemCommand = { name: 'own' };`);
    expect(await host.invoke('owning', {}, { type: 'RequestResponse' })).toEqual(['own', 'DynamoDBDocumentClient']);
  });

  test.each([
    ['a client that is not among those provided', '@aws-sdk/client-no-such-service'],
    ['any other package of this machine', 'zod'],
  ])('does not stand in for %s', async (_name, specifier) => {
    const { host } = startHost({ lost: `import '${specifier}'; export const handler = async () => 1;` });
    await expect(host.invoke('lost', {}, { type: 'RequestResponse' })).rejects.toMatchObject({
      message: expect.stringContaining(`Cannot find package '${specifier}'`),
    });
  });
});
