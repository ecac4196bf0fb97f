import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { useApp } from '../start-local-aws.fixture.ts';
import { arnOf, lambdaFunction, role } from '../template.fixture.ts';

const SOURCE = `export const handler = async (event) => console.log('got ' + JSON.stringify(event));`;

const rule = (properties: object) => ({
  Type: 'AWS::Events::Rule',
  Properties: { ScheduleExpression: 'rate(5 minutes)', Targets: [{ Arn: arnOf('Job'), Id: 'Target0' }], ...properties },
});
const schedule = (roleId: string, properties: object = {}, target: object = {}) => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    FlexibleTimeWindow: { Mode: 'OFF' },
    ScheduleExpression: 'cron(0 6 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    Target: { Arn: arnOf('Job'), RoleArn: arnOf(roleId), ...target },
    ...properties,
  },
});
const permission = (ruleId: string) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: arnOf('Job'),
    Principal: 'events.amazonaws.com',
    SourceArn: arnOf(ruleId),
  },
});

const RESOURCES = {
  JobRole: role({ Effect: 'Allow', Action: 'logs:*', Resource: '*' }),
  Job: lambdaFunction('job', 'JobRole'),
  Every: rule({}),
  EveryPermission: permission('Every'),
  Given: rule({ State: 'DISABLED', Targets: [{ Arn: arnOf('Job'), Id: 'Target0', Input: '{"task":"clean"}' }] }),
  GivenPermission: permission('Given'),
  Unasked: rule({}),
  Elsewhere: rule({ Targets: [{ Arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m', Id: 'Target0' }] }),
  Broken: rule({ ScheduleExpression: 'rate(5 parsecs)' }),
  Reacting: rule({ ScheduleExpression: undefined, EventPattern: { source: ['app'] } }),
  SchedulerRole: role({ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf('Job') }),
  Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'nightly' } },
  Daily: schedule('SchedulerRole', { GroupName: { Ref: 'Group' } }),
  Context: schedule('SchedulerRole', {}, { Input: '{"at":"<aws.scheduler.scheduled-time>"}' }),
  Powerless: schedule('JobRole'),
};

const { run, progress } = await useApp(RESOURCES, { job: SOURCE });

const fire = async (logicalId: string) => {
  const response = await fetch(`${run.address}/_local/schedules/${logicalId}/run`, { method: 'POST' });
  return [response.status, await response.json()];
};

/** The event that the function got last, once it has got `count` of them. */
async function eventNumber(count: number): Promise<unknown> {
  const events = () => run.lambda.logs('Job').flatMap((line) => /got (.*)$/.exec(line)?.[1] ?? []);
  for (let tries = 0; tries < 200 && events().length < count; tries += 1) await delay(20);
  expect(events()).toHaveLength(count);
  return JSON.parse(events().at(-1) ?? '');
}

test('a schedule is fired by hand, and its function gets the event that AWS sends', async () => {
  expect(await fire('Every')).toEqual([200, { invoked: ['Job'] }]);
  expect(await eventNumber(1)).toEqual({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    region: 'us-east-1',
    resources: [expect.stringContaining(':rule/App-Every')],
    detail: {},
  });
  expect(await fire('Daily')).toEqual([200, { invoked: ['Job'] }]);
  expect(await eventNumber(2)).toMatchObject({
    source: 'aws.scheduler',
    resources: ['arn:aws:scheduler:us-east-1:000000000000:schedule/nightly/App-Daily'],
    detail: '{}',
  });
  expect(await fire('Given')).toEqual([200, { invoked: ['Job'] }]);
  expect(await eventNumber(3)).toEqual({ task: 'clean' });
  expect(await fire('Context')).toEqual([200, { invoked: ['Job'] }]);
  expect(await eventNumber(4)).toEqual({ at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) });
});

test('a function is not invoked where no permission and no role allows it', async () => {
  expect(await fire('Unasked')).toEqual([200, { invoked: [] }]);
  expect(await fire('Powerless')).toEqual([200, { invoked: [] }]);
  for (const name of ['Unasked', 'Powerless']) {
    expect(progress).toContain(`${name} may not invoke Job: no permission or role allows it`);
  }
});

test('what is not served is told at the start, and an unknown name is a 404', async () => {
  expect(progress.filter((line) => /^(Elsewhere|Broken|Reacting)/.test(line))).toEqual([
    'Reacting: not served here: event patterns',
    'Elsewhere: not served here: target arn:aws:states:us-east-1:000000000000:stateMachine:m',
    'Broken does not fire by itself: rate(5 parsecs) is no number of minutes, hours or days',
  ]);
  expect((await fire('Nothing'))[0]).toBe(404);
  expect(progress.filter((line) => line.startsWith('not served here'))).toEqual([]);
});

test('the schedules are listed with the time at which they fire next', async () => {
  const list: unknown = await (await fetch(`${run.address}/_local/schedules`)).json();
  expect(list).toContainEqual({
    logicalId: 'Daily',
    expression: 'cron(0 6 * * ? *)',
    isEnabled: true,
    nextRunAt: expect.stringMatching(/T0[45]:00:00\.000Z$/),
  });
  expect(list).toContainEqual({ logicalId: 'Given', expression: 'rate(5 minutes)', isEnabled: false });
});
