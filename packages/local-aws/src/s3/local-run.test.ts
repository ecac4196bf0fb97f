import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { useApp } from '../start-local-aws.fixture.ts';
import { arnOf, lambdaFunction, role } from '../template.fixture.ts';

/** Does with S3 what it is told to, with the SDK of the runtime and nothing but its environment. */
const CLERK = `
  import * as sdk from '@aws-sdk/client-s3';
  const client = new sdk.S3Client({ maxAttempts: 1 });
  export const handler = async ({ command, key, body }) => {
    const input = { Bucket: process.env.BUCKET, Key: key, Body: body };
    try {
      const { Body } = await client.send(new sdk[command](input));
      return Body === undefined ? 'done' : await Body.transformToString();
    } catch ({ name, $metadata }) {
      return name + ' ' + $metadata.httpStatusCode;
    }
  };`;

const RESOURCES = {
  Uploads: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      CorsConfiguration: { CorsRules: [{ AllowedOrigins: ['https://app.example'], AllowedMethods: ['PUT'] }] },
    },
  },
  UploadsPolicy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Uploads' }, PolicyDocument: {} } },
  ClerkRole: role({
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: { 'Fn::Join': ['', [arnOf('Uploads'), '/mine/*']] },
  }),
  Clerk: lambdaFunction('clerk', 'ClerkRole', {
    Environment: { Variables: { BUCKET: { Ref: 'Uploads' } } },
  }),
};

const { run, progress, refOf } = await useApp(RESOURCES, { clerk: CLERK });

const ask = (command: string, key: string, body?: string) =>
  run.lambda.invoke('Clerk', { command, key, body }, { type: 'RequestResponse' });

test('a bucket of the app is served, with its policy left out', () => {
  expect(progress.filter((line) => line.includes('not served'))).toEqual([]);
});

test('a function puts and gets objects where its role allows it, and finds nothing by its address alone', async () => {
  expect(await ask('PutObjectCommand', 'mine/a', 'from a function')).toBe('done');
  expect(await ask('GetObjectCommand', 'mine/a')).toBe('from a function');
  expect(await ask('PutObjectCommand', 'theirs/a', 'x')).toBe('AccessDenied 403');
  expect(await ask('GetObjectCommand', 'mine/none')).toBe('AccessDenied 403');
  expect(await ask('HeadObjectCommand', 'mine/none')).toMatch(/ 403$/);
  expect(progress).toContainEqual(
    expect.stringMatching(/^refused: Clerk may not s3:PutObject on arn:aws:s3:::.*\/theirs\/a$/),
  );
});

test('the operator sees what the app has stored', async () => {
  const client = new S3Client({ region: 'us-east-1', endpoint: run.endpointUrl, credentials: run.operatorCredentials });
  const Bucket = refOf('Uploads');
  await ask('PutObjectCommand', 'mine/b', 'b');
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'mine/' }));
  client.destroy();
  expect(Contents.map(({ Key }) => Key)).toContain('mine/b');
});
