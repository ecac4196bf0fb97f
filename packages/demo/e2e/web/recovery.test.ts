import { beforeEach, describe, expect, it } from '@jest/globals';
import { functionProcesses } from '../support/faults.ts';
import { control, localRun, randomNoun } from '../support/local-run.ts';
import { answerCalls, forgetModelCalls } from '../support/model-calls.ts';
import { readConversation } from '../support/stored-messages.ts';
import { ChatScreen } from '../support/web/chat-screen.ts';
import { expectStored } from '../support/web/expect-stored.ts';
import { openConversation, pathOf } from '../support/web/open-conversation.ts';
import { useWebApp } from '../support/web/web-app.ts';
import { newWebUser, type WebUser } from '../support/web/web-user.ts';

const run = localRun();
const app = useWebApp(run);
/** An answer takes a few seconds. */
const WATCHABLE = { firstTokenMs: 50, tokenMs: 20 };

let user: WebUser;
let functionName: string;
beforeEach(async () => {
  user = await newWebUser(run);
  functionName = (await functionProcesses(run)).name;
  await forgetModelCalls(run);
});

describe('an answer that is being written', () => {
  it('goes on after a reload, and is there whole and once', async () => {
    await control(run, 'PUT', '/model/script', WATCHABLE);
    const screen = await openConversation(app, user);
    await screen.send(`What about ${randomNoun()}?`);
    await screen.untilWritten(30);
    await screen.page.reload();
    await screen.untilWritten(60);
    await screen.untilAnswered(2);
    await expectStored(screen, user);
    expect(await answerCalls(run)).toBe(1);
  });

  it('goes on where the device was offline meanwhile, which is told', async () => {
    app.allowFailedRequests();
    await control(run, 'PUT', '/model/script', WATCHABLE);
    await control(run, 'POST', `/functions/${functionName}/drop?afterEvents=12`);
    const screen = await openConversation(app, user);
    await screen.send(`What about ${randomNoun()}?`);
    await screen.untilWritten(1);
    await screen.page.context().setOffline(true);
    await screen.page.getByText(/^You are offline/).waitFor();
    const written = await screen.untilWritten(1);
    await screen.page.context().setOffline(false);
    await screen.page.getByText(/^You are offline/).waitFor({ state: 'detached' });
    await screen.untilWritten(written + 40);
    await screen.untilAnswered(2);
    await expectStored(screen, user);
    expect(await answerCalls(run)).toBe(1);
  });

  it('is shown by a second tab as well, and both end with the same text', async () => {
    await control(run, 'PUT', '/model/script', WATCHABLE);
    const screen = await openConversation(app, user);
    await screen.send(`What about ${randomNoun()}?`);
    await screen.untilWritten(30);
    const other = new ChatScreen(await app.openTab(screen.page, pathOf(user)));
    await other.untilWritten(60);
    await Promise.all([screen.untilAnswered(2), other.untilAnswered(2)]);
    await expectStored(screen, user);
    await expectStored(other, user);
    expect(await answerCalls(run)).toBe(1);
  });
});

describe('a conversation that is open twice', () => {
  it('in two tabs shows what is said in either, once and whole', async () => {
    const screen = await openConversation(app, user);
    const other = new ChatScreen(await app.openTab(screen.page, pathOf(user)));
    await other.input.waitFor();
    await control(run, 'PUT', '/model/script', WATCHABLE);
    await screen.send(`What about ${randomNoun()}?`);
    await other.untilWritten(20);
    await Promise.all([screen.untilAnswered(2), other.untilAnswered(2)]);
    await control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 1 });
    await other.send(`And ${randomNoun()}?`);
    await Promise.all([screen.untilAnswered(4), other.untilAnswered(4)]);
    await expectStored(screen, user);
    await expectStored(other, user);
    expect(await answerCalls(run)).toBe(2);
  });

  it('on two devices refuses the second message while the first is answered, and keeps it to be sent once', async () => {
    app.allowFailedRequests();
    const screen = await openConversation(app, user);
    const other = await openConversation(app, user);
    await control(run, 'PUT', '/model/script', WATCHABLE);
    const [first, second] = [`What about ${randomNoun()}?`, `And ${randomNoun()}?`];
    await screen.send(first);
    await screen.untilWritten(10);
    await other.send(second);
    await other.error.filter({ hasText: 'still being written' }).waitFor();
    expect(await other.input.inputValue()).toBe(second);
    await screen.untilAnswered(2);
    await control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 1 });
    await other.page.getByRole('button', { name: 'Try again' }).click();
    await other.untilAnswered(4);
    await expectStored(other, user);
    const { messages } = await readConversation(run, user.ids);
    expect(messages.filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual([first, second]);
    expect(await answerCalls(run)).toBe(2);
  });
});

describe('a message', () => {
  it.each([
    ['the REST API streams it', 'Function URLs are', { functionUrl: 'down' }, 'Live, second way'],
    ['it comes whole', 'both streams are', { functionUrl: 'down', restStream: 'down' }, 'Whole answers'],
  ])('is answered while %s where %s down', async (_how, _what, transports, badge) => {
    app.allowFailedRequests();
    await control(run, 'PUT', '/transports', transports);
    const screen = await openConversation(app, user);
    await screen.send(`What about ${randomNoun()}?`);
    await screen.untilAnswered(2);
    await screen.page.getByText(badge, { exact: true }).waitFor();
    await expectStored(screen, user);
    expect(await answerCalls(run)).toBe(1);
  });

  it('stays in the draft where nothing can be reached, and is said once by trying again', async () => {
    app.allowFailedRequests();
    const screen = await openConversation(app, user);
    await control(run, 'PUT', '/transports', { functionUrl: 'down', restStream: 'down', rest: 'down' });
    const message = `What about ${randomNoun()}?`;
    await screen.send(message);
    await screen.error.waitFor();
    expect(await screen.error.textContent()).toContain('could not be reached');
    expect(await screen.input.inputValue()).toBe(message);
    await screen.page.getByText('Not connected').waitFor();
    await control(run, 'PUT', '/transports', { functionUrl: 'up', restStream: 'up', rest: 'up' });
    await screen.page.getByRole('button', { name: 'Try again' }).click();
    await screen.untilAnswered(2);
    expect(await screen.input.inputValue()).toBe('');
    expect(await screen.error.count()).toBe(0);
    await expectStored(screen, user);
    expect(await answerCalls(run)).toBe(1);
  });
});
