import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, control, localRun, randomNoun, terminals } from './support/local-run.ts';
import { readConversation } from './support/stored-messages.ts';

const run = localRun();

beforeAll(() => control(run, 'PUT', '/model/script', { firstTokenMs: 1, tokenMs: 1 }));
afterAll(() => control(run, 'PUT', '/model/script', {}));

/*
 * One turn with everything that the roles allow for it. `remove-statements.ts` runs these tests once for each statement
 * of a role, without that statement: one of them has to fail.
 */
describe('with the roles of the template', () => {
  it('a message is answered, stored and counted', async () => {
    const before = await readConversation(run);
    const received = await ask(run, `What about ${randomNoun()}?`);
    expect(terminals(received)).toMatchObject([{ type: 'complete' }]);
    const after = await readConversation(run);
    expect(after.conversation?.messageCount).toBe((before.conversation?.messageCount ?? 0) + 2);
    expect(after.messages.slice(-2)).toMatchObject([{ role: 'user' }, { role: 'assistant', state: 'complete' }]);
  });

  it('every function keeps a log of what it did', async () => {
    await ask(run, 'Hi', { token: await run.token() });
    const functions = (await control(run, 'GET', '/functions')) as { name: string; logicalId: string }[];
    expect(functions.length).toBeGreaterThan(1);
    for (const { name, logicalId } of functions) {
      const lines = (await control(run, 'GET', `/logs/${name}`)) as string[];
      expect({ logicalId, log: lines.join('\n') }).toEqual({
        logicalId,
        log: expect.stringContaining('REPORT RequestId'),
      });
    }
  });
});
