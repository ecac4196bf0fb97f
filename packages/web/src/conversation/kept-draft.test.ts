import { describe, expect, it } from '@jest/globals';
import { readDraft, wasTaken, writeDraft } from './kept-draft.ts';

describe('a kept draft', () => {
  it.each([
    { text: 'Hello\n/s', isSending: false },
    { text: ' draft', isSending: true },
  ])('is read as it was written: %j', (draft) => {
    expect(readDraft(writeDraft(draft))).toEqual(draft);
  });

  it.each([undefined, '', 'd'])('is none where %j is kept', (kept) => expect(readDraft(kept)).toBeUndefined());

  it('is not kept where it is empty', () => expect(writeDraft({ text: '', isSending: true })).toBeUndefined());

  it.each([
    [true, 'Hello', true],
    [true, 'Something else', false],
    [true, undefined, false],
    [false, 'Hello', false],
  ])('where it was on its way: %s, and %j was said last, was taken: %s', (isSending, lastSaid, isTaken) => {
    expect(wasTaken({ text: 'Hello ', isSending }, lastSaid)).toBe(isTaken);
  });
});
