import { describe, expect, test } from '@jest/globals';
import type { Permission, PolicyStatement } from '../sdk-service.ts';
import { type Decision, decide, refusalMessage } from './index.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:111122223333:table/orders';
const INDEX = `${TABLE}/index/by-date`;
const BUCKET = 'arn:aws:s3:::uploads';
const MODEL = 'arn:aws:bedrock:us-east-1::foundation-model/vendor.small-v1:0';

const allow = (Action: string | string[], Resource: string | string[], rest: object = {}): PolicyStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...rest,
});
const deny = (Action: string, Resource: string, rest: object = {}): PolicyStatement => ({
  Effect: 'Deny',
  Action,
  Resource,
  ...rest,
});
const call = (action: string, resource: string, conditionValues?: Record<string, string[]>): Permission =>
  conditionValues === undefined ? { action, resource } : { action, resource, conditionValues };

const PUT = allow('dynamodb:PutItem', TABLE);
const OWN_ITEMS = (operator: string) =>
  allow('dynamodb:*', TABLE, { Condition: { [operator]: { 'dynamodb:LeadingKeys': ['USER#1'] } } });
const WHERE = (Condition: PolicyStatement['Condition']) => allow('s3:GetObject', `${BUCKET}/*`, { Condition });

const CASES: readonly (readonly [string, readonly PolicyStatement[], Permission, Decision])[] = [
  ['an exact grant', [PUT], call('dynamodb:PutItem', TABLE), 'allowed'],
  ['an action in other letters', [allow('DynamoDB:putitem', TABLE)], call('dynamodb:PutItem', TABLE), 'allowed'],
  ['no statement at all', [], call('dynamodb:PutItem', TABLE), 'not allowed'],
  ['a missing action', [PUT], call('dynamodb:DeleteItem', TABLE), 'not allowed'],
  ['the wrong table', [PUT], call('dynamodb:PutItem', `${TABLE}-old`), 'not allowed'],
  ['another account', [PUT], call('dynamodb:PutItem', TABLE.replace('1111', '9999')), 'not allowed'],
  ['the table where an index is read', [allow('dynamodb:Query', TABLE)], call('dynamodb:Query', INDEX), 'not allowed'],
  ['another index', [allow('dynamodb:Query', `${TABLE}/index/by-name`)], call('dynamodb:Query', INDEX), 'not allowed'],
  ['every index', [allow('dynamodb:Query', `${TABLE}/index/*`)], call('dynamodb:Query', INDEX), 'allowed'],
  ['a star in the action', [allow('dynamodb:*Item', TABLE)], call('dynamodb:PutItem', TABLE), 'allowed'],
  ['a question mark', [allow('s3:Get?bject', `${BUCKET}/a`)], call('s3:GetObject', `${BUCKET}/a`), 'allowed'],
  [
    "another model's ARN",
    [allow('bedrock:InvokeModel', MODEL)],
    call('bedrock:InvokeModel', MODEL.replace('small', 'large')),
    'not allowed',
  ],
  [
    'a colon inside the last part',
    [allow('bedrock:InvokeModel', MODEL)],
    call('bedrock:InvokeModel', MODEL),
    'allowed',
  ],
  [
    'a star for the region',
    [allow('bedrock:InvokeModel', MODEL.replace('us-east-1', '*'))],
    call('bedrock:InvokeModel', MODEL),
    'allowed',
  ],
  [
    'a star that would have to reach over a colon',
    [allow('dynamodb:PutItem', 'arn:aws:*:table/orders')],
    call('dynamodb:PutItem', 'arn:aws:dynamodb:us-east-1:111122223333:other/table'),
    'not allowed',
  ],
  [
    'a model action without the streaming one',
    [allow('bedrock:InvokeModel', '*')],
    call('bedrock:InvokeModelWithResponseStream', MODEL),
    'not allowed',
  ],
  [
    'a key under the prefix',
    [allow('s3:GetObject', `${BUCKET}/u/*`)],
    call('s3:GetObject', `${BUCKET}/u/1/a.png`),
    'allowed',
  ],
  [
    'a key outside the prefix',
    [allow('s3:GetObject', `${BUCKET}/u/*`)],
    call('s3:GetObject', `${BUCKET}/v/1`),
    'not allowed',
  ],
  [
    'special characters as text',
    [allow('s3:GetObject', `${BUCKET}/a.b*`)],
    call('s3:GetObject', `${BUCKET}/axb`),
    'not allowed',
  ],
  [
    'an explicit deny beside an allow',
    [PUT, deny('dynamodb:*', '*')],
    call('dynamodb:PutItem', TABLE),
    'explicitly denied',
  ],
  [
    'NotAction',
    [{ Effect: 'Allow', NotAction: ['dynamodb:Delete*'], Resource: '*' }],
    call('dynamodb:DeleteItem', TABLE),
    'not allowed',
  ],
  [
    'NotAction for another action',
    [{ Effect: 'Allow', NotAction: 'dynamodb:Delete*', Resource: '*' }],
    call('dynamodb:PutItem', TABLE),
    'allowed',
  ],
  [
    'NotResource',
    [PUT, { Effect: 'Deny', Action: '*', NotResource: INDEX }],
    call('dynamodb:PutItem', TABLE),
    'explicitly denied',
  ],
  ['a statement without resources', [{ Effect: 'Allow', Action: '*' }], call('dynamodb:PutItem', TABLE), 'not allowed'],
  [
    'the own leading key',
    [OWN_ITEMS('ForAllValues:StringEquals')],
    call('dynamodb:GetItem', TABLE, { 'dynamodb:LeadingKeys': ['USER#1'] }),
    'allowed',
  ],
  [
    "another user's leading key",
    [OWN_ITEMS('ForAllValues:StringEquals')],
    call('dynamodb:GetItem', TABLE, { 'dynamodb:LeadingKeys': ['USER#2'] }),
    'not allowed',
  ],
  [
    "another user's key among the own ones",
    [OWN_ITEMS('ForAllValues:StringEquals')],
    call('dynamodb:BatchGetItem', TABLE, { 'dynamodb:LeadingKeys': ['USER#1', 'USER#2'] }),
    'not allowed',
  ],
  [
    'one own key where any is enough',
    [OWN_ITEMS('ForAnyValue:StringEquals')],
    call('dynamodb:BatchGetItem', TABLE, { 'dynamodb:LeadingKeys': ['USER#1', 'USER#2'] }),
    'allowed',
  ],
  ['a missing key for all values', [OWN_ITEMS('ForAllValues:StringEquals')], call('dynamodb:Scan', TABLE), 'allowed'],
  ['a missing key for any value', [OWN_ITEMS('ForAnyValue:StringEquals')], call('dynamodb:Scan', TABLE), 'not allowed'],
  [
    'StringLike',
    [WHERE({ StringLike: { 's3:prefix': 'u/*' } })],
    call('s3:GetObject', `${BUCKET}/k`, { 's3:prefix': ['u/1'] }),
    'allowed',
  ],
  [
    'a key name in other letters',
    [WHERE({ StringEquals: { 'S3:Prefix': 'u' } })],
    call('s3:GetObject', `${BUCKET}/k`, { 's3:prefix': ['u'] }),
    'allowed',
  ],
  [
    'StringNotEquals met',
    [WHERE({ StringNotEquals: { k: ['a', 'b'] } })],
    call('s3:GetObject', `${BUCKET}/k`, { k: ['c'] }),
    'allowed',
  ],
  [
    'StringNotEquals not met',
    [WHERE({ StringNotEquals: { k: ['a', 'b'] } })],
    call('s3:GetObject', `${BUCKET}/k`, { k: ['b'] }),
    'not allowed',
  ],
  [
    'StringNotEquals on a missing key of an allow',
    [WHERE({ StringNotEquals: { k: 'a' } })],
    call('s3:GetObject', `${BUCKET}/k`),
    'not allowed',
  ],
  [
    'StringNotEquals on a missing key of a deny',
    [PUT, deny('*', '*', { Condition: { StringNotEquals: { k: 'a' } } })],
    call('dynamodb:PutItem', TABLE),
    'explicitly denied',
  ],
  [
    'ArnLike',
    [WHERE({ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:t' } })],
    call('s3:GetObject', `${BUCKET}/k`, { 'aws:SourceArn': ['arn:aws:sns:r:1:t'] }),
    'allowed',
  ],
  [
    'ArnEquals',
    [WHERE({ ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:r:1:t' } })],
    call('s3:GetObject', `${BUCKET}/k`, { 'aws:SourceArn': ['arn:aws:sns:r:1:x'] }),
    'not allowed',
  ],
  ['Bool', [WHERE({ Bool: { flag: 'True' } })], call('s3:GetObject', `${BUCKET}/k`, { flag: ['true'] }), 'allowed'],
  ['Bool on a missing key', [WHERE({ Bool: { flag: 'false' } })], call('s3:GetObject', `${BUCKET}/k`), 'not allowed'],
  [
    'BoolIfExists on a missing key',
    [WHERE({ BoolIfExists: { flag: 'true' } })],
    call('s3:GetObject', `${BUCKET}/k`),
    'allowed',
  ],
  ['Null true on a missing key', [WHERE({ Null: { k: 'true' } })], call('s3:GetObject', `${BUCKET}/k`), 'allowed'],
  [
    'Null false on a missing key',
    [WHERE({ Null: { k: 'false' } })],
    call('s3:GetObject', `${BUCKET}/k`),
    'not allowed',
  ],
  [
    'two conditions, one not met',
    [WHERE({ StringEquals: { k: 'a' }, Bool: { flag: 'true' } })],
    call('s3:GetObject', `${BUCKET}/k`, { k: ['a'] }),
    'not allowed',
  ],
  [
    'an operator unknown here',
    [WHERE({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } })],
    call('s3:GetObject', `${BUCKET}/k`, { 'aws:SourceIp': ['127.0.0.1'] }),
    'not allowed',
  ],
];

describe('a role decides on a call', () => {
  test.each(CASES)('%s', (_name, statements, permission, decision) => {
    expect(decide(statements, permission)).toBe(decision);
  });
});

describe('a refusal', () => {
  const caller = { name: 'Writer', arn: 'arn:aws:sts::111122223333:assumed-role/Writer/run', statements: [] };

  test('names caller, action and resource as AWS does', () => {
    expect(refusalMessage(caller, call('dynamodb:PutItem', TABLE), 'not allowed')).toBe(
      `User: ${caller.arn} is not authorized to perform: dynamodb:PutItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:PutItem action`,
    );
  });

  test('says where a deny was explicit', () => {
    expect(refusalMessage(caller, call('dynamodb:PutItem', TABLE), 'explicitly denied')).toMatch(
      /on resource: .* with an explicit deny in an identity-based policy$/,
    );
  });
});
