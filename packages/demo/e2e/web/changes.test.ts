import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { control, localRun, randomNoun } from '../support/local-run.ts';
import { eventually } from '../support/rest.ts';
import { ChatScreen } from '../support/web/chat-screen.ts';
import { expectAccessible } from '../support/web/expect-accessible.ts';
import { expectShown, expectStored } from '../support/web/expect-stored.ts';
import { expectFitsPhone } from '../support/web/fits-phone.ts';
import { pressUntilFocused } from '../support/web/keyboard.ts';
import { openConversation } from '../support/web/open-conversation.ts';
import { PHONE, useWebApp } from '../support/web/web-app.ts';
import { newWebUser, type WebUser } from '../support/web/web-user.ts';

const run = localRun();
const app = useWebApp(run);

/** A menu hangs beside the page, and behind a dialog the page is hidden: its landmarks and its heading are not to be seen. */
const BESIDE_THE_PAGE = ['region', 'landmark-one-main', 'page-has-heading-one'];

let user: WebUser;
beforeEach(async () => {
  user = await newWebUser(run);
});

/** Counts the reads of a list, by the path of its address, and of the heads in it. */
function countReads(page: Page, path: string) {
  const reads = { lists: 0, heads: 0 };
  page.on('request', (request) => {
    const [, ending] = new URL(request.url()).pathname.split(path);
    if (request.method() === 'GET' && /^(\/[^/]+)?$/.test(ending ?? '-')) {
      reads[ending === '' ? 'lists' : 'heads'] += 1;
    }
  });
  return {
    lists: () => reads.lists,
    heads: () => reads.heads,
    untilHeads: (heads: number) =>
      eventually(
        async () => reads.heads,
        (seen) => seen >= heads,
      ),
  };
}

const addressesOf = (links: Locator) =>
  links.evaluateAll((all) =>
    (all as { getAttribute(name: string): string }[]).map((link) => link.getAttribute('href')),
  );

describe('a conversation', () => {
  it('is renamed and deleted by keyboard, in dialogs that break no rule of accessibility', async () => {
    const screen = await openConversation(app, user);
    const { page } = screen;
    const options = page.getByRole('button', { name: 'Conversation options' });
    await pressUntilFocused(page, 'Shift+Tab', options);
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Rename…' }).waitFor();
    await expectAccessible(page, BESIDE_THE_PAGE);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, BESIDE_THE_PAGE);
    const title = `On ${randomNoun()}`;
    await page.getByLabel('Title', { exact: true }).fill(title);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: title }).waitFor();
    expect((await user.client.api.conversations.get(user.ids)).title).toBe(title);
    await options.press('Enter');
    await page.getByRole('menuitem', { name: 'Delete…' }).press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await expectAccessible(page, BESIDE_THE_PAGE);
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).press('Enter');
    await page.getByRole('button', { name: 'Start a conversation' }).waitFor();
    expect((await user.client.api.conversations.list(user.ids)).conversations).toEqual([]);
  });

  it('has its head read after an answer, once more for its title, and after a rename; its list once', async () => {
    const screen = await openConversation(app, user);
    const { page, input } = screen;
    const reads = countReads(page, '/conversations');
    await page.reload();
    await reads.untilHeads(1);
    await input.waitFor();
    const title = `On ${randomNoun()}`;
    let looks = 0;
    // The title is made behind the answer: it is there at the second look.
    await page.route(`**/conversations/${user.ids.conversationId}`, async (route) => {
      looks += 1;
      const isTitled = looks > 1;
      const response = await route.fetch();
      const head = await response.json();
      await route.fulfill({ response, json: { ...head, title: isTitled ? title : undefined } });
    });
    await screen.ask(`What about ${randomNoun()}?`);
    await page.getByRole('heading', { name: title }).waitFor();
    await page.getByRole('link', { name: title }).waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    expect([reads.lists(), reads.heads()]).toEqual([1, 3]);
    await page.getByRole('button', { name: 'Conversation options' }).click();
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    await page.getByLabel('Title', { exact: true }).fill(`${title}, again`);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `${title}, again` }).waitFor();
    expect([reads.lists(), reads.heads()]).toEqual([1, 4]);
  });

  it('keeps what was being written over a reload, until it is sent', async () => {
    const screen = await openConversation(app, user);
    const draft = `What about ${randomNoun()}`;
    await screen.input.fill(draft);
    await screen.page.reload();
    await screen.page.waitForFunction(({ input, draft }) => input.value === draft, {
      input: await screen.input.evaluateHandle((node: { value: string }) => node),
      draft,
    });
    await screen.input.press('Enter');
    await screen.untilAnswered(2);
    await screen.page.reload();
    await screen.untilAnswered(2);
    expect(await screen.input.inputValue()).toBe('');
    await expectStored(screen, user);
  });
});

describe('a chat with a persona', () => {
  it('is answered as it is written, goes on after a reload, and breaks no rule of accessibility', async () => {
    const page = await app.open({ user, path: '/chats', context: PHONE });
    const screen = new ChatScreen(page);
    await page.getByRole('button', { name: /^All-round coach/ }).waitFor();
    await expectAccessible(page);
    await expectFitsPhone(page);
    await page.getByRole('button', { name: /^All-round coach/ }).tap();
    await screen.input.waitFor();
    await control(run, 'PUT', '/model/script', { firstTokenMs: 50, tokenMs: 25 });
    await screen.send(`What is ${randomNoun()} good for, and what does it do for my training?`);
    await screen.untilWritten(10);
    await page.reload();
    await screen.untilWritten(30);
    await screen.untilAnswered(2);
    await expectAccessible(page);
    await expectFitsPhone(page);
    const answer = await screen.last.textContent();
    await page.reload();
    await screen.untilAnswered(2);
    expect(await screen.last.textContent()).toBe(answer);
  });

  it('is there on another device, with the answer that is being written', async () => {
    const { sessionId } = await user.client.api.chats.start({ persona: 'calm_coach' });
    const path = `/chats/${sessionId}`;
    const screen = new ChatScreen(await app.open({ user, path }));
    await screen.input.waitFor();
    await screen.ask(`What about ${randomNoun()}?`);
    await control(run, 'PUT', '/model/script', { firstTokenMs: 50, tokenMs: 25 });
    await screen.send(`And ${randomNoun()}, what does it do for my training?`);
    await screen.untilWritten(10);
    const other = new ChatScreen(await app.open({ user, path, context: PHONE }));
    await other.untilWritten(30);
    await Promise.all([screen.untilAnswered(4), other.untilAnswered(4)]);
    const stored = (await user.client.api.chats.messages({ sessionId })).messages.toReversed();
    expect(stored.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    for (const shown of [screen, other]) {
      await expectShown(shown, stored, 'Calm coach');
    }
  });

  it('has its head read after an answer and a change of who answers, and its list once', async () => {
    const [older, newer] = [await user.client.api.chats.start(), await user.client.api.chats.start()];
    const page = await app.open({ user, path: '/chats' });
    const entries = page.getByRole('region', { name: 'Chats' }).getByRole('listitem').getByRole('link');
    await entries.nth(1).waitFor();
    expect(await addressesOf(entries)).toEqual([newer, older].map(({ sessionId }) => `#/chats/${sessionId}`));
    const reads = countReads(page, '/chat/sessions');
    await entries.nth(1).click();
    const screen = new ChatScreen(page);
    await screen.input.waitFor();
    await reads.untilHeads(1);
    const question = `What about ${randomNoun()}?`;
    await screen.ask(question);
    await entries.first().filter({ hasText: question }).waitFor();
    expect(await addressesOf(entries)).toEqual([older, newer].map(({ sessionId }) => `#/chats/${sessionId}`));
    await page.getByLabel('Who answers').selectOption('calm_coach');
    await reads.untilHeads(3);
    expect([reads.lists(), reads.heads()]).toEqual([0, 3]);
  });

  it('shows a chat that somebody has deleted elsewhere as gone', async () => {
    app.allowFailedRequests();
    const { sessionId } = await user.client.api.chats.start();
    await user.client.api.chats.delete({ sessionId });
    const screen = new ChatScreen(await app.open({ user, path: `/chats/${sessionId}` }));
    await screen.error.filter({ hasText: 'does not exist any more' }).waitFor();
  });
});

describe('the profile', () => {
  it('is saved, and read by the next page', async () => {
    const page = await app.open({ user, path: '/profile' });
    await page.getByLabel('Name', { exact: true }).fill('Zoë');
    await page.getByLabel('Standing order', { exact: true }).fill('No overhead lifting');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    expect(await user.client.api.profile.get(user.ids)).toMatchObject({
      displayName: 'Zoë',
      criticalTrainingDirective: { content: 'No overhead lifting', enabled: true },
    });
    await page.reload();
    await page.getByLabel('Name', { exact: true }).waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Zoë');
  });
});
