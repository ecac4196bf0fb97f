import { expect, it } from '@jest/globals';
import { localRun } from '../support/local-run.ts';
import type { ChatScreen } from '../support/web/chat-screen.ts';
import { countCalls } from '../support/web/count-calls.ts';
import { longAnswer } from '../support/web/long-answer.ts';
import { measureAnswer } from '../support/web/measure-answer.ts';
import { openConversation } from '../support/web/open-conversation.ts';
import { useWebApp } from '../support/web/web-app.ts';
import { newWebUser } from '../support/web/web-user.ts';

const run = localRun();
const app = useWebApp(run);

const TOKENS = longAnswer('mixed', 5_000);
const charactersOf = (tokens: number) => TOKENS.slice(0, tokens).join('').length;

/** Calls of the app's functions for each picture that is drawn, while the answer grows from so many tokens to so many. */
async function callsPerFrame(screen: ChatScreen, from: number, to: number): Promise<number> {
  const frames = () => screen.page.evaluate<number>('recordedFrames.length');
  await screen.untilWritten(charactersOf(from));
  const calls = await countCalls(screen.page);
  await calls.take();
  const before = await frames();
  // Markdown's own characters are not shown.
  await screen.untilWritten(charactersOf(to));
  const [count, after] = [await calls.take(), await frames()];
  return count / (after - before);
}

it('a token of a long answer costs the page no more than one of its first', async () => {
  const screen = await openConversation(app, await newWebUser(run));
  let calls: Promise<number[]> | undefined;
  const { frames, mainThreadMs, tokens } = await measureAnswer(screen, {
    run,
    tokens: TOKENS,
    tokensPerSecond: 1_000,
    onRecording() {
      calls = (async () => [await callsPerFrame(screen, 250, 1_000), await callsPerFrame(screen, 3_000, 3_750)])();
    },
  });
  const [first = 0, last = 0] = (await calls) ?? [];
  expect(first).toBeGreaterThan(100);
  // Were all of it parsed again for each picture, it would be more than twice as much.
  expect(last / first).toBeLessThan(1.5);
  // `npm run pnpm -- bench --only web` measures at the pace of a model, without counting.
  const of = (ms: number) => ms.toFixed(0);
  process.stdout.write(
    `${tokens} tokens at 1,000 a second, counted: frames p50 ${of(frames.p50)}, p95 ${of(frames.p95)}, max ${of(frames.max)} ms, ` +
      `main thread ${(mainThreadMs / tokens).toFixed(2)} ms a token; calls a frame ${of(first)}, then ${of(last)}\n`,
  );
}, 60_000);
