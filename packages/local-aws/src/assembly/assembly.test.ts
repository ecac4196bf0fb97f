import { describe, expect, test } from '@jest/globals';
import { objectAt } from '../json.ts';
import { resolveAssembly } from './assembly.ts';
import { UnresolvedReferenceError } from './assembly-error.ts';
import type { SynthesizedStack, Template } from './cloud-assembly.ts';
import { describeGaps } from './describe-gaps.ts';
import { roleStatements } from './role-statements.ts';

function stack(name: string, template: Partial<Template>): SynthesizedStack {
  return {
    name,
    accountId: '000000000000',
    region: 'eu-west-1',
    template: { Resources: {}, Parameters: {}, Mappings: {}, Conditions: {}, Outputs: {}, ...template },
    assets: new Map(),
  };
}

const resolve = (...stacks: SynthesizedStack[]) =>
  resolveAssembly(stacks, { functionUrl: (_stackName, logicalId) => `http://127.0.0.1:4001/${logicalId}/` });

const fn = (variables: Record<string, unknown>) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Environment: { Variables: variables } },
});

/** The variables of function `Fn` once resolved, in a stack with some neighbours. */
function variablesOf(variables: Record<string, unknown>, template: Partial<Template> = {}) {
  const { Resources, ...rest } = template;
  const { resources } = resolve(
    stack('App', {
      ...rest,
      Resources: {
        Fn: fn(variables),
        Table: { Type: 'AWS::DynamoDB::GlobalTable', Properties: {} },
        Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
        Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: {} },
        Log: { Type: 'AWS::Logs::LogGroup', Properties: {} },
        Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['Fn', 'Arn'] } } },
        ...Resources,
      },
    }),
  );
  const found = resources.find(({ logicalId }) => logicalId === 'Fn');
  return objectAt(found?.properties.Environment, 'Variables');
}

const TABLE_ARN = 'arn:aws:dynamodb:eu-west-1:000000000000:table/App-Table';

describe('an intrinsic function', () => {
  test.each<[string, unknown, unknown]>([
    ['Ref of a table', { Ref: 'Table' }, 'App-Table'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, TABLE_ARN],
    ['GetAtt as a string', { 'Fn::GetAtt': 'Table.Arn' }, TABLE_ARN],
    [
      'GetAtt of a log group',
      { 'Fn::GetAtt': ['Log', 'Arn'] },
      'arn:aws:logs:eu-west-1:000000000000:log-group:App-Log:*',
    ],
    ['GetAtt of a Function URL', { 'Fn::GetAtt': ['Url', 'FunctionUrl'] }, 'http://127.0.0.1:4001/Url/'],
    [
      'Sub',
      { 'Fn::Sub': `\${Table}/\${Table.Arn}/\${!Literal}/\${AWS::Partition}` },
      `App-Table/${TABLE_ARN}/\${Literal}/aws`,
    ],
    [
      'Sub with variables',
      { 'Fn::Sub': [`\${A}-\${AWS::AccountId}`, { A: { Ref: 'Table' } }] },
      'App-Table-000000000000',
    ],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Table' }, 'b']] }, 'a-App-Table-b'],
    [
      'Select of Split',
      { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Table', 'Arn'] }] }] },
      'table/App-Table',
    ],
    ['If', { 'Fn::If': ['IsProd', 'yes', { 'Fn::If': ['IsOther', 'other', 'no'] }] }, 'no'],
    ['FindInMap', { 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'zone'] }, 'b'],
    ['Base64', { 'Fn::Base64': { Ref: 'Stage' } }, Buffer.from('dev').toString('base64')],
    ['a parameter with a default', { Ref: 'Stage' }, 'dev'],
    ['a parameter of a list', { Ref: 'Names' }, ['a', 'b']],
    ['a parameter stored in SSM', { Ref: 'Stored' }, 'App-Table!'],
    ["CDK's bootstrap version", { Ref: 'BootstrapVersion' }, expect.stringMatching(/^\d+$/)],
    ['a dynamic reference', 'x-{{resolve:ssm:/app/value}}', 'x-App-Table!'],
    ['NoValue in a list', ['a', { Ref: 'AWS::NoValue' }], ['a']],
  ])('%s resolves', (_name, value, expected) => {
    const variables = variablesOf(
      { VALUE: value, GONE: { Ref: 'AWS::NoValue' } },
      {
        Resources: {
          Stored: {
            Type: 'AWS::SSM::Parameter',
            Properties: { Name: '/app/value', Value: { 'Fn::Join': ['', [{ Ref: 'Table' }, '!']] } },
          },
        },
        Parameters: {
          Stage: { Type: 'String', Default: 'dev' },
          Names: { Type: 'CommaDelimitedList', Default: 'a, b' },
          Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/app/value' },
          BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x/version' },
        },
        Mappings: { Map: { 'eu-west-1': { zone: 'b' } } },
        Conditions: {
          IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
          IsOther: {
            'Fn::Not': [
              {
                'Fn::Or': [
                  { Condition: 'IsProd' },
                  { 'Fn::And': [{ 'Fn::Equals': ['a', 'a'] }, { Condition: 'IsDev' }] },
                ],
              },
            ],
          },
          IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
        },
      },
    );
    expect(variables).toEqual({ VALUE: expected });
  });

  test.each<[string, unknown, string]>([
    ['Ref of nothing', { Ref: 'Nothing' }, 'the stack has no resource Nothing'],
    ['an attribute that its type has not', { 'Fn::GetAtt': ['Table', 'Colour'] }, 'has no attribute Colour'],
    ['an import that nobody exports', { 'Fn::ImportValue': 'nobody' }, 'no stack exports nobody'],
    ['an unknown function', { 'Fn::Transform': {} }, 'Fn::Transform is not supported'],
    ['a resource whose condition is false', { Ref: 'Hidden' }, 'the condition of Hidden is false'],
  ])('%s is an error that names the place', (_name, value, reason) => {
    const attempt = () =>
      variablesOf(
        { BROKEN: value },
        {
          Resources: { Hidden: { Type: 'AWS::SSM::Parameter', Condition: 'Never', Properties: {} } },
          Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
        },
      );
    expect(attempt).toThrow(UnresolvedReferenceError);
    expect(attempt).toThrow(/^App\.Fn\/Properties\/Environment\/Variables\/BROKEN\//);
    expect(attempt).toThrow(reason);
  });

  test('that goes round in a circle is an error', () => {
    const name = (other: string) => ({ Type: 'AWS::SSM::Parameter', Properties: { Name: { Ref: other } } });
    expect(() => resolve(stack('App', { Resources: { A: name('B'), B: name('A') } }))).toThrow('depends on itself');
  });

  test('reaches exports and outputs of other stacks, in either order', () => {
    const data = stack('Data', {
      Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'own-name' } } },
      Outputs: { Out: { Value: { Ref: 'Table' }, Export: { Name: { 'Fn::Sub': `\${AWS::StackName}:Out` } } } },
    });
    const app = stack('App', {
      Resources: {
        Fn: fn({
          A: { 'Fn::ImportValue': 'Data:Out' },
          B: { 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Out' } },
        }),
      },
    });
    for (const stacks of [
      [data, app],
      [app, data],
    ]) {
      const assembly = resolve(...stacks);
      const found = assembly.resources.find(({ logicalId }) => logicalId === 'Fn');
      expect(found?.properties).toMatchObject({ Environment: { Variables: { A: 'own-name', B: 'own-name' } } });
      expect(assembly.outputs.Data).toEqual({ Out: 'own-name' });
    }
  });
});

describe('physical ids', () => {
  test('look like those of AWS and stay the same', () => {
    const ids = () =>
      variablesOf({
        POOL: { Ref: 'Pool' },
        CLIENT: { Ref: 'Client' },
        ISSUER: { 'Fn::GetAtt': ['Pool', 'ProviderURL'] },
      });
    const { POOL, CLIENT, ISSUER } = ids() as Record<string, string>;
    expect(POOL).toMatch(/^eu-west-1_[A-Za-z0-9]{9}$/);
    expect(CLIENT).toMatch(/^[a-z0-9]{26}$/);
    expect(ISSUER).toBe(`https://cognito-idp.eu-west-1.amazonaws.com/${POOL}`);
    expect(ids()).toEqual({ POOL, CLIENT, ISSUER });
  });

  test('of functions are cut at 64 characters, and given names are kept', () => {
    const { resources } = resolve(
      stack('App', {
        Resources: {
          [`Fn${'x'.repeat(80)}`]: fn({}),
          Named: {
            Type: 'AWS::Lambda::Function',
            Properties: { FunctionName: { 'Fn::Sub': `\${AWS::StackName}-mine` } },
          },
        },
      }),
    );
    expect(resources.map(({ ref }) => ref)).toEqual([`App-Fn${'x'.repeat(58)}`, 'App-mine']);
  });
});

const statement = (action: string, effect = 'Allow') => ({ Effect: effect, Action: action, Resource: '*' });
const document = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });

describe('the statements of a role', () => {
  const app = stack('App', {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          Policies: [{ PolicyName: 'inline', PolicyDocument: document(statement('a:Inline')) }],
          ManagedPolicyArns: [
            {
              'Fn::Join': [
                '',
                ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
              ],
            },
            'arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess',
            { Ref: 'Managed' },
          ],
        },
      },
      Managed: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { PolicyDocument: document(statement('b:Managed')), Roles: [{ Ref: 'Role' }] },
      },
      Attached: {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyDocument: document(statement('c:Attached', 'Deny')), Roles: [{ Ref: 'Role' }] },
      },
      Other: {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyDocument: document(statement('d:Other')), Roles: ['other'] },
      },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    },
  });

  test.each(['Role', 'App-Role', 'arn:aws:iam::000000000000:role/App-Role'])('are all found by %s', (role) => {
    const { statements, unknownPolicies } = roleStatements(resolve(app), role);
    expect(statements.map(({ Effect, Action }) => [Effect, Action])).toEqual([
      ['Allow', 'a:Inline'],
      ['Allow', ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']],
      ['Allow', 'b:Managed'],
      ['Deny', 'c:Attached'],
    ]);
    expect(unknownPolicies).toEqual(['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess']);
  });

  test('are none for a role that is not in the app, and unknown policies are told', () => {
    expect(roleStatements(resolve(app), 'arn:aws:iam::000000000000:role/imported').statements).toEqual([]);
    expect(describeGaps(resolve(app))).toEqual([
      'Fn: not known here, so not granted: arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess',
    ]);
  });
});

test('types that are not served are told in one line, with the functions that depend on them', () => {
  const app = stack('App', {
    Resources: {
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Environment: { Variables: { KEY: { Ref: 'Key' }, SITE: { 'Fn::GetAtt': ['Site', 'DomainName'] } } },
        },
      },
      Role: { Type: 'AWS::IAM::Role', Properties: {} },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          Roles: [{ Ref: 'Role' }],
          PolicyDocument: document({ Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: 'Topic' } }),
        },
      },
      Key: { Type: 'AWS::KMS::Key', Properties: {} },
      Site: { Type: 'AWS::CloudFront::Distribution', Properties: { Unresolvable: { Ref: 'Nothing' } } },
      Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: {} },
      Unused: { Type: 'Custom::Thing', Properties: {} },
    },
  });
  expect(describeGaps(resolve(app))).toEqual([
    'not served here: AWS::CloudFront::Distribution (Fn depends on it), AWS::KMS::Key (Fn depends on it), ' +
      'AWS::SNS::Topic (Fn depends on it), Custom::Thing',
  ]);
});
