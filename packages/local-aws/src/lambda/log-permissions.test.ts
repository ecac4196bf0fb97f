import { describe, expect, test } from '@jest/globals';
import type { PolicyStatement } from '../sdk-service.ts';
import { startHost } from './lambda-host.fixture.ts';
import { logRefusal } from './log-permissions.ts';

const GROUP = 'arn:aws:logs:eu-central-1:111122223333:log-group:/orders/worker';
const STREAM =
  /on resource: arn:aws:logs:eu-central-1:111122223333:log-group:\/orders\/worker:log-stream:\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32} /;
const CALLER = 'arn:aws:sts::111122223333:assumed-role/Worker/worker';

const allow = (
  Action: string | string[],
  Resource: string,
  Condition?: PolicyStatement['Condition'],
): PolicyStatement =>
  Condition === undefined ? { Effect: 'Allow', Action, Resource } : { Effect: 'Allow', Action, Resource, Condition };
const WRITE = ['logs:CreateLogStream', 'logs:PutLogEvents'];

const refusal = (statements: readonly PolicyStatement[] | undefined, isGroupDeclared = true) =>
  logRefusal(
    { name: 'Worker', arn: CALLER, statements },
    { region: 'eu-central-1', accountId: '111122223333', logGroupName: '/orders/worker', isGroupDeclared },
  );

describe("a function's log is kept", () => {
  test.each<[string, boolean, readonly PolicyStatement[] | undefined]>([
    ["with a grant on the group's ARN as templates have it", true, [allow(WRITE, `${GROUP}:*`)]],
    ['with a grant on every stream of the group', true, [allow(WRITE, `${GROUP}:log-stream:*`)]],
    ['with two statements, one for each action', true, WRITE.map((action) => allow(action, `${GROUP}:*`))],
    ['with everything of the service', true, [allow('logs:*', '*')]],
    ['where Lambda makes the group, with a grant to create it', false, [allow(['logs:CreateLogGroup', ...WRITE], '*')]],
    ['for a caller who may do anything', false, undefined],
  ])('%s', (_name, isGroupDeclared, statements) => {
    expect(refusal(statements, isGroupDeclared)).toBeUndefined();
  });
});

describe("a function's log is not kept", () => {
  test.each<[string, readonly PolicyStatement[], string]>([
    ['without any statement', [], 'logs:CreateLogStream'],
    ['without the stream', [allow('logs:PutLogEvents', `${GROUP}:*`)], 'logs:CreateLogStream'],
    ['without the lines', [allow('logs:CreateLogStream', `${GROUP}:*`)], 'logs:PutLogEvents'],
    ['with a grant on another group', [allow(WRITE, `${GROUP}-old:*`)], 'logs:CreateLogStream'],
    ['with a grant in another region', [allow(WRITE, `${GROUP}:*`.replace('central', 'west'))], 'logs:CreateLogStream'],
    ["with a grant on the group's ARN without `:*`", [allow(WRITE, GROUP)], 'logs:CreateLogStream'],
    [
      "with a condition that a function's log never meets",
      [allow(WRITE, '*', { Bool: { a: 'true' } })],
      'logs:CreateLogStream',
    ],
  ])("%s, in AWS's words", (_name, statements, action) => {
    const sentence = refusal(statements);
    expect(sentence).toContain(`User: ${CALLER} is not authorized to perform: ${action} on resource: ${GROUP}:`);
    expect(sentence).toMatch(STREAM);
    expect(sentence).toMatch(new RegExp(`because no identity-based policy allows the ${action} action$`));
  });

  test('with an explicit deny', () => {
    const deny: PolicyStatement = { Effect: 'Deny', Action: 'logs:PutLogEvents', Resource: '*' };
    expect(refusal([allow(WRITE, '*'), deny])).toMatch(
      /logs:PutLogEvents on resource: .* with an explicit deny in an identity-based policy$/,
    );
  });

  test('where the app has no such group and the role may not create it', () => {
    expect(refusal([allow(WRITE, '*')], false)).toContain(
      `logs:CreateLogGroup on resource: ${GROUP}:log-stream: because`,
    );
  });

  test('and says only why, while another function of the host keeps its own', async () => {
    const source = `export const handler = async () => { console.log('something happened'); };`;
    const { host } = startHost(
      { silent: source, chatty: source },
      { logRefusal: ({ name }) => (name === 'silent' ? 'User: x is not authorized' : undefined) },
    );
    await Promise.all(['silent', 'chatty'].map((name) => host.invoke(name, {}, { type: 'RequestResponse' })));
    expect(host.logs('silent')).toEqual(['User: x is not authorized']);
    expect(host.logs('chatty').join('\n')).toContain('something happened');
  });
});
