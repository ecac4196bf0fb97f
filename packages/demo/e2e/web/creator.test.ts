import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { localRun, randomNoun } from '../support/local-run.ts';
import { EVERYTHING } from '../support/web/answers.ts';
import { ChatScreen } from '../support/web/chat-screen.ts';
import { expectShown, expectStored } from '../support/web/expect-stored.ts';
import { pressUntilFocused } from '../support/web/keyboard.ts';
import { useWebApp } from '../support/web/web-app.ts';
import { newWebUser, type WebUser } from '../support/web/web-user.ts';

const run = localRun();
const app = useWebApp(run);
const MAX_QUESTIONS = 20;

let user: WebUser;
beforeEach(async () => {
  user = await newWebUser(run);
});

/** The last part of the address. */
const idAtEnd = (page: Page) => page.url().split('/').at(-1) ?? '';

/** Answers until every question is answered. @param say sends an answer @returns how many questions were answered, after each answer */
async function answerAll(screen: ChatScreen, say: (text: string) => Promise<void>): Promise<number[]> {
  const counts: number[] = [];
  const building = screen.page.getByText(/^(Building your coach|Your coach is ready)$/);
  for (let answers = 0; answers < MAX_QUESTIONS && !(await building.isVisible()); answers += 1) {
    const before = await screen.messages.count();
    await say(EVERYTHING);
    await screen.messages.nth(before + 1).waitFor();
    await screen.stopButton.waitFor({ state: 'detached' });
    const progress = (await screen.page.getByText(/^\d+ of \d+ questions$/).textContent()) ?? '';
    counts.push(Number.parseInt(progress, 10));
    // What follows an answer: the next one, or the building.
    await screen.sendButton.or(building).first().waitFor();
  }
  return counts;
}

async function expectSessionStored(screen: ChatScreen): Promise<void> {
  const sessionId = idAtEnd(screen.page);
  const { messages } = await user.client.api.sessions.messages({ userId: user.ids.userId, sessionId }, { limit: 50 });
  await expectShown(screen, messages.toReversed(), 'Coach creator');
}

describe('the coach creator', () => {
  it('leads from its first question to a coach, who answers', async () => {
    const page = await app.open({ user });
    await page.getByRole('button', { name: 'New coach' }).click();
    const screen = new ChatScreen(page);
    await screen.input.waitFor();
    await screen.last.waitFor();
    const counts = await answerAll(screen, (text) => screen.send(text));
    expect(counts).toEqual(counts.toSorted((one, other) => one - other));
    expect(counts.length).toBeGreaterThan(2);
    await expectSessionStored(screen);
    await page.getByRole('link', { name: 'Meet your coach' }).click({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Start a conversation' }).click();
    await screen.ask(`How do I begin with ${randomNoun()}?`);
    const [, coachId = ''] = /coaches\/([^/]+)/.exec(page.url()) ?? [];
    const { coachName, sessionId } = await user.client.api.coaches.get({ ...user.ids, coachId });
    expect(sessionId).toMatch(/\S/);
    await expectStored(screen, { run, coachName, ids: { ...user.ids, coachId, conversationId: idAtEnd(page) } });
  }, 90_000);

  it('opens the new coach by itself, needs no mouse, and goes on after a reload', async () => {
    const page = await app.open({ user });
    const { keyboard } = page;
    await page.getByRole('button', { name: 'New coach' }).waitFor();
    await pressUntilFocused(page, 'Tab', page.getByRole('button', { name: 'New coach' }));
    await keyboard.press('Enter');
    const screen = new ChatScreen(page);
    await screen.last.waitFor();
    await pressUntilFocused(page, 'Tab', screen.input);
    await keyboard.type('I want to get stronger');
    await keyboard.press('Enter');
    await screen.untilAnswered(3);
    await page.reload();
    await screen.untilAnswered(3);
    await expectSessionStored(screen);
    await answerAll(screen, async (text) => {
      await pressUntilFocused(page, 'Tab', screen.input);
      await keyboard.insertText(text);
      await keyboard.press('Enter');
    });
    await page.getByText('Your coach is ready').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Start a conversation' }).waitFor();
    await pressUntilFocused(page, 'Tab', page.getByRole('button', { name: 'Start a conversation' }));
    await keyboard.press('Enter');
    await screen.input.waitFor();
    await pressUntilFocused(page, 'Tab', screen.input);
    await keyboard.type('/log');
    await keyboard.press('Tab');
    await keyboard.type('3x5 deadlift at 120 kg');
    await keyboard.press('Enter');
    await screen.untilAnswered(2);
    expect(await screen.messages.first().textContent()).toContain('/log-workout 3x5 deadlift at 120 kg');
    const badge = page.getByRole('link', { name: /^Workout logged: / });
    await badge.waitFor();
    await pressUntilFocused(page, 'Shift+Tab', badge);
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Workouts' }).waitFor();
  }, 90_000);
});
