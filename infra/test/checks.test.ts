import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { AnyPrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Code,
  FunctionUrlAuthType,
  Function as LambdaFunction,
  type Permission,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { FunctionUrlChecks } from '../src/checks/function-url-checks.ts';
import { STAGE_NAMES } from '../src/stages.ts';
import { createTestApp } from './support/create-test-app.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

/** Rules that a stack with one function breaks, once `change` was made to the function. */
function brokenRules(change: (target: LambdaFunction) => void): string[] {
  const stack = new Stack(new App({ outdir: temporaryDirectory() }), 'Stack');
  const target = new LambdaFunction(stack, 'Target', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('export const handler = () => {};'),
  });
  change(target);
  return new FunctionUrlChecks().validateScope(stack).violations.map(({ ruleName }) => ruleName);
}

test('a public Function URL that is not listed breaks a rule', () => {
  expect(brokenRules((target) => target.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }))).toEqual([
    'CoachStream-URL1',
  ]);
});

test('a Function URL that needs a signature breaks none', () => {
  expect(brokenRules((target) => target.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM }))).toEqual([]);
});

describe('a permission for everyone', () => {
  const everyone = (permission: Partial<Permission>) =>
    brokenRules((target) => target.addPermission('Everyone', { principal: new AnyPrincipal(), ...permission }));

  test.each([
    ['to invoke the function directly', { action: 'lambda:InvokeFunction' }],
    ['to invoke it, by default', {}],
    ['to do anything', { action: 'lambda:*' }],
    ['to call its URL whatever its auth type', { action: 'lambda:InvokeFunctionUrl' }],
    ['to invoke it not by its URL', { action: 'lambda:InvokeFunction', invokedViaFunctionUrl: false }],
  ])('%s breaks a rule', (_, permission) => {
    expect(everyone(permission)).toEqual(['CoachStream-URL2']);
  });

  test.each([
    [{ action: 'lambda:InvokeFunction', invokedViaFunctionUrl: true }],
    [{ action: 'lambda:InvokeFunctionUrl', functionUrlAuthType: FunctionUrlAuthType.NONE }],
  ])('%j is bound to the URL', (permission) => {
    expect(everyone(permission)).toEqual([]);
  });
});

test('an app with a public Function URL beside the listed ones does not synthesize', () => {
  const app = createTestApp('dev');
  const stack = new Stack(app, 'Other');
  const target = new LambdaFunction(stack, 'Target', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('export const handler = () => {};'),
  });
  target.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });

  expect(() => app.synth()).toThrow('CoachStream::CoachStream-URL1');
});

test.each(STAGE_NAMES)('the templates of stage %s fit the schemas of CloudFormation', (stage) => {
  expect(() => createTestApp(stage, { validateTemplates: true }).synth()).not.toThrow();
});
