import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './support/browser.ts';
import { type ConversationUnderTest, newConversation, newKey, send } from './support/conversations.ts';
import { functionProcesses } from './support/faults.ts';
import { control, localRun, type ReceivedStream } from './support/local-run.ts';
import { readConversation } from './support/stored-messages.ts';

const run = localRun();
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage();
  // An origin that the stage allows; what it answers does not matter.
  await page.goto(`${run.address}/_local/`);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await control(run, 'PUT', '/model/script', {});
});
beforeEach(() => control(run, 'PUT', '/model/script', { firstTokenMs: 50, tokenMs: 60 }));

/** What a page without any code of ours sees of a turn. */
interface Seen {
  readonly text: string;
  readonly types: readonly string[];
  readonly connections: number;
  /** 2 is closed: the browser does not come back. */
  readonly readyState: number;
}

/** Reads a turn with the browser's own `EventSource` until it is closed for good. */
function readInPage(url: string): Promise<Seen> {
  return page.evaluate(
    (from) =>
      new Promise<Seen>((resolve) => {
        const source = new EventSource(from);
        const types: string[] = [];
        let text = '';
        let connections = 0;
        source.onopen = () => {
          connections += 1;
        };
        source.onmessage = ({ data }) => {
          const event = JSON.parse(data) as { type: string; status?: string; content?: string };
          types.push(event.type);
          if (event.type === 'chunk') text += event.content;
          if (event.type === 'retract' || event.status === 'restarted') text = '';
        };
        source.onerror = () => {
          if (source.readyState === EventSource.CLOSED) {
            resolve({ text, types, connections, readyState: source.readyState });
          }
        };
      }),
    url,
  );
}

/** Begins a turn, and leaves it to be read by its ticket. */
async function begin(conversation: ConversationUnderTest, question: string): Promise<string> {
  const key = newKey();
  const started: ReceivedStream = await send(conversation, question, { key, leaveAfter: 1 });
  const start = started.events[0]?.event;
  if (start?.type !== 'start' || start.ticket === undefined) {
    throw new Error('The turn has no ticket.');
  }
  return `${conversation.streamUrl}?turnId=${key}&ticket=${encodeURIComponent(start.ticket)}`;
}

describe("a browser's own EventSource", () => {
  it('reads a turn by its ticket, comes back once and is told that there is no more', async () => {
    const conversation = await newConversation(run);
    const seen = await readInPage(await begin(conversation, 'Thanks'));
    const [, answer] = (await readConversation(run, conversation.ids)).messages;
    expect(seen).toMatchObject({ text: answer?.content, connections: 1, readyState: 2 });
    expect(seen.types.filter((type) => type === 'complete')).toHaveLength(1);
  }, 60_000);

  it('reconnects by itself through cut connections, and has every word once', async () => {
    const conversation = await newConversation(run);
    const url = await begin(conversation, 'Thanks');
    const { name } = await functionProcesses(run);
    // The response that began the turn is still in flight, and the first to be cut: then two of the browser's.
    await control(run, 'POST', `/functions/${name}/drop?afterEvents=4&times=3`);
    const seen = await readInPage(url);
    const [, answer] = (await readConversation(run, conversation.ids)).messages;
    expect(seen).toMatchObject({ text: answer?.content, connections: 3, readyState: 2 });
    expect(seen.types.filter((type) => type === 'complete')).toHaveLength(1);
  }, 60_000);

  it('is not let in by a ticket of another turn, or by none', async () => {
    const conversation = await newConversation(run);
    const url = await begin(conversation, 'Thanks');
    const other = new URL(await begin(await newConversation(run), 'Thanks'));
    const foreign = url.replace(/ticket=.*/, `ticket=${other.searchParams.get('ticket')}`);
    for (const refused of [foreign, url.replace(/&ticket=.*/, '')]) {
      expect(await readInPage(refused)).toMatchObject({ text: '', connections: 0, readyState: 2 });
    }
  }, 60_000);
});
