import type { StoredMessage } from '@coach-stream/store';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_WINDOW_MESSAGES, toHistory } from './history.ts';

const message = (role: StoredMessage['role'], content: string): StoredMessage => ({
  messageId: 'm',
  turnId: 't',
  createdAt: '',
  claimedAt: '',
  content,
  ...(role === 'user' ? { role } : { role, state: 'complete' }),
});
const texts = (history: ReturnType<typeof toHistory>) => history.map(({ role, content }) => [role, ...content]);

describe('toHistory', () => {
  it('always alternates and starts with the user, whatever is stored', () => {
    const stored = fc.array(fc.tuple(fc.constantFrom('user' as const, 'assistant' as const), fc.string()), {
      maxLength: 59,
    });
    fc.assert(
      fc.property(stored, fc.nat(500), (messages, count) => {
        const history = toHistory(
          messages.map(([role, content]) => message(role, content)),
          count,
        );
        history.forEach(({ role }, index) => {
          expect(role).toBe(index % 2 === 0 ? 'user' : 'assistant');
        });
      }),
    );
  });

  it('merges the messages of a turn that had no answer with the next one', () => {
    const history = toHistory([message('user', 'a'), message('user', 'b'), message('assistant', 'c')], 2);
    expect(texts(history)).toEqual([
      ['user', { text: 'a\n\nb' }],
      ['assistant', { text: 'c' }],
    ]);
  });

  it('leaves an answer without content out', () => {
    const history = toHistory([message('user', 'a'), message('assistant', ''), message('user', 'b')], 2);
    expect(texts(history)).toEqual([['user', { text: 'a\n\nb' }]]);
  });

  it('starts its window at the same message for ten turns, then twenty messages later, and holds 40 to 59', () => {
    const all = Array.from({ length: 200 }, (_, index) => message(index % 2 === 0 ? 'user' : 'assistant', `${index}`));
    const starts = new Map<number, number>();
    for (let count = 60; count <= 200; count += 2) {
      const history = toHistory(all.slice(Math.max(0, count - MAX_WINDOW_MESSAGES), count), count);
      expect(history.length).toBeGreaterThanOrEqual(40);
      expect(history.length).toBeLessThanOrEqual(59);
      const [first] = texts(history)[0]?.slice(1) ?? [];
      const start = Number((first as { text: string }).text);
      expect(start % 20).toBe(0);
      starts.set(start, (starts.get(start) ?? 0) + 1);
    }
    expect([...starts.values()].slice(0, -1).every((turns) => turns === 10)).toBe(true);
  });
});
