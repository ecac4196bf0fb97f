import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AgentMessage } from './agent-message.ts';
import { type ListKnowledge, mergeNewestPage, prependPage, putMessage, removeMessages } from './merge-messages.ts';

const message = (key: string, content = key): AgentMessage => {
  const [turnId = '', role] = key.split(':');
  return { key, messageId: key, turnId, role: role === 'a' ? 'assistant' : 'user', content, createdAt: '' };
};
const list = (...keys: readonly string[]) => keys.map((key) => message(key));
const keys = (messages: readonly AgentMessage[]) => messages.map(({ key }) => key).join(' ');
const PLAIN: ListKnowledge = { isNewer: () => false, isAnchored: () => true };

describe('putting a message', () => {
  it('replaces the one with its key', () => {
    const messages = putMessage(list('1:u', '1:a'), message('1:u', 'new'));
    expect(messages.map(({ content }) => content)).toEqual(['new', '1:a']);
  });

  it('puts an answer behind its question, and anything else last', () => {
    expect(keys(putMessage(list('1:u', '2:u', '2:a'), message('1:a')))).toBe('1:u 1:a 2:u 2:a');
    expect(keys(putMessage(list('1:u', '1:a'), message('2:u')))).toBe('1:u 1:a 2:u');
  });
});

describe('taking messages out', () => {
  it('gives the list itself where there is nothing to take out', () => {
    const messages = list('1:u');
    expect(removeMessages(messages, '2:u')).toBe(messages);
    expect(removeMessages(messages, '1:u')).toEqual([]);
  });
});

describe('merging the newest page', () => {
  it('keeps what is older and takes the rest from the page', () => {
    const merged = mergeNewestPage(list('1:u', '1:a', '2:u'), list('1:a', '2:u', '2:a'), PLAIN);
    expect([keys(merged.messages), merged.keepsOlder]).toEqual(['1:u 1:a 2:u 2:a', true]);
  });

  it('forgets what does not join the page', () => {
    const merged = mergeNewestPage(list('1:u', '1:a'), list('5:u', '5:a'), PLAIN);
    expect([keys(merged.messages), merged.keepsOlder]).toEqual(['5:u 5:a', false]);
  });

  it('does not take for joined what only a message joins that never came with a page', () => {
    const isAnchored = (key: string) => !key.startsWith('9');
    const merged = mergeNewestPage(list('1:u', '1:a', '9:u', '9:a'), list('8:a', '9:u', '9:a'), {
      ...PLAIN,
      isAnchored,
    });
    expect([keys(merged.messages), merged.keepsOlder]).toEqual(['8:a 9:u 9:a', false]);
  });

  it('drops what the page does not have in its range', () => {
    expect(keys(mergeNewestPage(list('1:u', '2:u', '2:a'), list('1:u', '1:a'), PLAIN).messages)).toBe('1:u 1:a');
  });

  it('leaves alone what is newer here than the page, present or absent', () => {
    const isNewer = (turnId: string) => turnId === '2' || turnId === '3';
    const merged = mergeNewestPage(
      [...list('1:u', '1:a'), message('2:u', 'mine')],
      list('1:u', '1:a', '2:u', '2:a', '3:u'),
      { ...PLAIN, isNewer },
    );
    expect(merged.messages.map(({ content }) => content)).toEqual(['1:u', '1:a', 'mine']);
  });

  it('gives all messages, once and in order, whichever pages are read in whichever order', () => {
    const everything = Array.from({ length: 20 }, (_, turn) => list(`${turn}:u`, `${turn}:a`)).flat();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (ends) => {
        let messages: readonly AgentMessage[] = [];
        for (const end of ends.sort((one, other) => one - other)) {
          messages = mergeNewestPage(messages, everything.slice(Math.max(0, end - 7), end), PLAIN).messages;
        }
        const last = ends.at(-1) ?? 0;
        const first = everything.findIndex(({ key }) => key === messages[0]?.key);
        const older = everything.slice(0, Math.min(first + 2, last));
        expect(keys(prependPage(messages, older))).toBe(keys(everything.slice(0, last)));
      }),
    );
  });
});
