import { beforeEach, describe, expect, it } from '@jest/globals';
import { control, localRun, randomNoun } from '../support/local-run.ts';
import { readConversation } from '../support/stored-messages.ts';
import type { ChatScreen } from '../support/web/chat-screen.ts';
import { expectStored } from '../support/web/expect-stored.ts';
import { openConversation, pathOf } from '../support/web/open-conversation.ts';
import { PHONE, useWebApp } from '../support/web/web-app.ts';
import { newWebUser, type WebUser } from '../support/web/web-user.ts';

const run = localRun();
const app = useWebApp(run);
/** Slow enough to look at an answer while it is written. */
const WATCHABLE = { firstTokenMs: 300, tokenMs: 20 };

let user: WebUser;
beforeEach(async () => {
  user = await newWebUser(run);
});

describe('an answer', () => {
  it('is shown as it grows, behind a line that tells what the coach is doing', async () => {
    await control(run, 'PUT', '/model/script', WATCHABLE);
    const screen = await openConversation(app, user);
    await screen.send(`How do I warm up before ${randomNoun()}?`);
    const line = await screen.passingLine();
    const first = await screen.untilWritten(1);
    const second = await screen.untilWritten(first + 1);
    const third = await screen.untilWritten(second + 1);
    expect([first, second, third]).toEqual([first, second, third].toSorted((one, other) => one - other));
    expect(await screen.stopButton.isVisible()).toBe(true);
    expect(await screen.last.textContent()).not.toContain(line);
    await screen.untilAnswered(2);
    await expectStored(screen, user);
  });

  it.each(['the button', 'Esc'])('that is stopped by %s keeps what was written', async (by) => {
    await control(run, 'PUT', '/model/script', WATCHABLE);
    const screen = await openConversation(app, user);
    await screen.send(`Explain ${randomNoun()} to me`);
    await screen.untilWritten(20);
    await (by === 'Esc' ? screen.input.press('Escape') : screen.stopButton.click());
    await screen.untilAnswered(2);
    expect(await screen.last.textContent()).toContain('Stopped.');
    await expectStored(screen, user);
    const { messages } = await readConversation(run, user.ids);
    expect(messages[1]).toMatchObject({ state: 'stopped', content: expect.stringMatching(/.{20}/) });
  });

  it('does not pull down somebody who has scrolled up to read', async () => {
    const screen = await openConversation(app, user, { context: { viewport: { width: 1280, height: 480 } } });
    await screen.ask(`What is ${randomNoun()} good for?`);
    await control(run, 'PUT', '/model/script', WATCHABLE);
    await screen.send(`And ${randomNoun()}?`);
    await screen.untilWritten(40);
    const scrollTop = () => screen.log.evaluate((node: { scrollTop: number }) => node.scrollTop);
    const atEnd = await scrollTop();
    expect(atEnd).toBeGreaterThan(200);
    await screen.log.hover();
    await screen.page.mouse.wheel(0, -150);
    const latest = screen.page.getByRole('button', { name: 'Latest' });
    await latest.waitFor();
    const scrolledTo = await scrollTop();
    await screen.untilWritten((await screen.untilWritten(1)) + 80);
    expect(await scrollTop()).toBe(scrolledTo);
    await latest.click();
    await latest.waitFor({ state: 'detached' });
    await screen.untilAnswered(4);
    expect(await scrollTop()).toBeGreaterThan(atEnd);
    await expectStored(screen, user);
  });

  it('runs nothing that stands in it: no script, no markup, no link to a script', async () => {
    const screen = await openConversation(app, user);
    // The coach repeats what it is to remember.
    const hostile =
      'I train at [my gym](javascript:hit=1) <img src=x onerror="hit=2"> <b>hard</b> with **heavy** bells';
    await screen.ask(`/save-memory ${hostile}`);
    await screen.last.getByText('heavy', { exact: true }).waitFor();
    expect(await screen.last.locator('strong').first().textContent()).toBe('heavy');
    expect(await screen.last.locator('img, b, script, [onerror], [href^="javascript"]').count()).toBe(0);
    await screen.last.getByText('my gym', { exact: true }).click({ modifiers: ['Alt'] });
    expect(await screen.page.evaluate('typeof hit')).toBe('undefined');
    await screen.page.reload();
    await screen.last.getByText('heavy', { exact: true }).waitFor();
    expect(await screen.log.locator('img, b, script, [onerror], [href^="javascript"]').count()).toBe(0);
    const { messages } = await readConversation(run, user.ids);
    expect(messages[1]?.content).toContain('<img src=x onerror="hit=2">');
  });
});

describe('what is kept beside an answer', () => {
  it('is told: a workout that was logged, which then stands among the workouts', async () => {
    const screen = await openConversation(app, user);
    await screen.ask('/log-workout 5x5 back squat at 105 kg, felt hard');
    await expectStored(screen, user);
    await screen.page.getByRole('link', { name: /^Workout logged: / }).click();
    await screen.page.getByRole('heading', { name: 'Workouts' }).waitFor();
    await screen.page.getByRole('listitem').filter({ hasText: '105 kg' }).first().waitFor();
    const { workouts } = await user.client.api.workouts.list(user.ids);
    expect(workouts).toMatchObject([{ exercises: [{ sets: 5, reps: 5, weight: 105 }] }]);
  });

  it('is told: a memory, which then stands among the memories until it is deleted', async () => {
    const screen = await openConversation(app, user);
    const place = randomNoun();
    await screen.ask(`/save-memory I only train in ${place}`);
    await expectStored(screen, user);
    const { page } = screen;
    await page.getByRole('link', { name: 'Kept in mind' }).click();
    await page.getByRole('heading', { name: 'Memories' }).waitFor();
    const memory = page.getByRole('listitem').filter({ hasText: `I only train in ${place}` });
    await memory.waitFor();
    await page.getByRole('button', { name: `Delete I only train in ${place}` }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await memory.waitFor({ state: 'detached' });
    expect((await user.client.api.memories.list(user.ids)).memories).toEqual([]);
    // The answer has saved it all the same; its badge leads to what is left.
    await page.goto(`${run.address}/#${pathOf(user)}`);
    await page.getByRole('link', { name: 'Kept in mind' }).click();
    await page.getByRole('heading', { name: 'Nothing yet' }).waitFor();
  });

  it('stays with its answer: after a later one, a reload, and in another browser', async () => {
    const screen = await openConversation(app, user);
    await screen.ask('/log-workout 5x5 back squat at 105 kg, felt hard');
    await screen.ask(`/save-memory I only train in ${randomNoun()}`);
    await screen.ask('Thanks a lot, coach!');
    const badgesOf = async ({ messages }: ChatScreen) => {
      await messages.nth(5).waitFor();
      const links = Array.from({ length: 6 }, (_, at) => messages.nth(at).getByRole('link').allTextContents());
      return (await Promise.all(links)).map((texts) => texts.map((text) => text.replace(/:.*/, '').trim()));
    };
    const kept = [[], ['Workout logged'], [], ['Kept in mind'], [], []];
    expect(await badgesOf(screen)).toEqual(kept);
    await screen.page.reload();
    expect(await badgesOf(screen)).toEqual(kept);
    expect(await badgesOf(await openConversation(app, user, { context: PHONE }))).toEqual(kept);
  });
});
