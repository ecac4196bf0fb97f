import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { STAGE_NAMES } from '../src/stages.ts';
import { evaluate } from './support/evaluate.ts';
import { synthesizeTemplates } from './support/synthesize-templates.ts';

/** What each role may do; a change here is reviewed as a change of permissions. `{stage}` stands for the stage's name. */
const golden: Record<string, unknown> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'golden/iam-statements.json'), 'utf8'),
);

test.each(STAGE_NAMES)('roles of stage %s may do exactly what the golden list says', (stage) => {
  const { data, app } = synthesizeTemplates(stage);

  expect(data.findResources('AWS::IAM::Role')).toEqual({});
  expect(roles(app.toJSON().Resources, stage)).toEqual(golden[stage === 'local' ? 'local' : 'deployed']);
});

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

/** Every role with whom it trusts and every statement it has, references as `${LogicalId.Attribute}`. */
function roles(resources: Record<string, Resource>, stage: string): Record<string, unknown> {
  const inText = (value: unknown) =>
    evaluate(value, (reference) => `\${${reference.replace(`coach-stream-${stage}-`, 'coach-stream-{stage}-')}}`);
  const policies = Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');
  return Object.fromEntries(
    Object.entries(resources)
      .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
      .map(([id, { Properties }]) => [
        id,
        {
          trusts: statements(inText(Properties.AssumeRolePolicyDocument)),
          managedPolicies: inText(Properties.ManagedPolicyArns ?? []),
          inlinePolicies: Properties.Policies ?? [],
          statements: policies
            .filter((policy) => JSON.stringify(policy.Properties.Roles) === JSON.stringify([{ Ref: id }]))
            .flatMap((policy) => statements(inText(policy.Properties.PolicyDocument))),
        },
      ]),
  );
}

function statements(document: unknown): unknown[] {
  if (
    typeof document === 'object' &&
    document !== null &&
    'Statement' in document &&
    Array.isArray(document.Statement)
  ) {
    return document.Statement;
  }
  throw new TypeError('Expected a policy document.');
}

test('every policy belongs to exactly one role', () => {
  const { app } = synthesizeTemplates('prod');

  for (const { Properties } of Object.values(app.findResources('AWS::IAM::Policy'))) {
    expect(Properties.Roles).toHaveLength(1);
    expect([Properties.Users, Properties.Groups]).toEqual([undefined, undefined]);
  }
});
