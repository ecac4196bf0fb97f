import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CommandLineError, helpText, parseCommandLine, profileOf } from '../src/commands/command-line.ts';
import { readWebHosting, writeOutputsFile } from '../src/commands/outputs-file.ts';
import { sizeTable } from '../src/commands/size-table.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const help = { command: 'npm run deploy', summary: 'Deploys.', passesOn: true };

describe('a command line', () => {
  test.each([
    [['--stage', 'dev'], { stage: 'dev', passedOn: [] }],
    [['--stage=prod'], { stage: 'prod', passedOn: [] }],
    [['--stage', 'dev', '--', '--profile', 'me'], { stage: 'dev', passedOn: ['--profile', 'me'] }],
  ])('%j is read', (args, expected) => {
    expect(parseCommandLine(args, help)).toEqual(expected);
  });

  test.each([
    [[], 'Say which stage: npm run deploy -- --stage dev (local, dev, staging, prod).'],
    [['--stage', 'qa'], 'There is no stage "qa". Stages: local, dev, staging, prod.'],
    [['--stage', 'toString'], 'There is no stage "toString".'],
    [['--stage'], "'--stage <value>' argument missing"],
    [['--stag', 'dev'], "Unknown option '--stag'"],
    [['dev'], "Unexpected argument 'dev'"],
  ])('%j is refused with what to write instead', (args, message) => {
    expect(() => parseCommandLine(args, help)).toThrow(CommandLineError);
    expect(() => parseCommandLine(args, help)).toThrow(message);
  });

  test('takes arguments for the CDK only where the command passes them on', () => {
    expect(() => parseCommandLine(['--stage', 'dev', '--', '--force'], { ...help, passesOn: false })).toThrow(
      CommandLineError,
    );
  });

  test.each([
    [['--profile', 'me', '--require-approval', 'never'], 'me'],
    [['--verbose', '--profile=me'], 'me'],
    [['--verbose'], undefined],
    [['--profile'], undefined],
  ])('names with %j the profile %s, for what is done beside the CDK', (passedOn, profile) => {
    expect(profileOf(passedOn)).toBe(profile);
  });

  test('may leave the stage out where the command has a default', () => {
    expect(parseCommandLine([], { ...help, defaultStage: 'prod' })).toEqual({ stage: 'prod', passedOn: [] });
  });

  test('may ask for help, which names the command, the flags and the stages', () => {
    expect(parseCommandLine(['--help'], help)).toBeUndefined();
    expect(helpText(help)).toContain('Usage: npm run deploy -- --stage NAME [-- CDK_ARGUMENT...]');
    expect(helpText(help)).toContain('local, dev, staging, prod');
  });
});

describe('the outputs file', () => {
  const outputsDirectory = temporaryDirectory();
  const stackOutputsFile = join(outputsDirectory, 'stack-outputs.json');

  const outputs = {
    version: 1,
    stage: 'dev',
    region: 'us-east-1',
    streams: { coachConversation: 'https://abc123.lambda-url.us-east-1.on.aws' },
    auth: {
      userPoolId: 'us-east-1_Example',
      clientId: 'client',
      issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example',
    },
    features: { streaming: true },
  };
  const write = (stackOutputs: unknown) => {
    writeFileSync(stackOutputsFile, JSON.stringify(stackOutputs));
    return writeOutputsFile({ stackOutputsFile, stage: 'dev', outputsDirectory });
  };

  test('holds what the app stack put out', () => {
    const file = write({ 'coach-stream-dev-data': {}, 'coach-stream-dev-app': { Outputs: JSON.stringify(outputs) } });

    expect(file).toBe(join(outputsDirectory, 'dev.json'));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(outputs);
  });

  test('is not written from outputs that break the contract', () => {
    const broken = { ...outputs, streams: { coachConversation: 'https://abc123.lambda-url.us-east-1.on.aws/' } };

    expect(() => write({ 'coach-stream-dev-app': { Outputs: JSON.stringify(broken) } })).toThrow('must not end with');
  });

  test('has the addresses of the web app beside it, where the stage hosts one', () => {
    const hosting = { WebAddress: 'https://d111111abcdef8.cloudfront.net', WebBucketName: 'bucket' };
    writeFileSync(stackOutputsFile, JSON.stringify({ 'coach-stream-dev-web': hosting, 'coach-stream-dev-app': {} }));

    expect(readWebHosting({ stackOutputsFile, stage: 'dev' })).toEqual({
      address: 'https://d111111abcdef8.cloudfront.net',
      bucketName: 'bucket',
    });
    expect(() => readWebHosting({ stackOutputsFile, stage: 'prod' })).toThrow(
      'Stack coach-stream-prod-web has no output WebAddress',
    );
  });

  test('is not written where the app stack was left out', () => {
    expect(() => write({ 'coach-stream-dev-data': {} })).toThrow('has no output Outputs');
  });
});

test('the size table marks the function that is over its budget', () => {
  const table = sizeTable([
    {
      functionName: 'stream-coach-conversation',
      file: '',
      bytes: 1_000_100,
      totalBytes: 1_500_000,
      budgetBytes: 1_000_000,
    },
    { functionName: 'add-user-id-claim', file: '', bytes: 410, totalBytes: 410, budgetBytes: 5_000 },
  ]);

  expect(table.split('\n')).toEqual([
    expect.stringMatching(/^stream-coach-conversation +1000\.1 KB of 1000\.0 KB +1500\.0 KB in all {2}OVER BUDGET$/),
    expect.stringMatching(/^add-user-id-claim +0\.4 KB of 5\.0 KB +0\.4 KB in all$/),
  ]);
});
