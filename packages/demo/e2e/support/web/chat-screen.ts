import type { Locator, Page } from 'playwright-core';
import { sayWords } from './say-words.ts';

/** An answer in the page, as far as it is looked into there. */
interface AnswerNode {
  querySelector(selector: string): { readonly textContent: string | null } | null;
}

/** A message as it stands on the screen. */
export interface ShownMessage {
  readonly role: 'user' | 'assistant';
  /** Everything that can be read of it, reduced to words: who says it, the text, and the time or a note. */
  readonly words: string;
}

/** A chat as a person sees it: the messages, the answer that is being written, and where to write. */
export class ChatScreen {
  readonly page: Page;
  readonly log: Locator;
  readonly input: Locator;
  readonly stopButton: Locator;
  readonly sendButton: Locator;
  readonly error: Locator;

  constructor(page: Page) {
    this.page = page;
    this.log = page.getByRole('region', { name: 'Messages' });
    this.input = page.getByRole('textbox', { name: /^(Message |Your answer)/ });
    this.stopButton = page.getByRole('button', { name: 'Stop the answer' });
    this.sendButton = page.getByRole('button', { name: 'Send', exact: true });
    this.error = page.getByRole('alert');
  }

  /** Each message, and the answer that is being written: what is listed, but for lists in answers and suggestions. */
  get messages(): Locator {
    return this.log.locator('li:not(li li, :has(> button))');
  }

  /** The last message or the answer that is being written. */
  get last(): Locator {
    return this.messages.last();
  }

  /** Writes a message and sends it by Enter. */
  async send(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  /** Sends a message and waits until it is answered. */
  async ask(text: string): Promise<void> {
    const before = await this.messages.count();
    await this.send(text);
    await this.untilAnswered(before + 2);
  }

  /** Waits until nothing is being written any more, and so many messages are there. */
  async untilAnswered(messages: number): Promise<void> {
    await this.messages.nth(messages - 1).waitFor();
    await this.stopButton.waitFor({ state: 'detached' });
  }

  /** The line that tells what the coach is doing, once it is there; it goes where the answer begins. */
  async passingLine(): Promise<string> {
    const line = this.last.locator('> p').filter({ hasText: /\S/ }).first();
    await line.waitFor();
    return (await line.textContent()) ?? '';
  }

  /** Waits until the answer that is being written has so many characters. @returns how many it has */
  async untilWritten(characters: number): Promise<number> {
    await this.stopButton.waitFor();
    const node = await this.last.evaluateHandle((answer: AnswerNode) => answer);
    const written = await this.page.waitForFunction(
      ({ node, characters }) => {
        // The contextual line and the dots stand in no box.
        const length = node.querySelector('div')?.textContent?.length ?? 0;
        return length >= characters && length;
      },
      { node, characters },
    );
    return Number(await written.jsonValue());
  }

  /** What is shown, oldest first. */
  async shown(): Promise<ShownMessage[]> {
    const texts = await this.messages.allInnerTexts();
    return texts.map((text) => ({ role: text.startsWith('You:') ? 'user' : 'assistant', words: sayWords(text) }));
  }
}
