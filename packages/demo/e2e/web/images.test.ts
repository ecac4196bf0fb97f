import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator, Page, Route } from 'playwright-core';
import { PNG } from '../support/images.ts';
import { localRun } from '../support/local-run.ts';
import { eventually } from '../support/rest.ts';
import { readConversation } from '../support/stored-messages.ts';
import type { ChatScreen } from '../support/web/chat-screen.ts';
import { expectAccessible } from '../support/web/expect-accessible.ts';
import { expectStored } from '../support/web/expect-stored.ts';
import { openConversation } from '../support/web/open-conversation.ts';
import { useWebApp } from '../support/web/web-app.ts';
import { newWebUser, type WebUser } from '../support/web/web-user.ts';

const run = localRun();
const app = useWebApp(run);

const ADDRESSES = '**/image-urls';
/** The address of an image, as it is given for minutes. */
const isSigned = (url: URL) => url.searchParams.has('X-Amz-Signature');
const CHIP = 'Image that you sent: try again to load it';

let user: WebUser;
beforeEach(async () => {
  user = await newWebUser(run);
});

/** Sends a message with an image. @returns where that is shown */
async function sendImage(): Promise<{ screen: ChatScreen; page: Page; button: Locator; width: () => Promise<number> }> {
  const screen = await openConversation(app, user);
  const { page } = screen;
  const file = { name: 'squat.png', mimeType: 'image/png', buffer: PNG };
  await page.getByLabel('Images', { exact: true }).setInputFiles(file);
  await screen.ask('How deep is this?');
  const button = screen.log.getByRole('button', { name: 'Enlarge the image that you sent' });
  const width = async () => {
    const widths = await widthsOf(button.locator('img'));
    return widths[0] ?? 0;
  };
  return { screen, page, button, width };
}

const widthsOf = (images: Locator) =>
  images.evaluateAll((all) => (all as { naturalWidth: number }[]).map(({ naturalWidth }) => naturalWidth));

/** Holds requests back until they are let go, and those that come later no more. */
async function hold(page: Page, url: string | ((url: URL) => boolean)) {
  const held: Route[] = [];
  const isHeld = (route: Route) => void held.push(route);
  await page.route(url, isHeld);
  return {
    untilHeld: () =>
      eventually(
        async () => held.length,
        (length) => length > 0,
      ),
    async release(how: (route: Route) => Promise<void> = (route) => route.fallback()) {
      await page.unroute(url, isHeld);
      await Promise.all(held.map(how));
    },
  };
}

describe('an image', () => {
  it('is previewed, can be taken back, and goes with the message', async () => {
    const screen = await openConversation(app, user);
    const pick = (name: string) =>
      screen.page.getByLabel('Images', { exact: true }).setInputFiles({ name, mimeType: 'image/png', buffer: PNG });
    await pick('wrong.png');
    await screen.page.getByRole('button', { name: 'Remove wrong.png' }).click();
    await pick('squat.png');
    const preview = screen.page.getByRole('img', { name: 'squat.png' });
    await preview.waitFor();
    expect(await preview.evaluate((image: { naturalWidth: number }) => image.naturalWidth)).toBe(1);
    await screen.ask('How deep is this squat?');
    await screen.log.getByRole('button', { name: 'Enlarge the image that you sent' }).locator('img').waitFor();
    expect(await preview.count()).toBe(0);
    await expectStored(screen, user);
    const { messages } = await readConversation(run, user.ids);
    expect(messages[0]).toMatchObject({ imageS3Keys: [expect.any(String)] });
  });

  it('is still seen after a reload, and larger where it is clicked', async () => {
    const screen = await openConversation(app, user);
    const { page } = screen;
    const files = ['squat.png', 'row.png'].map((name) => ({ name, mimeType: 'image/png', buffer: PNG }));
    await page.getByLabel('Images', { exact: true }).setInputFiles(files);
    await screen.ask('How deep are these?');
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/image-urls')) {
        asked.push(request.postData() ?? '');
      }
    });
    await page.reload();
    const buttons = screen.log.getByRole('button', { name: 'Enlarge the image that you sent' });
    const images = buttons.locator('img');
    await images.nth(1).waitFor();
    expect(
      await eventually(
        () => widthsOf(images),
        (seen) => seen.every((width) => width > 0),
      ),
    ).toEqual([1, 1]);
    expect(asked.map((body) => JSON.parse(body).imageS3Keys.length)).toEqual([2]);
    expect(await images.first().getAttribute('src')).toContain('X-Amz-Signature=');

    await buttons.first().click();
    const larger = page.getByRole('dialog').getByRole('img', { name: 'What you sent' });
    await larger.waitFor();
    expect(await larger.evaluate((image: { naturalWidth: number }) => image.naturalWidth)).toBe(1);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectStored(screen, user);
  });

  it('has another address where the first is over, and is a chip where it cannot be had', async () => {
    const { page, button, width, screen } = await sendImage();
    app.allowFailedRequests();
    await page.route(isSigned, (route) => route.fulfill({ status: 403 }), { times: 1 });
    await page.reload();
    expect(await eventually(width, (seen) => seen > 0)).toBe(1);

    await page.route(isSigned, (route) => route.fulfill({ status: 403 }));
    await page.reload();
    await screen.messages.first().getByText('Image', { exact: true }).waitFor();
    expect(await button.count()).toBe(0);
  });

  it('breaks no rule of accessibility while its address is asked for, and keeps the focus while another one is', async () => {
    const { page, button, width } = await sendImage();
    app.allowFailedRequests();
    const addresses = await hold(page, ADDRESSES);
    const image = await hold(page, isSigned);
    await page.reload();
    await button.waitFor();
    expect(await button.locator('img').count()).toBe(0);
    await expectAccessible(page);
    await button.focus();
    await addresses.release();
    await image.untilHeld();
    const renewal = await hold(page, ADDRESSES);
    await image.release((route) => route.fulfill({ status: 403 }));
    await renewal.untilHeld();
    expect(await button.locator('img').count()).toBe(0);
    await page.keyboard.press('Enter');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await renewal.release();
    expect(await eventually(width, (seen) => seen > 0)).toBe(1);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await button.evaluate((node: { matches(selector: string): boolean }) => node.matches(':focus'))).toBe(true);
  });

  it('that could not be had is there once there is a network again, or by a press on its chip', async () => {
    const { page, width } = await sendImage();
    app.allowFailedRequests();
    const chip = page.getByRole('button', { name: CHIP });
    await page.route(ADDRESSES, (route) => route.abort());
    await page.reload();
    await chip.waitFor();
    await expectAccessible(page);
    await page.unroute(ADDRESSES);
    await page.context().setOffline(true);
    await page.getByText(/^You are offline/).waitFor();
    await page.context().setOffline(false);
    expect(await eventually(width, (seen) => seen > 0)).toBe(1);

    await page.route(ADDRESSES, (route) => route.abort());
    await page.reload();
    await chip.waitFor();
    await page.unroute(ADDRESSES);
    await chip.press('Enter');
    expect(await eventually(width, (seen) => seen > 0)).toBe(1);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('img', { name: 'What you sent' }).waitFor();
  });

  it('of a kind that is not taken is refused in words', async () => {
    const screen = await openConversation(app, user);
    const file = { name: 'plan.pdf', mimeType: 'application/pdf', buffer: PNG };
    await screen.page.getByLabel('Images', { exact: true }).setInputFiles(file);
    expect(await screen.error.textContent()).toContain('plan.pdf');
  });
});
