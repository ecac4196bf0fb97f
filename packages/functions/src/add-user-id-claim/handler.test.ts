import { expect, test } from '@jest/globals';
import { handler, type PreTokenGenerationEvent } from './handler.ts';

function eventOf(userAttributes: Record<string, string>): PreTokenGenerationEvent {
  return { version: '1', request: { userAttributes }, response: { claimsOverrideDetails: null } };
}

test.each([
  ['the sub of a user without the attribute', { sub: '0d1f-sub', email: 'a@example.com' }, '0d1f-sub'],
  ['the sub where the attribute is empty', { sub: '0d1f-sub', 'custom:user_id': '' }, '0d1f-sub'],
  ['the attribute of a user who has one', { sub: '0d1f-sub', 'custom:user_id': 'member-7' }, 'member-7'],
])('the claim is %s', async (_, userAttributes, expected) => {
  const { response } = await handler(eventOf(userAttributes));

  expect(response).toEqual({ claimsOverrideDetails: { claimsToAddOrOverride: { 'custom:user_id': expected } } });
});

test('the rest of the event goes back to Cognito as it came', async () => {
  const event = { ...eventOf({ sub: 'x' }), triggerSource: 'TokenGeneration_Authentication', userName: 'x' };

  expect(await handler(event)).toMatchObject({
    version: '1',
    triggerSource: 'TokenGeneration_Authentication',
    userName: 'x',
    request: { userAttributes: { sub: 'x' } },
  });
});

test('a user without any id gets no token', async () => {
  await expect(handler(eventOf({}))).rejects.toThrow('neither custom:user_id nor sub');
});
