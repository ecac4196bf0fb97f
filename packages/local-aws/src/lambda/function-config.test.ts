import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { afterTest } from '../after-test.fixture.ts';
import { resolveAssembly } from '../assembly/index.ts';
import { functionConfigs } from './function-config.ts';

/** The configuration of function `Fn` with these properties, beside these resources. */
function configOf(properties: object, resources: object = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'local-aws-config-'));
  afterTest(() => rmSync(directory, { recursive: true, force: true }));
  const Fn = {
    Type: 'AWS::Lambda::Function',
    Properties: { Handler: 'index.handler', Runtime: 'nodejs24.x', ...properties },
  };
  const template = { Resources: { Fn, ...resources }, Parameters: {}, Mappings: {}, Conditions: {}, Outputs: {} };
  const assets = new Map([
    ['folder.zip', directory],
    ['file.zip', import.meta.filename],
  ]);
  const assembly = resolveAssembly(
    [{ name: 'App', accountId: '000000000000', region: 'us-east-1', template, assets }],
    {
      functionUrl: () => '',
    },
  );
  return functionConfigs(assembly, directory).find(({ logicalId }) => logicalId === 'Fn');
}

const FOLDER = { Code: { S3Key: 'folder.zip' } };

describe('the configuration of a function', () => {
  test("has Lambda's defaults", () => {
    expect(configOf(FOLDER)).toMatchObject({
      name: 'App-Fn',
      timeoutMs: 3_000,
      memoryMegabytes: 128,
      logGroupName: '/aws/lambda/App-Fn',
      logFormat: 'Text',
      maximumRetryAttempts: 2,
      onFailureArn: undefined,
      deadLetterArn: undefined,
      reservedConcurrency: undefined,
      notRunnable: undefined,
    });
  });

  test('follows the template', () => {
    const properties = {
      ...FOLDER,
      Timeout: 300,
      MemorySize: '1024',
      ReservedConcurrentExecutions: 0,
      DeadLetterConfig: { TargetArn: 'arn:dead' },
      Environment: { Variables: { COUNT: 1, NAME: { Ref: 'Log' } } },
      LoggingConfig: { LogGroup: { Ref: 'Log' }, LogFormat: 'JSON' },
    };
    const resources = {
      Log: { Type: 'AWS::Logs::LogGroup', Properties: {} },
      Config: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'Fn' },
          MaximumRetryAttempts: 0,
          DestinationConfig: { OnFailure: { Destination: 'arn:failed' } },
        },
      },
    };
    expect(configOf(properties, resources)).toMatchObject({
      timeoutMs: 300_000,
      memoryMegabytes: 1_024,
      reservedConcurrency: 0,
      variables: { COUNT: '1', NAME: 'App-Log' },
      logGroupName: 'App-Log',
      logFormat: 'JSON',
      maximumRetryAttempts: 0,
      onFailureArn: 'arn:failed',
      deadLetterArn: 'arn:dead',
    });
  });

  test('puts inline code into a folder of its own', () => {
    const config = configOf({ Code: { ZipFile: 'exports.handler = 1;' } });
    expect(readFileSync(join(config?.codeDirectory ?? '', 'index.js'), 'utf8')).toBe('exports.handler = 1;');
  });

  test.each<[string, object, RegExp]>([
    ['a container image', { ...FOLDER, PackageType: 'Image' }, /container image/],
    ['another runtime', { ...FOLDER, Runtime: 'python3.13' }, /only Node\.js/],
    ['layers', { ...FOLDER, Layers: ['arn:layer'] }, /layers/],
    ['an asset that is a file', { Code: { S3Key: 'file.zip' } }, /not a folder/],
    ['an asset that is not there', { Code: { S3Key: 'none.zip' } }, /no asset none\.zip/],
  ])('says why it cannot run with %s', (_name, properties, reason) => {
    expect(configOf(properties)?.notRunnable).toMatch(reason);
  });
});
