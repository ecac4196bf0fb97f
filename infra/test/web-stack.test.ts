import { expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import type { StageConfigOf } from '../src/stage-config.ts';
import { STAGE_NAMES, stageConfig } from '../src/stages.ts';
import { createTestApp } from './support/create-test-app.ts';
import { evaluate } from './support/evaluate.ts';
import { synthesizeTemplates } from './support/synthesize-templates.ts';

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000';

/** Production, with the web app on its own domain. */
const hostedProd: StageConfigOf<'prod'> = {
  ...(stageConfig('prod') as StageConfigOf<'prod'>),
  web: { kind: 'hosted', domain: { name: 'coach-stream.example', certificateArn: CERTIFICATE } },
};

function webTemplate(stage: Parameters<typeof synthesizeTemplates>[0]): Template {
  const { web } = synthesizeTemplates(stage);
  if (web === undefined) {
    throw new Error('This stage hosts no web app.');
  }
  return web;
}

function only(template: Template, type: string) {
  const [found, ...others] = Object.values(template.findResources(type));
  expect(others).toEqual([]);
  return found;
}

const distribution = (template: Template) =>
  only(template, 'AWS::CloudFront::Distribution')?.Properties.DistributionConfig;

const HOSTED = [
  ['dev', 'dev'],
  ['a production with a domain', hostedProd],
] as const;

test('dev hosts its web app; staging and production leave it to whoever owns their frontend', () => {
  expect(STAGE_NAMES.filter((stage) => synthesizeTemplates(stage).web !== undefined)).toEqual(['dev']);
});

test.each(HOSTED)('the bucket of %s is read by its distribution, and by nobody else', (_, stage) => {
  const template = webTemplate(stage);

  expect(only(template, 'AWS::S3::Bucket')?.Properties).toMatchObject({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  });
  expect(only(template, 'AWS::S3::Bucket')?.Properties).not.toHaveProperty('WebsiteConfiguration');
  const statements: unknown = evaluate(
    only(template, 'AWS::S3::BucketPolicy')?.Properties.PolicyDocument.Statement,
    (reference) => `<${reference}>`,
  );
  expect(statements).toEqual([
    expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Resource: '<Bucket83908E77.Arn>/*',
      Condition: {
        StringEquals: {
          'AWS:SourceArn': 'arn:<AWS::Partition>:cloudfront::<AWS::AccountId>:distribution/<Distribution830FAC52>',
        },
      },
    },
  ]);
  expect(only(template, 'AWS::CloudFront::OriginAccessControl')?.Properties.OriginAccessControlConfig).toMatchObject({
    OriginAccessControlOriginType: 's3',
    SigningBehavior: 'always',
    SigningProtocol: 'sigv4',
  });
  expect(distribution(template).Origins).toEqual([
    expect.objectContaining({ OriginAccessControlId: expect.anything(), S3OriginConfig: { OriginAccessIdentity: '' } }),
  ]);
});

test.each(HOSTED)('the distribution of %s serves over https, by GET and HEAD alone', (_, stage) => {
  const { DefaultCacheBehavior, CacheBehaviors, HttpVersion, PriceClass, DefaultRootObject } = distribution(
    webTemplate(stage),
  );

  expect({ HttpVersion, PriceClass, DefaultRootObject }).toEqual({
    HttpVersion: 'http2and3',
    PriceClass: 'PriceClass_100',
    DefaultRootObject: 'index.html',
  });
  for (const behavior of [DefaultCacheBehavior, ...CacheBehaviors]) {
    expect(behavior).toMatchObject({
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: ['GET', 'HEAD'],
      Compress: true,
      ResponseHeadersPolicyId: { Ref: 'HeadersECA0794E' },
    });
  }
});

test('only what is below assets/ is kept by CloudFront: its names hold a hash of the content', () => {
  const { DefaultCacheBehavior, CacheBehaviors } = distribution(webTemplate('dev'));

  // The ids of CloudFront's own policies CachingDisabled and CachingOptimized.
  expect(DefaultCacheBehavior.CachePolicyId).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad');
  expect(CacheBehaviors).toEqual([
    expect.objectContaining({ PathPattern: 'assets/*', CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' }),
  ]);
});

test("a file that is not there is answered by the app's own page, as 404", () => {
  expect(distribution(webTemplate('dev')).CustomErrorResponses).toEqual([
    { ErrorCode: 403, ResponseCode: 404, ResponsePagePath: '/404.html', ErrorCachingMinTTL: 10 },
  ]);
});

test('the headers let the app call its own stage and nobody else, and be framed by nobody', () => {
  const policy = only(webTemplate('dev'), 'AWS::CloudFront::ResponseHeadersPolicy');
  const { SecurityHeadersConfig, CustomHeadersConfig } = policy?.Properties.ResponseHeadersPolicyConfig ?? {};
  const contentSecurityPolicy = String(
    evaluate(SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy, (reference) => {
      const [, name] = /(Conversation|Session|Chat|RestApi|ImageBucket)/.exec(reference) ?? [];
      const isUrl = reference.includes('FunctionUrl');
      return isUrl ? `https://${name}.lambda-url.us-east-1.on.aws/` : (name ?? 'amazonaws.com');
    }),
  );

  expect(contentSecurityPolicy.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob: https://ImageBucket",
    "font-src 'self'",
    [
      "connect-src 'self'",
      'https://Conversation.lambda-url.us-east-1.on.aws',
      'https://Session.lambda-url.us-east-1.on.aws',
      'https://Chat.lambda-url.us-east-1.on.aws',
      'https://RestApi.execute-api.us-east-1.amazonaws.com',
      'https://cognito-idp.us-east-1.amazonaws.com',
      'https://ImageBucket',
    ].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]);
  expect(SecurityHeadersConfig).toMatchObject({
    ContentTypeOptions: { Override: true },
    FrameOptions: { FrameOption: 'DENY', Override: true },
    ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
    StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, Override: true },
  });
  expect(CustomHeadersConfig.Items.map(({ Header }: { Header: string }) => Header)).toEqual([
    'Cross-Origin-Opener-Policy',
    'Cross-Origin-Resource-Policy',
    'Permissions-Policy',
  ]);
});

test("a domain comes with the stage's own certificate and TLS 1.2 or later", () => {
  const template = webTemplate(hostedProd);

  expect(distribution(template)).toMatchObject({
    Aliases: ['coach-stream.example'],
    ViewerCertificate: {
      AcmCertificateArn: CERTIFICATE,
      MinimumProtocolVersion: 'TLSv1.2_2021',
      SslSupportMethod: 'sni-only',
    },
  });
  expect(template.toJSON().Outputs.WebAddress.Value).toBe('https://coach-stream.example');
});

test("without a domain the address is CloudFront's own", () => {
  const { WebAddress, WebBucketName } = webTemplate('dev').toJSON().Outputs;

  expect(evaluate(WebAddress.Value, (reference) => `<${reference}>`)).toBe('https://<Distribution830FAC52.DomainName>');
  expect(WebBucketName.Value).toEqual({ Ref: 'Bucket83908E77' });
});

test('where data is kept, the web stack is protected like the others, and its bucket stays', () => {
  const { stacks } = createTestApp(hostedProd).synth();

  expect(stacks.map(({ stackName, terminationProtection }) => ({ stackName, terminationProtection }))).toEqual([
    { stackName: 'coach-stream-prod-data', terminationProtection: true },
    { stackName: 'coach-stream-prod-app', terminationProtection: true },
    { stackName: 'coach-stream-prod-web', terminationProtection: true },
  ]);
  expect(only(webTemplate(hostedProd), 'AWS::S3::Bucket')).toMatchObject({ DeletionPolicy: 'Retain' });
  expect(only(webTemplate('dev'), 'AWS::S3::Bucket')).toMatchObject({ DeletionPolicy: 'Delete' });
});

test('hosting adds no function, and no role that may do anything', () => {
  const types = Object.values(webTemplate('dev').toJSON().Resources as Record<string, { Type: string }>);

  expect(types.map(({ Type }) => Type).sort()).toEqual([
    'AWS::CloudFront::Distribution',
    'AWS::CloudFront::OriginAccessControl',
    'AWS::CloudFront::ResponseHeadersPolicy',
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
  ]);
});
