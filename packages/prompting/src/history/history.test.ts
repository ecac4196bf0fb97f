import type { StoredMessage } from '@coach-stream/store';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_WINDOW_MESSAGES, toHistory } from './history.ts';

const message = (turnId: string, role: StoredMessage['role'], content: string): StoredMessage => ({
  messageId: 'm',
  turnId,
  createdAt: '',
  claimedAt: '',
  content,
  ...(role === 'user' ? { role } : { role, state: 'complete' }),
});
const turn = (id: number, length = 1) => [
  message(`${id}`, 'user', `question ${id}`.padEnd(length)),
  message(`${id}`, 'assistant', `answer ${id}`.padEnd(length)),
];
const textsOf = (history: ReturnType<typeof toHistory>) =>
  history.map(({ content }) => content.flatMap((block) => ('text' in block ? [block.text.trim()] : [])).join());

describe('toHistory', () => {
  it('always alternates, starting with the user and ending with the coach, whatever is stored', () => {
    const part = fc.tuple(fc.nat(9), fc.constantFrom('user' as const, 'assistant' as const), fc.string());
    fc.assert(
      fc.property(fc.array(part, { maxLength: 59 }), fc.nat(500), (parts, count) => {
        const history = toHistory(
          parts.map(([id, role, content]) => message(`${id}`, role, content)),
          count,
        );
        expect(history.length % 2).toBe(0);
        history.forEach(({ role }, index) => {
          expect(role).toBe(index % 2 === 0 ? 'user' : 'assistant');
        });
      }),
    );
  });

  it.each([
    ['was never answered', [message('x', 'user', 'poison')]],
    ['was stopped before a word', [message('x', 'user', 'poison'), message('x', 'assistant', ' ')]],
    ['has no question', [message('x', 'assistant', 'poison')]],
  ])('leaves out a turn that %s', (_case, messages) => {
    expect(textsOf(toHistory([...turn(1), ...messages, ...turn(2)], 4))).toEqual([
      'question 1',
      'answer 1',
      'question 2',
      'answer 2',
    ]);
  });

  it('starts its window at the same message for ten turns, then twenty messages later, and holds 40 to 59', () => {
    const all = Array.from({ length: 100 }, (_, id) => turn(id)).flat();
    const starts = new Map<string, number>();
    for (let count = 60; count <= 200; count += 2) {
      const history = toHistory(all.slice(Math.max(0, count - MAX_WINDOW_MESSAGES), count), count);
      expect(history.length).toBeGreaterThanOrEqual(40);
      expect(history.length).toBeLessThanOrEqual(59);
      const [start = ''] = textsOf(history);
      starts.set(start, (starts.get(start) ?? 0) + 1);
    }
    expect([...starts.keys()].slice(0, 3)).toEqual(['question 10', 'question 20', 'question 30']);
    expect([...starts.values()].slice(0, -1).every((turns) => turns === 10)).toBe(true);
  });

  it('puts one cache point behind the last multiple of ten, so that the next turns share what is before it', () => {
    const history = toHistory(Array.from({ length: 13 }, (_, id) => turn(id)).flat(), 26);
    const points = history.flatMap(({ content }, index) =>
      content.some((block) => 'cachePoint' in block) ? [index] : [],
    );
    expect(points).toEqual([19]);
  });

  it('holds the newest turns where all would be too long', () => {
    const history = toHistory(Array.from({ length: 10 }, (_, id) => turn(id, 8_000)).flat(), 20);
    expect(textsOf(history).at(0)).toBe('question 4');
    expect(textsOf(history).at(-1)).toBe('answer 9');
  });
});
