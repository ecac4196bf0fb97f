import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanLine } from './clean-line.ts';

describe('cleanLine', () => {
  it.each([
    ['"Scouting your squats."', 'Scouting your squats.'],
    ['“Digging in…”', 'Digging in…'],
    ["'It's all there'", "It's all there"],
    ['«Je regarde tes séances»', 'Je regarde tes séances'],
    ['**Lining up your week**', 'Lining up your week'],
    ['💪 Hunting patterns 🔥', 'Hunting patterns'],
    ['Going 👩‍👩‍👧 strong 1️⃣ today 🇩🇪!', 'Going strong 1 today!'],
    ['Two\nlines\tin one', 'Two lines in one'],
    ['می‌خواهم ببینم', 'می‌خواهم ببینم'],
    ['مراجعة تمارينك', 'مراجعة تمارينك'],
    ['turned \u202Earound', 'turned around'],
  ])('makes %j one clean line', (line, expected) => {
    expect(cleanLine(line)).toBe(expected);
  });

  it.each(['', '   ', '""', '🔥🔥', '...', 'x'.repeat(161)])('gives nothing for %j', (line) => {
    expect(cleanLine(line)).toBeUndefined();
  });

  it('never leaves a line break, an emoji or a quotation mark around it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        const clean = cleanLine(`"${line}"`);
        expect(clean ?? '').not.toMatch(/[\n\r\u2028]|\p{Extended_Pictographic}|^["“']|["”']$/u);
      }),
    );
  });
});
