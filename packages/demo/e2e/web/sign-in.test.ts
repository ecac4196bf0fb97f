import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { signIn } from '../../src/sign-in.ts';
import { control, localRun } from '../support/local-run.ts';
import { useWebApp } from '../support/web/web-app.ts';

const run = localRun();
const app = useWebApp(run);
afterEach(() => control(run, 'PUT', '/clock', { offsetMs: 0 }));

/** The local run sends no e-mail: every sign-up is confirmed by this code. */
const CODE = '000000';
/** Longer than an ID token of the stage is valid. */
const TOKEN_OVER_MS = 25 * 3_600_000;

const coaches = (page: Page) => page.getByRole('heading', { name: 'Your coaches' }).waitFor();
const signInHeading = (page: Page) => page.getByRole('heading', { name: 'Sign in' }).waitFor();

async function fillIn(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
}

async function newAccount() {
  const name = `web-${randomUUID()}`;
  await signIn(name, run.outputs, run.operator);
  return { 'E-mail': `${name}@demo.example`, Password: run.operator.password };
}

describe('signing in', () => {
  it('takes one click for the demo user, outlives a reload, and ends by signing out', async () => {
    const page = await app.open();
    await page.getByRole('button', { name: 'Continue as the demo user' }).click();
    await coaches(page);
    await page
      .getByRole('link', { name: /^Robin/ })
      .first()
      .waitFor();
    await page.reload();
    await coaches(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signInHeading(page);
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual([]);
    await page.reload();
    await signInHeading(page);
  });

  it('refuses a wrong password in words, and takes the right one', async () => {
    app.allowFailedRequests();
    const page = await app.open();
    const account = await newAccount();
    await fillIn(page, { ...account, Password: 'Wrong-password-1!' });
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    expect(await page.getByRole('alert').textContent()).toContain('do not match');
    await fillIn(page, account);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await coaches(page);
  });

  it('makes an account, which is confirmed by a code', async () => {
    app.allowFailedRequests();
    const page = await app.open();
    await page.getByRole('button', { name: 'Create an account' }).click();
    await fillIn(page, { 'E-mail': `new-${randomUUID()}@demo.example`, Password: 'Stronger-than-1-rope!' });
    await page.getByRole('button', { name: 'Create account' }).click();
    await fillIn(page, { 'Code from the e-mail': '123456' });
    await page.getByRole('button', { name: 'Confirm and sign in' }).click();
    await page.getByRole('alert').waitFor();
    await fillIn(page, { 'Code from the e-mail': CODE });
    await page.getByRole('button', { name: 'Confirm and sign in' }).click();
    await coaches(page);
  });

  it('takes a new password where the old one is forgotten, by a code', async () => {
    const page = await app.open();
    const account = await newAccount();
    await page.getByRole('button', { name: 'Forgot your password?' }).click();
    await fillIn(page, { 'E-mail': account['E-mail'] });
    await page.getByRole('button', { name: 'Send the code' }).click();
    await fillIn(page, { 'Code from the e-mail': CODE, 'New password': 'Another-Rope-of-2!' });
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await coaches(page);
  });

  it('goes on with a fresh token where the old one has expired', async () => {
    app.allowFailedRequests();
    const page = await app.open();
    await fillIn(page, await newAccount());
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await coaches(page);
    const stored = () => page.evaluate('JSON.parse(Object.values(localStorage)[0]).idToken');
    const old = await stored();
    await control(run, 'PUT', '/clock', { offsetMs: TOKEN_OVER_MS });
    await page.reload();
    await page.getByRole('heading', { name: 'Or start with a ready coach' }).waitFor();
    expect(await stored()).not.toBe(old);
  });
});
