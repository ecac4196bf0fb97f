import type { Resource } from '../resource.ts';

export const REGION = 'us-west-2';
export const [OPEN, BY_MAIL] = ['us-west-2_OpenPool1', 'us-west-2_MailPool1'];
export const [WEB, STRICT, MAIL_CLIENT] = [
  'webclient00000000000000001',
  'strictclient00000000000001',
  'mailclient0000000000000001',
];
export const PASSWORD = 'Correct-horse-1';

const pool = (ref: string, properties: Record<string, unknown>): Resource => ({
  stackName: 'Auth',
  logicalId: ref,
  type: 'AWS::Cognito::UserPool',
  ref,
  attributes: { Arn: `arn:aws:cognito-idp:${REGION}:111122223333:userpool/${ref}` },
  properties,
});
const appClient = (ref: string, UserPoolId: string, properties: Record<string, unknown>): Resource => ({
  stackName: 'Auth',
  logicalId: ref,
  type: 'AWS::Cognito::UserPoolClient',
  ref,
  attributes: {},
  properties: { UserPoolId, ...properties },
});
const SCHEMA = [
  { Name: 'tenant', AttributeDataType: 'String', Mutable: false },
  { Name: 'plan', AttributeDataType: 'String', Mutable: true, StringAttributeConstraints: { MaxLength: '10' } },
];
const ALL_FLOWS = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
export const RESOURCES: readonly Resource[] = [
  pool(OPEN, {
    Schema: SCHEMA,
    AutoVerifiedAttributes: ['email'],
    Policies: { PasswordPolicy: { MinimumLength: 10, RequireSymbols: true } },
    LambdaConfig: { PreSignUp: 'arn:pre-sign-up', PostConfirmation: 'arn:post', PreTokenGeneration: 'arn:claims' },
  }),
  pool(BY_MAIL, {
    Schema: [...SCHEMA, { Name: 'email', Mutable: true, Required: true }],
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    LambdaConfig: {
      PreTokenGeneration: 'arn:claims',
      PreTokenGenerationConfig: { LambdaArn: 'arn:claims', LambdaVersion: 'V2_0' },
    },
  }),
  appClient(WEB, OPEN, {
    ExplicitAuthFlows: ALL_FLOWS,
    ReadAttributes: ['email', 'email_verified', 'custom:tenant'],
    WriteAttributes: ['email', 'custom:plan'],
    PreventUserExistenceErrors: 'ENABLED',
    IdTokenValidity: 5,
    AccessTokenValidity: 10,
    RefreshTokenValidity: 2,
    TokenValidityUnits: { IdToken: 'minutes', AccessToken: 'minutes', RefreshToken: 'days' },
  }),
  appClient(STRICT, OPEN, { ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] }),
  appClient(MAIL_CLIENT, BY_MAIL, { ExplicitAuthFlows: ALL_FLOWS }),
];
