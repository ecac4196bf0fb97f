import { join } from 'node:path';
import { createCoachStreamClient } from '@coach-stream/client';
import type { Browser, Page } from 'playwright-core';
import { control, type LocalRunUnderTest } from '../local-run.ts';
import { EVERYTHING } from './answers.ts';
import { ChatScreen } from './chat-screen.ts';

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const SIZES = { wide: WIDE, phone: PHONE } as const;
const FAST = { firstTokenMs: 5, tokenMs: 1 };
/** Long enough to take a picture of what shows before an answer, and shorter than a model is waited for. */
const THINKING = { firstTokenMs: 2_000, tokenMs: 1 };
/** One for each picture of what shows before an answer. */
const QUESTIONS = [
  'And how long do I rest between the sets?',
  'Are pause squats good for me?',
  'Do I wear a belt for heavy squats?',
  'How many sets of squats are enough?',
];
const ALL_DOWN = { functionUrl: 'down', restStream: 'down', rest: 'down' };
const ALL_UP = { functionUrl: 'up', restStream: 'up', rest: 'up' };

type Variant = `${'light' | 'dark'}-${keyof typeof SIZES}`;
const ALL: readonly Variant[] = ['light-wide', 'dark-wide', 'light-phone', 'dark-phone'];

/** What pictures are taken of, and where they go. */
export interface Photography {
  readonly run: LocalRunUnderTest;
  readonly browser: Browser;
  /** The time that the pages show, ISO-8601. */
  readonly takenAt: string;
  readonly directory: string;
  /** Each state in every variant, to be looked at. Default: those that the documentation shows */
  readonly isEveryVariant?: boolean;
}

/** Goes through the app as the demo user, and takes a picture of each state, light and dark, wide and on a phone. */
export async function photographStates({
  run,
  browser,
  takenAt,
  directory,
  isEveryVariant = false,
}: Photography): Promise<void> {
  // Seeded when the run was started, which is not the time of the pictures.
  const client = createCoachStreamClient({ outputs: run.outputs, getToken: () => run.demoToken() });
  await client.api.conversations.delete(run.ids);
  const context = await browser.newContext({ viewport: WIDE, timezoneId: 'Europe/Berlin', locale: 'en-GB' });
  const page = await context.newPage();
  await page.clock.install({ time: takenAt });
  const screen = new ChatScreen(page);
  const photograph = (state: string, variants: readonly Variant[]) =>
    takePictures(page, join(directory, state), isEveryVariant ? ALL : variants);
  await control(run, 'PUT', '/model/script', FAST);

  await page.goto(run.address);
  const demoUser = page.getByRole('button', { name: 'Continue as the demo user' });
  await demoUser.waitFor();
  await photograph('sign-in', ['light-wide', 'dark-phone']);
  await demoUser.click();

  await page.getByRole('button', { name: 'New coach' }).click();
  await screen.last.waitFor();
  for (const answer of ['I want to squat 140 kg by next summer', 'I am 36 and have two small children', EVERYTHING]) {
    await screen.ask(answer);
  }
  await photograph('coach-creator', ['light-wide', 'light-phone']);

  await page.goto(`${run.address}/#/`);
  await page.getByRole('button', { name: 'Take this coach' }).first().click();
  await page.getByRole('button', { name: 'Start a conversation' }).waitFor();
  await page.goto(`${run.address}/#/`);
  await page.getByText('Unfinished coach').waitFor();
  await photograph('coaches', ['light-wide', 'dark-phone']);

  await page.getByRole('link', { name: /^Robin/ }).click();
  await page.getByRole('button', { name: 'New conversation' }).click();
  await screen.input.waitFor();
  await screen.ask('How do I warm up before heavy squats?');
  await control(run, 'PUT', '/model/script', THINKING);
  const lineVariants: readonly Variant[] = isEveryVariant ? ALL : ['light-wide', 'dark-phone'];
  for (const [at, variant] of lineVariants.entries()) {
    await screen.send(QUESTIONS[at] ?? '');
    await screen.passingLine();
    await takePictures(page, join(directory, 'conversation-passing-line'), [variant]);
    await screen.untilAnswered(4 + 2 * at);
  }
  await control(run, 'PUT', '/model/script', FAST);
  await screen.ask('/log-workout 5x5 back squat at 100 kg, felt hard');
  await page.getByRole('link', { name: /^Workout logged/ }).waitFor();
  await photograph('conversation-workout', ['light-wide', 'dark-wide', 'light-phone']);
  await control(run, 'PUT', '/transports', ALL_DOWN);
  await screen.send('What should I train on Wednesday?');
  await screen.error.waitFor();
  await photograph('conversation-unreachable', ['light-phone']);
  await control(run, 'PUT', '/transports', ALL_UP);
  await page.getByRole('button', { name: 'Try again' }).click();
  await screen.error.waitFor({ state: 'detached' });
  await screen.stopButton.waitFor({ state: 'detached' });

  await page.goto(`${run.address}/#/workouts`);
  await page.getByRole('heading', { name: 'Workouts' }).waitFor();
  await page
    .getByText(/100 kg/)
    .first()
    .waitFor();
  await photograph('workouts', ['light-wide']);
  await page.goto(`${run.address}/#/profile`);
  await page.getByLabel('Name', { exact: true }).waitFor();
  await photograph('profile', ['light-wide']);

  await page.goto(`${run.address}/#/chats`);
  await page.getByRole('button', { name: /^All-round coach/ }).click();
  await screen.input.waitFor();
  await screen.ask('Give me a ten-minute warm-up before squats.');
  await photograph('persona-chat', ['dark-wide']);
  await context.close();
}

async function takePictures(page: Page, path: string, variants: readonly Variant[]): Promise<void> {
  for (const variant of variants) {
    const [colorScheme, size] = variant.split('-');
    await page.emulateMedia({ colorScheme: colorScheme === 'dark' ? 'dark' : 'light' });
    await page.setViewportSize(size === 'phone' ? PHONE : WIDE);
    await page.screenshot({ path: `${path}-${variant}.png`, animations: 'disabled', caret: 'hide' });
  }
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: 'light' });
}
