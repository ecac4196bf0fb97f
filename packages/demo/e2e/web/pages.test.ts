import { MAX_PAGE_ITEMS } from '@coach-stream/streaming-core/contract';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { control, localRun, randomNoun } from '../support/local-run.ts';
import type { ChatScreen } from '../support/web/chat-screen.ts';
import { expectAccessible } from '../support/web/expect-accessible.ts';
import { expectFitsPhone } from '../support/web/fits-phone.ts';
import { openConversation, pathOf } from '../support/web/open-conversation.ts';
import { PHONE, useWebApp } from '../support/web/web-app.ts';
import { newWebUser, type WebUser } from '../support/web/web-user.ts';

const run = localRun();
const app = useWebApp(run);

/** Somebody with a record of every kind. */
let user: WebUser;
let sessionId: string;
beforeAll(async () => {
  user = await newWebUser(run);
  const { client, ids } = user;
  await control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 1 });
  ({ sessionId } = await client.api.sessions.create(ids));
  await client.api.memories.create(ids, { content: 'No jumping: my left knee hurts' });
  const { conversationId } = await client.api.conversations.create(ids);
  const logging = client.streamCoachConversation(
    { ...ids, conversationId },
    { userResponse: '/log-workout 5x5 back squat at 100 kg, felt hard' },
  );
  for await (const _event of logging) {
    // Read to its end.
  }
}, 60_000);

interface Place {
  readonly name: string;
  readonly path: () => string;
  /** Something that is there once the page is. */
  readonly sign: (page: Page) => ReturnType<Page['getByText']>;
}

const PLACES: readonly Place[] = [
  { name: 'the coaches', path: () => '/', sign: (page) => page.getByText('Unfinished coach') },
  { name: 'a coach', path: () => `/coaches/${user.ids.coachId}`, sign: (page) => page.getByText('New conversation') },
  {
    name: 'the coach creator',
    path: () => `/create/${sessionId}`,
    sign: (page) => page.getByRole('region', { name: 'Messages' }).getByRole('listitem'),
  },
  { name: 'the workouts', path: () => '/workouts', sign: (page) => page.getByText(/100 kg/) },
  { name: 'the memories', path: () => '/memories', sign: (page) => page.getByText(/my left knee/) },
  { name: 'the profile', path: () => '/profile', sign: (page) => page.getByLabel('Name', { exact: true }) },
];

async function openPlace({ path, sign }: Place, context: BrowserContextOptions = {}): Promise<Page> {
  const page = await app.open({ user, path: path(), context });
  await sign(page).first().waitFor();
  return page;
}

describe.each(PLACES)('$name', (place) => {
  it('break no rule of accessibility, light and dark', async () => {
    await expectAccessible(await openPlace(place));
  });

  it('fit a phone', async () => {
    const page = await openPlace(place, PHONE);
    await expectFitsPhone(page);
  });
});

describe('lists of more than a page', () => {
  it('are shown whole', async () => {
    const somebody = await newWebUser(run);
    const { client, ids } = somebody;
    // One after the other: fifty at once would start fifty environments.
    for (let created = 0; created <= MAX_PAGE_ITEMS; created += 1) {
      await client.api.sessions.create(ids);
    }
    const page = await app.open({ user: somebody, path: '/' });
    const unfinished = page.getByText('Unfinished coach');
    await unfinished.first().waitFor();
    expect(await unfinished.count()).toBe(MAX_PAGE_ITEMS + 1);
  });
});

describe('signing in', () => {
  it('breaks no rule of accessibility, and fits a phone', async () => {
    const page = await app.open({ context: PHONE });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await expectAccessible(page);
    await expectFitsPhone(page);
    await page.getByRole('button', { name: 'Create an account' }).click();
    await page.getByRole('heading', { name: 'Create an account' }).waitFor();
    await expectAccessible(page);
    await expectFitsPhone(page);
  });
});

describe('a conversation', () => {
  const composerIsVisible = async ({ input, page }: ChatScreen) => {
    const [box, viewport] = [await input.boundingBox(), page.viewportSize()];
    expect(box?.y ?? 0).toBeGreaterThan(0);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(viewport?.height ?? 0);
  };

  it('breaks no rule of accessibility: empty, while it is answered, with a badge, and where sending has failed', async () => {
    app.allowFailedRequests();
    const own = await newWebUser(run);
    const screen = await openConversation(app, own);
    await screen.page.getByRole('heading', { name: 'What are we working on?' }).waitFor();
    await expectAccessible(screen.page);
    await control(run, 'PUT', '/model/script', { firstTokenMs: 1_500, tokenMs: 30 });
    await screen.send('I did 3x5 deadlift at 120 kg this morning');
    await screen.passingLine();
    await expectAccessible(screen.page);
    await screen.untilWritten(20);
    await expectAccessible(screen.page);
    await screen.untilAnswered(2);
    await screen.page.getByRole('link', { name: /^Workout logged: / }).waitFor();
    await expectAccessible(screen.page);
    await control(run, 'PUT', '/transports', { functionUrl: 'down', restStream: 'down', rest: 'down' });
    await screen.send('And now?');
    await screen.error.waitFor();
    await expectAccessible(screen.page);
  });

  it('fits a phone, with the composer in view: empty, while it is answered, and where sending has failed', async () => {
    app.allowFailedRequests();
    const own = await newWebUser(run);
    const screen = await openConversation(app, own, { context: PHONE });
    await screen.page.getByRole('heading', { name: 'What are we working on?' }).waitFor();
    await composerIsVisible(screen);
    await expectFitsPhone(screen.page);
    await control(run, 'PUT', '/model/script', { firstTokenMs: 50, tokenMs: 10 });
    await screen.send(`How do I warm up before ${randomNoun()}${'-and-more'.repeat(20)}?`);
    await screen.untilWritten(20);
    await composerIsVisible(screen);
    await expectFitsPhone(screen.page);
    await screen.untilAnswered(2);
    await composerIsVisible(screen);
    await control(run, 'PUT', '/transports', { functionUrl: 'down', restStream: 'down', rest: 'down' });
    await screen.send('And now?');
    await screen.error.waitFor();
    await composerIsVisible(screen);
    await expectFitsPhone(screen.page);
    await screen.page.getByRole('link', { name: 'All conversations' }).tap();
    const link = screen.page.locator(`a[href="#${pathOf(own)}"]`);
    await link.waitFor();
    await expectFitsPhone(screen.page);
    await link.tap();
    await screen.input.waitFor();
  });
});
