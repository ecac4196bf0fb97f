import { launchBrowser } from './support/browser.ts';
import { localRun } from './support/local-run.ts';
import { ChatScreen } from './support/web/chat-screen.ts';
import { type AnswerShape, longAnswer } from './support/web/long-answer.ts';
import { measureAnswer } from './support/web/measure-answer.ts';
import { pathOf } from './support/web/open-conversation.ts';
import { newWebUser, signedIn } from './support/web/web-user.ts';

/** What `packages/bench` measures, against the run that `E2E_LOCAL_DIR` and `E2E_ADDRESS` name: one JSON line each. */
const MEASURED: readonly (readonly [AnswerShape, number])[] = [
  ['mixed', 1_250],
  ['mixed', 2_500],
  ['mixed', 5_000],
  ['list', 5_000],
  ['code', 5_000],
  ['paragraph', 5_000],
];
const TOKENS_PER_SECOND = 200;

const run = localRun();
const browser = await launchBrowser();
try {
  for (const [shape, tokens] of MEASURED) {
    // Another person each time: nothing is on the page but the answer.
    const user = await newWebUser(run);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...signedIn(user) });
    const page = await context.newPage();
    await page.goto(`${run.address}/#${pathOf(user)}`);
    const screen = new ChatScreen(page);
    await screen.input.waitFor();
    const answer = { run, tokens: longAnswer(shape, tokens), tokensPerSecond: TOKENS_PER_SECOND };
    console.log(JSON.stringify({ shape, ...(await measureAnswer(screen, answer)) }));
    await context.close();
  }
} finally {
  await browser.close();
}
