import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AssemblyError } from './assembly-error.ts';
import { readCloudAssembly } from './cloud-assembly.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'local-aws-assembly-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(path: string, value: unknown): void {
  mkdirSync(join(directory, path, '..'), { recursive: true });
  writeFileSync(join(directory, path), JSON.stringify(value));
}

const stack = (environment: string, properties: object) => ({
  type: 'aws:cloudformation:stack',
  environment,
  properties,
});

test('stacks are read with their names, environments and assets, those of nested stages too', () => {
  write('manifest.json', {
    artifacts: {
      Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
      One: stack('aws://111122223333/eu-west-1', { templateFile: 'One.template.json', stackName: 'first' }),
      'assembly-Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } },
    },
  });
  write('One.template.json', { Resources: { A: { Type: 'T' } } });
  write('assembly-Prod/manifest.json', {
    artifacts: {
      'Two.assets': { type: 'cdk:asset-manifest', properties: { file: 'Two.assets.json' } },
      Two: stack('aws://unknown-account/unknown-region', { templateFile: 'Two.template.json' }),
    },
  });
  write('assembly-Prod/Two.template.json', {});
  write('assembly-Prod/Two.assets.json', {
    files: { hash: { source: { path: '../asset.hash' }, destinations: { d: { objectKey: 'hash.zip' } } } },
  });
  const [one, two] = readCloudAssembly(directory);
  expect(one).toMatchObject({ name: 'first', accountId: '111122223333', region: 'eu-west-1' });
  expect(one?.template.Resources).toEqual({ A: { Type: 'T' } });
  expect(two).toMatchObject({ name: 'Two', accountId: '000000000000', region: 'us-east-1' });
  expect(two?.assets.get('hash.zip')).toBe(join(directory, 'asset.hash'));
});

test('a folder without an assembly, and files that are not JSON objects, are refused by name', () => {
  expect(() => readCloudAssembly(directory)).toThrow(AssemblyError);
  expect(() => readCloudAssembly(directory)).toThrow(
    /manifest\.json cannot be read: is this folder a synthesized CDK app/,
  );
  write('manifest.json', []);
  expect(() => readCloudAssembly(directory)).toThrow('does not hold a JSON object');
});
